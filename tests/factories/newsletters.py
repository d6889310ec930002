import datetime
from functools import cache
from io import BytesIO

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory
from pypdf import PdfWriter

from members.models import Status
from newsletters.models import Edition, Newsletter


@cache
def pdf(pages: int = 1) -> bytes:
    """A real PDF of blank pages."""
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(width=595, height=842)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


class NewsletterFactory(DjangoModelFactory):
    """A published issue of 2008."""

    class Meta:
        model = Newsletter
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(status=Status.DRAFT)
        archived = factory.Trait(status=Status.ARCHIVED)

    month = factory.Sequence(lambda n: datetime.date(2008 + n // 12, n % 12 + 1, 1))
    title_en = factory.Sequence("Issue {}".format)
    status = Status.PUBLISHED
    published_at = datetime.datetime(2008, 1, 1, tzinfo=datetime.UTC)


class EditionFactory(DjangoModelFactory):
    class Meta:
        model = Edition

    newsletter = factory.SubFactory(NewsletterFactory)
    language = "en"
    file = factory.LazyFunction(lambda: ContentFile(pdf(), name="issue.pdf"))
