"""In which languages an issue is complete."""

import pytest

from newsletters.lacking import lacking
from newsletters.models import Edition, Newsletter
from tests.factories import EditionFactory, NewsletterFactory, UserFactory
from tests.reading import read

pytestmark = pytest.mark.django_db

LIST = "/admin/newsletters/newsletter/"
LANGUAGES = ["en", "fr", "es"]


def complete(**known) -> Newsletter:
    """An issue with title, summary and PDF in all three languages."""
    texts = {f"{field}_{lang}": "Text" for field in ("title", "summary") for lang in LANGUAGES}
    newsletter = NewsletterFactory(**texts | known)
    for language in LANGUAGES:
        EditionFactory(newsletter=newsletter, language=language)
    return newsletter


NO_SUMMARY = {f"summary_{language}": "" for language in LANGUAGES}


@pytest.fixture
def editor(client):
    client.force_login(UserFactory(groups=["Newsletter editor"]))
    return client


def missing(newsletter) -> list[str]:
    return [lang for lang in LANGUAGES if lacking(Newsletter.objects.all(), lang).exists()]


@pytest.mark.parametrize(
    "known, languages",
    [
        ({}, []),
        ({"title_fr": ""}, ["fr"]),
        ({"title_fr": None}, ["fr"]),
        ({"summary_es": ""}, ["es"]),
        ({"summary_fr": "", "title_es": None}, ["fr", "es"]),
        (NO_SUMMARY, []),
        ({"title_fr": "", "status": "draft"}, ["fr"]),
        ({"title_fr": "", "status": "archived"}, []),
    ],
)
def test_an_issue_lacks_the_languages_in_which_a_text_is_missing(known, languages):
    assert missing(complete(**known)) == languages


def test_an_issue_lacks_the_languages_of_which_it_has_no_pdf():
    newsletter = complete()

    Edition.objects.filter(language="es").delete()

    assert missing(newsletter) == ["es"]


def test_an_issue_without_any_pdf_lacks_every_language():
    newsletter = complete()

    Edition.objects.all().delete()

    assert missing(newsletter) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_does_not_depend_on_the_readers_language(client, language):
    client.force_login(UserFactory(groups=["Newsletter editor"]))
    complete(title_fr="")
    prefix = "" if language == "en" else f"/{language}"

    shown = [client.get(f"{prefix}{LIST}?lacks={of}").context["cl"] for of in LANGUAGES]

    assert [cl.result_count for cl in shown] == [0, 1, 0]


def test_the_list_names_the_languages_that_are_missing(editor):
    complete(title_fr="", summary_es="")
    complete()
    complete(title_fr="", status="archived")

    cells = read(editor.get(LIST)).all("td", class_="field-lacking")

    assert sorted(cell.text for cell in cells) == ["French, Spanish", "–", "–"]


def test_an_unknown_language_narrows_nothing(editor):
    complete()

    assert editor.get(f"{LIST}?lacks=xx").context["cl"].result_count == 1


def test_editions_are_counted_as_before(editor):
    complete()

    assert read(editor.get(LIST)).one("td", class_="field-edition_count").text == "3"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_nothing_of_each_row(editor, rows, django_assert_num_queries):
    for _number in range(rows):
        complete()

    with django_assert_num_queries(8):
        editor.get(LIST)
