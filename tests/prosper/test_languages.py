"""The same page in another language."""

import pytest

from prosper.languages import in_language
from tests.factories import OrganisationFactory
from tests.reading import read

PATHS = ["/", "/members/", "/members/?q=a&kind=mfi", "/nothing/here", "/fresh/", "/essai/"]


@pytest.mark.parametrize("path", PATHS)
def test_english_stands_at_the_root_and_the_others_before_the_same_path(path):
    assert [in_language(path, code) for code in ("en", "fr", "es")] == [
        path,
        f"/fr{path}",
        f"/es{path}",
    ]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("current", ["fr", "es"])
def test_a_path_is_the_same_again_after_a_way_through_other_languages(path, current):
    assert in_language(in_language(f"/{current}{path}", "en"), current) == f"/{current}{path}"


@pytest.mark.django_db
def test_the_switch_leads_to_the_same_page_and_query_and_marks_the_present_language(client):
    OrganisationFactory()

    nav = read(client.get("/fr/members/?kind=network")).one("nav", class_="lang")

    assert nav.links == {
        "English": "/members/?kind=network",
        "Français": "/fr/members/?kind=network",
        "Español": "/es/members/?kind=network",
    }
    assert [(a["lang"], a["aria-current"]) for a in nav.all("a")] == [
        ("en", None),
        ("fr", "true"),
        ("es", None),
    ]


@pytest.mark.django_db
def test_a_page_names_itself_and_its_languages_to_search_engines(client):
    page = read(client.get("/es/members/?page=1"))

    assert page.one("link", rel="canonical")["href"] == "http://testserver/es/members/"
    assert {
        link["hreflang"]: link["href"]
        for link in page.all("link", rel="alternate")
        if "hreflang" in link
    } == {
        "en": "http://testserver/members/?page=1",
        "x-default": "http://testserver/members/?page=1",
        "fr": "http://testserver/fr/members/?page=1",
        "es": "http://testserver/es/members/?page=1",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["fr", "es-MX,es;q=0.9", "de"])
def test_the_address_decides_the_language_and_not_the_browser(client, header):
    response = client.get("/members/", HTTP_ACCEPT_LANGUAGE=header)

    assert (response.status_code, response["Content-Language"]) == (200, "en")
    assert read(response).one("html")["lang"] == "en"


@pytest.mark.django_db
def test_a_language_that_the_site_does_not_have_is_not_found(client):
    assert client.get("/de/members/").status_code == 404
    assert client.get("/en/members/").status_code == 404


@pytest.mark.parametrize(
    "wanted, offer",
    [
        ("fr-BE,fr;q=0.9,en;q=0.5", ("/fr/", "Lire ce site en français")),
        ("es", ("/es/", "Leer este sitio en español")),
        ("en-GB,fr;q=0.5", None),
        ("de", None),
    ],
)
@pytest.mark.django_db
def test_the_home_page_offers_the_browsers_language_and_sends_nobody_there(client, wanted, offer):
    for _visit in range(2):
        response = client.get("/", headers={"accept-language": wanted})

        offers = [(p.one("a")["href"], p.text) for p in read(response).all("p", class_="offer")]
        assert response.status_code == 200
        assert offers == ([offer] if offer else [])


@pytest.mark.django_db
def test_other_pages_offer_nothing(client):
    response = client.get("/members/", headers={"accept-language": "fr"})

    assert read(response).all("p", class_="offer") == []
