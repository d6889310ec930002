"""The addresses of the directory's pages."""

import pytest

from tests.factories import OrganisationFactory
from tests.reading import read

pytestmark = pytest.mark.django_db

LANGUAGES = pytest.mark.parametrize("prefix", ["", "/fr", "/es"])


@pytest.mark.parametrize(
    "query, canonical",
    [
        ("", ""),
        ("?page=1", ""),
        ("?page=2", "?page=2"),
        ("?sort=newest", ""),
        ("?page=2&kind=network&x=y&q=member", "?q=member&kind=network&page=2"),
    ],
)
@LANGUAGES
def test_a_page_names_its_own_address_as_the_one_to_keep(client, prefix, query, canonical):
    for n in range(21):
        OrganisationFactory(name=f"Member {n:02}")

    page = read(client.get(f"{prefix}/members/{query}"))

    address = f"http://testserver{prefix}/members/{canonical}"
    assert page.one("link", rel="canonical")["href"] == address
    assert len(page.all("meta", name="robots")) == ("kind" in query)


@pytest.mark.parametrize(
    "query, shorter",
    [
        ("q=finca&kind=&country=", "?q=finca"),
        ("q=&on=&sort=&page=&x=&=", ""),
        ("q", ""),
        ("q=%20&sort=name&q=%C3%A9&kind=mfi&kind=", "?q=%C3%A9&sort=name&kind=mfi"),
        ("on=garbage&kind=", "?on=garbage"),
        ("country=Perou&kind=&country=bj&page=1", "?country=PE&country=BJ&page=1"),
        ("country=Perou&region=nowhere&q=", "?country=Perou&region=nowhere"),
    ],
)
@pytest.mark.parametrize("prefix", ["", "/es"])
def test_what_a_form_sends_along_empty_is_left_out_of_the_address(client, prefix, query, shorter):
    response = client.get(f"{prefix}/members/?{query}")

    assert (response.status_code, response["Location"]) == (302, f"{prefix}/members/{shorter}")
    assert client.get(response["Location"]).status_code == 200


def test_a_short_address_sends_nobody_on(client):
    for query in ("", "?q=a&kind=mfi&kind=x", "?kind=MFI&q=%00", "?country=bj"):
        assert client.get(f"/members/{query}").status_code == 200
    assert client.post("/members/?q=").status_code == 405
