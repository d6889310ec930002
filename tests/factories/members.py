import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from members.models import (
    AlternateName,
    Contact,
    Country,
    Kind,
    Membership,
    Message,
    Organisation,
    Page,
    Region,
    Role,
    Status,
    WebsiteCheck,
)


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ["slug"]

    slug = "africa"
    name_en = factory.LazyAttribute(lambda region: region.slug.replace("-", " ").title())


class CountryFactory(DjangoModelFactory):
    class Meta:
        model = Country
        django_get_or_create = ["code"]

    code = "BJ"
    region = factory.SubFactory(RegionFactory)


class OrganisationFactory(DjangoModelFactory):
    """A published local network in Benin; ``country=None`` makes one for the whole region."""

    class Meta:
        model = Organisation

    class Params:
        draft = factory.Trait(status=Status.DRAFT)
        archived = factory.Trait(status=Status.ARCHIVED)

    name = factory.Sequence("Organisation {}".format)
    slug = factory.LazyAttribute(lambda o: o.name.lower().replace(" ", "-").replace("'", "-"))
    kind = Kind.NETWORK
    country = factory.SubFactory(CountryFactory)
    region = factory.LazyAttribute(lambda o: o.country.region if o.country else RegionFactory())
    status = Status.PUBLISHED


class AlternateNameFactory(DjangoModelFactory):
    class Meta:
        model = AlternateName

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence("Other name {}".format)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    start = datetime.date(2007, 4, 1)


class ContactFactory(DjangoModelFactory):
    """The regional contact of its organisation's region; ``steering=True``, the committee's."""

    class Meta:
        model = Contact

    class Params:
        steering = factory.Trait(role=Role.STEERING, region=None)

    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.REGIONAL
    region = factory.LazyAttribute(lambda contact: contact.organisation.region)
    email = "contact@example.org"


class MessageFactory(DjangoModelFactory):
    class Meta:
        model = Message

    contact = factory.SubFactory(ContactFactory)
    addressee = "Regional contact, Africa"
    name = "Ada"
    email = "ada@example.org"
    text = "Good morning"
    language = "en"


class PageFactory(DjangoModelFactory):
    class Meta:
        model = Page

    slug = "about"
    title_en = "About"


class WebsiteCheckFactory(DjangoModelFactory):
    """A website that answers; ``failing=3`` makes one that has failed on so many days."""

    class Meta:
        model = WebsiteCheck

    class Params:
        failing = 0

    organisation = factory.SubFactory(OrganisationFactory, website="https://wend.example/")
    website = factory.LazyAttribute(lambda check: check.organisation.website)
    checked_at = factory.LazyFunction(timezone.now)
    outcome = factory.LazyAttribute(lambda check: "not_found" if check.failing else "fine")
    status_code = factory.LazyAttribute(lambda check: 404 if check.failing else 200)
    failures = factory.SelfAttribute("failing")
    failing_since = factory.LazyAttribute(
        lambda check: (
            check.checked_at - datetime.timedelta(check.failing) if check.failing else None
        )
    )
