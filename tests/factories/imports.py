import hashlib

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from members.models import ImportBatch, ImportRow
from tests.factories.accounts import UserFactory


class ImportBatchFactory(DjangoModelFactory):
    """A file that the committee has sent, not read yet; ``content`` is what it holds."""

    class Meta:
        model = ImportBatch
        exclude = ["content"]

    content = b"name,kind,country\nWend,network,BJ\n"
    name = "members.csv"
    file = factory.LazyAttribute(lambda batch: ContentFile(batch.content, name=batch.name))
    sha256 = factory.LazyAttribute(lambda batch: hashlib.sha256(batch.content).hexdigest())
    created_by = factory.SubFactory(UserFactory, groups=["Steering committee"])
    language = "en"


class ImportRowFactory(DjangoModelFactory):
    class Meta:
        model = ImportRow

    batch = factory.SubFactory(ImportBatchFactory)
    line = factory.Sequence(lambda n: n + 2)
    outcome = "new"
