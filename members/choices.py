"""The closed lists of the network's vocabulary."""

from functools import lru_cache

from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members import countries


class Kind(models.TextChoices):
    """What an organisation is to the network."""

    NETWORK = "network", _("Local network")
    MFI = "mfi", _("Microfinance institution")
    SUPPORT = "support", _("Support organisation")

    @property
    def plural(self):
        return {
            Kind.NETWORK: _("Local networks"),
            Kind.MFI: _("Microfinance institutions"),
            Kind.SUPPORT: _("Support organisations"),
        }[self]


class Status(models.TextChoices):
    """Whether the public sees a record."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")


class NameKind(models.TextChoices):
    """Why an organisation goes by another name."""

    FORMER = "former", _("Former name")
    TRANSLATION = "translation", _("Translation")
    SPELLING = "spelling", _("Other spelling")


class Role(models.TextChoices):
    """What an organisation does for the whole network."""

    STEERING = "steering_committee", _("Steering committee")
    REGIONAL = "regional_contact", _("Regional contact")


class Place(models.TextChoices):
    """Where on the site a text stands that staff keep."""

    HOME = "home", _("Home page")
    ABOUT = "about", _("About")
    CONTACT = "contact", _("Contact")
    ACCESSIBILITY = "accessibility", _("Accessibility")
    PRIVACY = "privacy", _("Privacy")


class Language(models.TextChoices):
    """The languages of the network."""

    EN = "en", _("English")
    FR = "fr", _("French")
    ES = "es", _("Spanish")


class WorkingLanguage(models.TextChoices):
    """The languages that organisations work in, as ISO 639-1 codes; their names are CLDR's."""

    EN = "en"
    FR = "fr"
    ES = "es"
    PT = "pt"
    AR = "ar"
    RU = "ru"
    BN = "bn"
    HI = "hi"
    ID = "id"
    SW = "sw"
    UR = "ur"
    VI = "vi"
    ZH = "zh"

    @classmethod
    def named(cls) -> tuple[tuple[str, str], ...]:
        """Codes with names in the reader's language, as it sorts them."""
        return _named(get_language())


@lru_cache(maxsize=8)
def _named(language: str | None) -> tuple[tuple[str, str], ...]:
    codes = WorkingLanguage.values
    names = {code: capfirst(countries.language_name(code, language)) for code in codes}
    return tuple(sorted(names.items(), key=lambda item: countries.sort_key(item[1])))


def only_choices(
    field: str, choices: type[models.TextChoices], name: str
) -> models.CheckConstraint:
    """The constraint that makes the database itself refuse a value outside ``choices``."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": choices.values}))
