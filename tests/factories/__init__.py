"""Makers of the smallest valid rows; what a test is about, it names."""

from tests.factories.accounts import UserFactory
from tests.factories.duplicates import DuplicatePairFactory, MergeFactory
from tests.factories.imports import ImportBatchFactory, ImportRowFactory
from tests.factories.members import (
    AlternateNameFactory,
    ContactFactory,
    CountryFactory,
    MembershipFactory,
    MessageFactory,
    OrganisationFactory,
    PageFactory,
    RegionFactory,
    WebsiteCheckFactory,
)
from tests.factories.newsletters import EditionFactory, NewsletterFactory
from tests.factories.questions import ChangedFieldFactory, ChangeRequestFactory, QuestionFactory
from tests.factories.subscribers import (
    DoNotMailFactory,
    SubscriberFactory,
    SubscriptionRequestFactory,
)

__all__ = [
    "AlternateNameFactory",
    "ChangeRequestFactory",
    "ChangedFieldFactory",
    "ContactFactory",
    "CountryFactory",
    "DoNotMailFactory",
    "DuplicatePairFactory",
    "EditionFactory",
    "ImportBatchFactory",
    "ImportRowFactory",
    "MembershipFactory",
    "MergeFactory",
    "MessageFactory",
    "NewsletterFactory",
    "OrganisationFactory",
    "PageFactory",
    "QuestionFactory",
    "RegionFactory",
    "SubscriberFactory",
    "SubscriptionRequestFactory",
    "UserFactory",
    "WebsiteCheckFactory",
]
