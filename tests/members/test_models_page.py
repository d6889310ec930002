"""The texts that staff keep."""

import pytest
from django.db import IntegrityError
from django.utils.translation import override

from tests.factories import PageFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "slug, address",
    [
        ("home", "/es/"),
        ("about", "/es/about/"),
        ("accessibility", "/es/accessibility/"),
        ("privacy", "/es/privacy/"),
        ("contact", "/es/contact/"),
    ],
)
def test_a_page_has_its_place_on_the_site(slug, address):
    page = PageFactory(slug=slug)

    with override("es"):
        assert page.get_absolute_url() == address


@pytest.mark.parametrize("slug", ["", "elsewhere"])
def test_page_has_its_place(slug):
    with pytest.raises(IntegrityError, match="page_has_its_place"):
        PageFactory(slug=slug)


def test_page_has_title():
    with pytest.raises(IntegrityError, match="page_has_title"):
        PageFactory(title_en="")


def test_two_pages_cannot_have_one_slug():
    PageFactory()

    with pytest.raises(IntegrityError):
        PageFactory()
