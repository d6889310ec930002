import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from members.models import DuplicatePair, Merge
from tests.factories.members import OrganisationFactory


class DuplicatePairFactory(DjangoModelFactory):
    """Two that nobody has looked at yet."""

    class Meta:
        model = DuplicatePair

    first = factory.SubFactory(OrganisationFactory)
    second = factory.SubFactory(OrganisationFactory)
    score = 95
    reasons = ["near_name"]
    found_at = factory.LazyFunction(timezone.now)


class MergeFactory(DjangoModelFactory):
    """The account of a merge that moved nothing."""

    class Meta:
        model = Merge

    kept = factory.SubFactory(OrganisationFactory)
    merged = factory.SubFactory(
        OrganisationFactory, status="archived", merged_into=factory.SelfAttribute("..kept")
    )
    made_at = factory.LazyFunction(timezone.now)
    done = factory.LazyFunction(
        lambda: {
            "fields": {},
            "moved": {},
            "dropped": [],
            "made": [],
            "links": {},
            "was": {"status": "published"},
        }
    )
