"""A country, as a visitor types it."""

import pytest
from django.utils.translation import override

from members import typed


@pytest.mark.parametrize(
    "text, code",
    [
        ("BJ", "BJ"),
        ("bj", "BJ"),
        ("Benin", "BJ"),
        ("bénin", "BJ"),
        ("PÉROU", "PE"),
        ("cote d'ivoire", "CI"),
        ("Côte d’Ivoire", "CI"),
        ("cotedivoire", "CI"),
        ("Marruecos", "MA"),
        ("madag", "MG"),
    ],
)
def test_a_country_is_known_by_its_code_and_by_its_name_in_any_language(text, code):
    assert typed.country_code(text) == code


@pytest.mark.parametrize("text", ["", "atlantis", "korea", "m", "mad", "zz", "é" * 5000])
def test_what_names_no_country_or_several_is_left_as_it_was_typed(text):
    assert typed.country_code(text) == text


def test_the_countries_that_may_have_been_meant_are_sorted_as_the_reader_does():
    with override("fr"):
        assert typed.alike("korea") == ["KP", "KR"]  # Corée du Nord, Corée du Sud
    assert typed.alike("atlantis") == typed.alike("a") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other, error",
    [
        ("on=garbage", "Enter a valid date."),
        ("region=nowhere", "There is no such choice: nowhere."),
    ],
)
def test_an_error_beside_a_typed_country_is_told_and_not_lost(client, other, error):
    response = client.get(f"/members/?country=Perou&{other}")

    assert response.status_code == 200
    assert error in response.content.decode()
