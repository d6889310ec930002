import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from newsletters.models import DoNotMail, Reason, State, Subscriber, SubscriptionRequest
from newsletters.models.subscriber import digest
from newsletters.subscribing.consent import TEXT, VERSION


class ConsentFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    address = factory.Sequence("reader{}@example.org".format)
    language = "en"
    consent = factory.LazyFunction(lambda: str(TEXT))
    consent_version = VERSION
    consented_at = factory.LazyFunction(timezone.now)
    consented_from = "/newsletters/subscribe/"


class SubscriberFactory(ConsentFactory):
    """One who has confirmed; ``pending`` has not yet."""

    class Meta:
        model = Subscriber

    class Params:
        pending = factory.Trait(state=State.PENDING, confirmed_at=None)

    state = State.CONFIRMED
    confirmed_at = factory.LazyFunction(timezone.now)


class SubscriptionRequestFactory(ConsentFactory):
    class Meta:
        model = SubscriptionRequest


class DoNotMailFactory(DjangoModelFactory):
    """The entry of an ``address``, which was erased."""

    class Meta:
        model = DoNotMail
        exclude = ["address"]

    address = factory.Sequence("gone{}@example.org".format)
    digest = factory.LazyAttribute(lambda entry: digest(entry.address))
    reason = Reason.ERASED
