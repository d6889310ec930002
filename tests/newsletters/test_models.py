"""Issues, their editions, and what the database itself refuses."""

import datetime
import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import override

from members.models import Status
from newsletters.models import Edition, Newsletter
from tests.factories import EditionFactory, NewsletterFactory
from tests.factories.newsletters import pdf

pytestmark = pytest.mark.django_db

MARCH = datetime.date(2010, 3, 1)


def stored(edition) -> bytes:
    with edition.file.open() as file:
        return file.read()


def test_the_first_of_the_month_is_kept_and_gives_the_slug():
    newsletter = NewsletterFactory(month=datetime.date(2010, 3, 17))

    newsletter.refresh_from_db()
    assert (newsletter.month, newsletter.slug) == (MARCH, "2010-03")


def test_a_second_issue_of_the_month_is_refused_beside_the_field():
    NewsletterFactory(month=MARCH)

    with pytest.raises(ValidationError) as error:
        Newsletter(month=datetime.date(2010, 3, 31), title="Second").full_clean()

    assert error.value.message_dict["month"] == ["There already is an issue of this month."]


def test_newsletter_month_is_unique():
    NewsletterFactory(month=MARCH)

    with pytest.raises(IntegrityError):
        NewsletterFactory(month=datetime.date(2010, 3, 2))


def test_publishing_takes_the_time():
    before = timezone.now()

    newsletter = NewsletterFactory(published_at=None)

    assert before <= newsletter.published_at <= timezone.now()


def test_publishing_keeps_the_time_that_was_given():
    given = datetime.datetime(2031, 5, 1, tzinfo=datetime.UTC)

    assert NewsletterFactory(published_at=given).published_at == given


def test_a_draft_has_no_time():
    assert NewsletterFactory(draft=True, published_at=None).published_at is None


def test_published_issues_are_those_whose_time_has_come():
    shown = NewsletterFactory()
    NewsletterFactory(draft=True)
    NewsletterFactory(archived=True)
    NewsletterFactory(published_at=timezone.now() + datetime.timedelta(hours=1))

    assert list(Newsletter.objects.published()) == [shown]


def test_issues_come_latest_first():
    older, newer = (
        NewsletterFactory(month=MARCH),
        NewsletterFactory(month=datetime.date(2011, 1, 1)),
    )

    assert list(Newsletter.objects.all()) == [newer, older]


def test_newsletter_status_is_known():
    newsletter = NewsletterFactory()

    with pytest.raises(IntegrityError, match="newsletter_status_is_known"):
        Newsletter.objects.filter(pk=newsletter.pk).update(status="lost")


def test_newsletter_has_time_if_published():
    newsletter = NewsletterFactory()

    with pytest.raises(IntegrityError, match="newsletter_has_time_if_published"):
        Newsletter.objects.filter(pk=newsletter.pk).update(published_at=None)


@pytest.mark.parametrize(
    "language, words",
    [("en", "March 2010"), ("fr", "mars 2010"), ("es", "marzo de 2010")],
)
def test_month_is_named_in_the_language_of_the_reader(language, words):
    newsletter = NewsletterFactory.build(month=MARCH)

    with override(language):
        assert newsletter.month_name == words


def test_edition_takes_its_facts_from_the_file():
    edition = EditionFactory(file=ContentFile(pdf(pages=3), name="any.pdf"))

    edition.refresh_from_db()
    assert edition.size == len(pdf(pages=3))
    assert edition.page_count == 3
    assert edition.sha256 == hashlib.sha256(pdf(pages=3)).hexdigest()


def test_edition_file_is_kept_as_it_came_under_a_name_of_its_content():
    edition = EditionFactory(
        newsletter__month=MARCH, file=ContentFile(pdf(), name="../../evil.exe")
    )

    digest = hashlib.sha256(pdf()).hexdigest()
    assert edition.file.name == f"newsletters/2010-03/en-{digest[:16]}.pdf"
    assert stored(edition) == pdf()


def test_a_new_file_brings_new_facts():
    edition = EditionFactory()

    edition.file = ContentFile(pdf(pages=2), name="second.pdf")
    edition.save()

    edition.refresh_from_db()
    assert (edition.page_count, edition.size) == (2, len(pdf(pages=2)))
    assert stored(edition) == pdf(pages=2)


def test_saving_an_edition_again_does_not_need_its_file():
    edition = EditionFactory()
    edition.file.storage.delete(edition.file.name)

    edition = Edition.objects.get()
    edition.language = "fr"
    edition.full_clean()
    edition.save()

    assert Edition.objects.get().language == "fr"


def test_what_is_no_pdf_is_neither_saved_nor_stored(settings):
    with pytest.raises(ValidationError, match="This is not a PDF file"):
        EditionFactory(file=ContentFile(b"GIF89a", name="issue.pdf"))

    assert not Edition.objects.exists()
    assert not settings.MEDIA_ROOT.exists()


def test_edition_language_is_known():
    edition = EditionFactory()

    with pytest.raises(IntegrityError, match="edition_language_is_known"):
        Edition.objects.filter(pk=edition.pk).update(language="de")


def test_edition_is_the_only_one_in_its_language():
    edition = EditionFactory()
    twin = EditionFactory.build(newsletter=edition.newsletter)

    with pytest.raises(ValidationError, match="already has an edition in this language"):
        twin.validate_constraints()
    with pytest.raises(IntegrityError):
        twin.save()


@pytest.mark.parametrize("fact", ["size", "page_count"])
def test_edition_has_bytes_and_pages(fact):
    edition = EditionFactory()

    with pytest.raises(IntegrityError, match="edition_has_bytes_and_pages"):
        Edition.objects.filter(pk=edition.pk).update(**{fact: 0})


def test_the_edition_in_the_language_of_the_reader_comes_first():
    newsletter = NewsletterFactory()
    for language in ("fr", "es", "en"):
        EditionFactory(newsletter=newsletter, language=language)

    with override("fr"):
        assert [edition.language for edition in newsletter.editions_list] == ["fr", "en", "es"]


@pytest.mark.parametrize(
    "language, words",
    [
        ("en", "PDF, 57 KB, 4 pages, English"),
        ("fr", "PDF, 57 Ko, 4 pages, anglais"),
        ("es", "PDF, 57 KB, 4 páginas, inglés"),
    ],
)
def test_a_link_tells_format_size_and_language(language, words):
    edition = EditionFactory.build(size=57_429, page_count=4)

    with override(language):
        assert edition.details == words.replace("57 K", "57\u00a0K")


@pytest.mark.parametrize("size, words", [(1, "1 KB"), (1499, "1 KB"), (1_234_567, "1,235 KB")])
def test_a_size_is_told_in_thousands_of_bytes_and_never_as_nothing(size, words):
    edition = EditionFactory.build(size=size, page_count=1)

    assert edition.details == f"PDF, {words}, 1 page, English".replace(" KB", "\u00a0KB")


def test_names_in_the_admin_say_which_issue_and_which_language():
    edition = EditionFactory(newsletter__month=MARCH, language="es")

    assert (str(edition.newsletter), str(edition)) == ("2010-03", "2010-03 es")
    assert edition.file_name == "ProsperA-newsletter-2010-03-es.pdf"
    assert edition.readable_name == "ProsperA, boletín de marzo de 2010.pdf"


def test_archiving_an_issue_hides_it_at_once():
    newsletter = NewsletterFactory()

    newsletter.status = Status.ARCHIVED
    newsletter.save()

    assert not Newsletter.objects.published().exists()
