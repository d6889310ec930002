import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from members.models import ChangedField, ChangeRequest, Question
from tests.factories.members import OrganisationFactory


class QuestionFactory(DjangoModelFactory):
    """A question that was sent just now; ``organisation__email`` is where it went."""

    class Meta:
        model = Question

    organisation = factory.SubFactory(OrganisationFactory, email="wend@example.org")
    address = factory.LazyAttribute(lambda question: question.organisation.email)
    language = "en"
    sent_at = factory.LazyFunction(timezone.now)


class ChangeRequestFactory(DjangoModelFactory):
    """What an organisation has sent, with no field yet (see ``ChangedFieldFactory``)."""

    class Meta:
        model = ChangeRequest

    organisation = factory.SubFactory(OrganisationFactory)
    name = "Ada"
    email = "ada@example.org"
    language = "en"


class ChangedFieldFactory(DjangoModelFactory):
    class Meta:
        model = ChangedField

    request = factory.SubFactory(ChangeRequestFactory)
    field = "acronym"
    proposed = "WND"
