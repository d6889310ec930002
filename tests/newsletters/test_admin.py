"""The newsletter editor's desk: writing an issue, and bringing its PDFs."""

import datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter
from pytest_django.asserts import assertContains

from newsletters.models import Edition, Newsletter
from tests.factories import EditionFactory, NewsletterFactory, OrganisationFactory, UserFactory
from tests.factories.newsletters import pdf
from tests.forms import errors, fields, notice
from tests.reading import read

pytestmark = pytest.mark.django_db

ADD = "/admin/newsletters/newsletter/add/"
FILE = "id_editions-0-file"
MARCH, APRIL = datetime.date(2010, 3, 1), datetime.date(2011, 4, 1)


@pytest.fixture
def editor(client):
    client.force_login(UserFactory(groups=["Newsletter editor"]))
    return client


def upload(content: bytes, name: str = "issue.pdf") -> dict:
    """What the form sends when a file is chosen in the first row of editions."""
    return {
        "editions-TOTAL_FORMS": "1",
        "editions-0-language": "en",
        "editions-0-file": SimpleUploadedFile(name, content, "application/pdf"),
    }


def typed() -> dict:
    return {
        "month": "2010-03-01",
        "title_en": "Oaxaca, three years on",
        "title_fr": "Oaxaca, trois ans après",
        "summary_en": "What the members did.",
        "status": "published",
    }


def change(newsletter) -> str:
    return f"/admin/newsletters/newsletter/{newsletter.pk}/change/"


def protected() -> bytes:
    writer = PdfWriter(clone_from=BytesIO(pdf()))
    writer.encrypt("secret", algorithm="RC4-128")
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def test_an_issue_written_with_its_pdf_is_public_at_once(editor, client):
    organisation = OrganisationFactory()
    sent = fields(editor.get(ADD)) | typed() | upload(pdf(2)) | {"organisations": organisation.pk}

    response = editor.post(ADD, sent, follow=True)

    assert notice(response) == "The newsletter “ 2010-03 ” was added successfully."
    client.logout()
    page = client.get("/newsletters/2010-03/")
    assert read(page).slugs == [organisation.slug]
    pdf_link = "Oaxaca, three years on (PDF, 1 KB, 2 pages, English)"
    assert client.get(read(page).links[pdf_link]).getvalue() == pdf(2)


REFUSED = {
    "image": (b"GIF89a", "This is not a PDF file."),
    "empty": (b"", "The submitted file is empty."),
    "truncated": (pdf()[:150], "The PDF is damaged: its pages cannot be read."),
    "protected": (protected(), "The PDF is protected by a password."),
    "large": (pdf() + bytes(1024 * 1024), "The file is larger than 1 MB."),
    "far": (pdf().replace(b"/Size", b"/Prev 99999999999999999999 /Size"), "The PDF is damaged"),
}


@pytest.mark.parametrize("content, message", REFUSED.values(), ids=REFUSED)
def test_a_file_that_will_not_do_is_refused_beside_its_field(editor, settings, content, message):
    settings.NEWSLETTER_MAX_BYTES = 1024 * 1024

    response = editor.post(ADD, fields(editor.get(ADD)) | typed() | upload(content))

    assert {field: text[: len(message)] for field, text in errors(response).items()} == {
        FILE: message
    }
    assert not Newsletter.objects.exists()
    assert not settings.MEDIA_ROOT.exists()


def test_a_refused_file_takes_nothing_away_that_was_typed(editor):
    sent = fields(editor.get(ADD)) | typed()

    response = editor.post(ADD, sent | upload(b"GIF89a"))

    kept = fields(response)
    assert {name: kept[name] for name in typed()} == typed()
    assert kept["editions-0-language"] == "en"


def test_a_pdf_is_told_by_its_content_not_by_its_name(editor):
    editor.post(ADD, fields(editor.get(ADD)) | typed() | upload(pdf(), name="issue.doc"))

    assert Edition.objects.get().page_count == 1


def test_a_long_pdf_that_is_kept_on_disk_meanwhile_is_taken_in(editor):
    writer = PdfWriter(clone_from=BytesIO(pdf(5)))
    writer.add_attachment("photographs.zip", bytes(range(256)) * 12_000)
    file = BytesIO()
    writer.write(file)

    editor.post(ADD, fields(editor.get(ADD)) | typed() | upload(file.getvalue()))

    edition = Edition.objects.get()
    assert (edition.size, edition.page_count) == (len(file.getvalue()), 5)


def test_replacing_the_pdf_changes_what_the_public_is_given(editor):
    edition = EditionFactory()
    address = change(edition.newsletter)
    sent = fields(editor.get(address)) | {"editions-0-file": SimpleUploadedFile("b.pdf", pdf(3))}

    editor.post(address, sent)

    assert editor.get(edition.get_absolute_url()).getvalue() == pdf(3)


def test_a_refused_replacement_leaves_the_old_pdf_in_place(editor):
    edition = EditionFactory()
    address = change(edition.newsletter)
    sent = fields(editor.get(address)) | {"editions-0-file": SimpleUploadedFile("b.pdf", b"GIF")}

    response = editor.post(address, sent)

    assert errors(response) == {FILE: "This is not a PDF file."}
    assert editor.get(edition.get_absolute_url()).getvalue() == pdf()


def test_saving_an_issue_untouched_changes_nothing(editor):
    edition = EditionFactory()
    before = Newsletter.objects.values().get(), Edition.objects.values().get()

    editor.post(change(edition.newsletter), fields(editor.get(change(edition.newsletter))))

    assert (Newsletter.objects.values().get(), Edition.objects.values().get()) == before


def test_two_editions_in_one_language_are_refused_and_nothing_is_stored(editor, settings):
    sent = fields(editor.get(ADD)) | typed() | upload(pdf()) | {"editions-TOTAL_FORMS": "2"}
    second = {"editions-1-language": "en", "editions-1-file": SimpleUploadedFile("b.pdf", pdf(2))}

    response = editor.post(ADD, sent | second)

    assert "duplicate" in " ".join(errors(response).values())
    assert not Newsletter.objects.exists()
    assert not settings.MEDIA_ROOT.exists()


def test_a_second_issue_of_the_month_is_refused_beside_the_month(editor):
    EditionFactory(newsletter__month=MARCH)

    response = editor.post(ADD, fields(editor.get(ADD)) | typed() | {"month": "2010-03-20"})

    assert errors(response) == {"id_month": "There already is an issue of this month."}


def test_the_english_title_is_needed_and_the_others_are_not(editor):
    sent = fields(editor.get(ADD)) | typed() | {"title_en": "", "title_fr": ""}

    assert errors(editor.post(ADD, sent)) == {"id_title_en": "This field is required."}


def test_an_edition_tells_its_size_pages_and_downloads(editor):
    response = editor.get(change(EditionFactory().newsletter))

    row = read(response).one("tr", id="editions-0")
    assert [cell.text for cell in row.all("p")][-3:] == ["1 KB", "1", "0"]


@pytest.mark.parametrize("total", [1, 3])
def test_the_list_of_issues_costs_the_same_for_three_as_for_one(
    editor, total, django_assert_num_queries
):
    EditionFactory.create_batch(total)

    with django_assert_num_queries(8):
        response = editor.get("/admin/newsletters/newsletter/")

    assert response.context["cl"].result_count == total


@pytest.mark.parametrize("total", [1, 3])
def test_the_list_of_editions_costs_the_same_for_three_as_for_one(
    editor, total, django_assert_num_queries
):
    EditionFactory.create_batch(total)

    with django_assert_num_queries(6):
        response = editor.get("/admin/newsletters/edition/")

    assert response.context["cl"].result_count == total


def test_issues_are_found_by_month_and_by_words_of_the_title(editor):
    NewsletterFactory(month=MARCH, title_en="Oaxaca")
    NewsletterFactory(month=APRIL, title_en="Manila")

    for query in ("2010-03", "oaxaca"):
        found = editor.get("/admin/newsletters/newsletter/", {"q": query}).context["cl"]
        assert [str(newsletter) for newsletter in found.result_list] == ["2010-03"]


def test_view_on_site_leads_to_the_issue(editor):
    newsletter = NewsletterFactory()

    link = read(editor.get(change(newsletter))).links["View on site"]

    assertContains(editor.get(link, follow=True), newsletter.title)
