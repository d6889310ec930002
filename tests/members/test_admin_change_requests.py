"""Deciding at the desk on what an organisation says has changed, field by field."""

import pytest
from django.core import mail
from django.utils import timezone

from members import deciding
from members.models import ChangedField, ChangeRequest, Organisation
from tests.factories import (
    ChangedFieldFactory,
    ChangeRequestFactory,
    ContactFactory,
    CountryFactory,
    OrganisationFactory,
    RegionFactory,
    UserFactory,
)
from tests.forms import errors, fields, notice
from tests.reading import read

pytestmark = pytest.mark.django_db

LIST = "/admin/members/changerequest/"


@pytest.fixture
def organisation():
    ContactFactory(organisation__name="FIDEV", email="fidev@example.org")
    return OrganisationFactory(name="Wend", website="https://old.example/")


@pytest.fixture
def asked(organisation):
    """What Wend has sent: a name and a website."""
    request = ChangeRequestFactory(organisation=organisation, language="es")
    for name, old, new in (
        ("name", "Wend", "Wend Togo"),
        ("website", "https://old.example/", "https://new.example/"),
    ):
        ChangedFieldFactory(request=request, field=name, old=old, proposed=new)
    return request


@pytest.fixture
def keeper(client):
    """The regional contact of Africa."""
    user = UserFactory(first_name="Ana", groups=["Regional contact"])
    RegionFactory(slug="africa").editors.add(user)
    client.force_login(user)
    return user


def page(request) -> str:
    return f"{LIST}{request.pk}/change/"


def box(name: str, what: str) -> str:
    return f"field{ChangedField.objects.get(field=name).pk}-{what}"


@pytest.fixture
def send(client, asked, django_capture_on_commit_callbacks):
    """Opens the page, makes these choices by field, and sends it."""

    def send(opened: dict | None = None, **choices: dict[str, str]):
        sent = opened or fields(client.get(page(asked)))
        for name, chosen in choices.items():
            sent |= {box(name, what): value for what, value in chosen.items()}
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(page(asked), sent, follow=True)

    return send


def states() -> dict[str, str]:
    return dict(ChangedField.objects.values_list("field", "state"))


ACCEPT = {"do": "accept"}


def test_values_stand_side_by_side_and_one_that_changed_meanwhile_is_shown_too(
    client, keeper, asked, organisation
):
    Organisation.objects.update(website="https://other.example/")

    shown = read(client.get(page(asked))).all("fieldset", class_="proposed")

    values = [
        {row.one("dt").text: row.one("dd").text for row in field.one("dl").all("div")}
        for field in shown
    ]
    assert [field.one("h2").text for field in shown] == ["Name", "Website"]
    assert values == [
        {"When it was sent": "Wend", "Proposed": "Wend Togo"},
        {
            "When it was sent": "https://old.example/",
            "Now: it was changed meanwhile": "https://other.example/",
            "Proposed": "https://new.example/",
        },
    ]


def test_accepting_edits_the_record_and_the_history_names_the_request(
    client, keeper, asked, organisation, send
):
    response = send(name=ACCEPT, website=ACCEPT)

    assert notice(response) == "2 fields were decided."
    organisation.refresh_from_db()
    assert (organisation.name, organisation.website) == ("Wend Togo", "https://new.example/")
    assert (organisation.verified_on, organisation.verified_by) == (timezone.localdate(), keeper)
    entry = organisation.history.filter(name="Wend Togo").last()
    told = (entry.history_user, entry.history_source, entry.history_reference)
    assert told == (keeper, "request", str(asked.pk))
    assert states() == {"name": "accepted", "website": "accepted"}
    assert Organisation.objects.search("togo").exists()


def test_the_sender_is_told_what_was_taken_and_what_not_in_the_senders_language(
    keeper, asked, send, settings
):
    settings.SITE_ADDRESS = "https://prospera.example"

    send(
        name={"do": "accept", "value": "Wend (Togo)"},
        website={"do": "decline", "reason": "No such site."},
    )

    (sent,) = mail.outbox
    assert (sent.to, sent.reply_to) == (["ada@example.org"], ["fidev@example.org"])
    assert sent.subject == "ProsperA: sus cambios en Wend (Togo)"
    body = " ".join(sent.body.split())
    assert "Nombre: aceptado con cambios Wend Togo Recogido así: Wend (Togo)" in body
    assert "Sitio web: rechazado https://new.example/ Motivo: No such site." in body
    assert "https://prospera.example/es/members/wend/" in body
    asked.refresh_from_db()
    assert (asked.told_at is None, asked.closed_at is None, asked.error) == (False, False, "")
    assert states() == {"name": "edited", "website": "declined"}
    assert Organisation.objects.get(slug="wend").website == "https://old.example/"


def test_what_is_left_for_later_waits_and_nobody_is_told_yet(keeper, asked, send):
    send(name=ACCEPT)

    asked.refresh_from_db()
    assert (asked.closed_at, mail.outbox) == (None, [])
    assert states() == {"name": "accepted", "website": "waiting"}
    assert Organisation.objects.get(slug="wend").verified_on is None

    send(website={"do": "decline", "reason": "No."})

    assert len(mail.outbox) == 1


def test_the_record_is_not_verified_where_that_is_not_wanted(client, keeper, asked, send):
    opened = fields(client.get(page(asked)))
    del opened["verified"]

    send(opened, name=ACCEPT, website=ACCEPT)

    assert Organisation.objects.get(slug="wend").verified_on is None


@pytest.mark.parametrize(
    "name, chosen, told",
    [
        ("name", {"do": "accept", "value": ""}, "This field is required."),
        ("website", {"do": "accept", "value": "nowhere"}, "Enter a valid URL."),
        ("website", {"do": "decline", "reason": " "}, "Say why it is declined."),
        ("website", {"do": "x"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_written(
    keeper, asked, send, name, chosen, told
):
    other = {"name": "website", "website": "name"}[name]

    response = send(**{name: chosen, other: ACCEPT})

    assert told in read(response).one("form", id="deciding").text
    assert "nothing was decided yet" in notice(response)
    assert states() == {"name": "waiting", "website": "waiting"}
    assert Organisation.objects.get(slug="wend").name == "Wend"


def test_choosing_nothing_decides_nothing(keeper, asked, send):
    assert notice(send()) == "Nothing was decided: choose for at least one field."


def test_a_declined_value_need_not_be_right(keeper, asked, send):
    send(website={"do": "decline", "value": "nowhere", "reason": "No."})

    assert states()["website"] == "declined"


def test_who_overlooked_a_change_is_told_and_chooses_again(client, keeper, asked, send):
    opened = fields(client.get(page(asked)))
    Organisation.objects.filter(slug="wend").update(website="https://other.example/")

    response = send(dict(opened), website=ACCEPT)

    assert "Another has changed this field meanwhile." in read(response).text
    assert Organisation.objects.get(slug="wend").website == "https://other.example/"
    again = fields(response)
    assert again[box("website", "do")] == "accept"
    send(again)
    assert Organisation.objects.get(slug="wend").website == "https://new.example/"


def test_what_another_has_decided_meanwhile_is_not_decided_again(client, keeper, asked, send):
    opened = fields(client.get(page(asked)))
    send(dict(opened), website={"do": "decline", "reason": "No."}, name=ACCEPT)

    response = send(dict(opened), website=ACCEPT)

    assert notice(response) == "Everything here has been decided already."
    assert states()["website"] == "declined"
    assert len(mail.outbox) == 1


def test_a_country_takes_the_region_along_and_not_out_of_ones_regions(client, keeper, asked, send):
    CountryFactory(code="TG", region=RegionFactory(slug="africa"))
    asia = CountryFactory(code="BD", region=RegionFactory(slug="asia"))
    ChangedFieldFactory(request=asked, field="country", old="BJ", proposed="BD")

    response = send(country=ACCEPT)

    assert "This is outside your regions" in errors(response)[f"id_{box('country', 'value')}"]
    assert Organisation.objects.get(slug="wend").country_id == "BJ"
    send(country={"do": "accept", "value": "TG"})
    assert Organisation.objects.get(slug="wend").country_id == "TG"

    client.force_login(UserFactory(groups=["Steering committee"]))
    another = ChangeRequestFactory(organisation=asked.organisation)
    ChangedField.objects.filter(field="country").delete()
    changed = ChangedFieldFactory(request=another, field="country", old="TG", proposed="BD")
    sent = fields(client.get(page(another))) | {f"field{changed.pk}-do": "accept"}
    client.post(page(another), sent)
    assert Organisation.objects.get(slug="wend").region == asia.region


def test_a_remark_alone_is_dealt_with_by_a_button(client, keeper, organisation):
    request = ChangeRequestFactory(organisation=organisation, note="We close in May.")
    assert "We close in May." in read(client.get(page(request))).one("blockquote").text

    client.post(page(request), {"read": "1"})

    request.refresh_from_db()
    organisation.refresh_from_db()
    assert (request.closed_at is None, organisation.verified_on) == (False, None)


def test_one_who_could_not_be_told_is_told_by_the_next_run(asked, settings):
    ChangedField.objects.update(state="accepted", decided_at=timezone.now())
    ChangeRequest.objects.update(closed_at=timezone.now())
    settings.EMAIL_BACKEND = "nowhere.Backend"
    assert deciding.tell(asked.pk) is False
    asked.refresh_from_db()
    assert "nowhere" in asked.error

    assert list(deciding.untold()) == []  # tried a moment ago
    ChangeRequest.objects.update(tried_at=timezone.now() - 2 * deciding.TRY_AGAIN)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert [deciding.tell(key) for key in deciding.untold()] == [True]
    assert len(mail.outbox) == 1


def test_nobody_is_told_of_a_request_that_went_with_its_organisation():
    asked = ChangeRequestFactory(closed_at=timezone.now())
    asked.organisation.delete()

    assert deciding.tell(asked.pk) is None
