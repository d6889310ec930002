"""The public facts of an organisation that it may correct: shown, asked for, kept as texts."""

from django import forms
from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members import countries
from members.models import Country, Organisation

DESCRIPTIONS = tuple(f"description_{code}" for code, _name in settings.LANGUAGES)
FACTS = ("name", "acronym", *DESCRIPTIONS, "country", "website", "year_founded", "language")


def texts_of(organisation: Organisation) -> dict[str, str]:
    """Every fact as a text."""
    return {name: text_of(organisation, name) for name in FACTS}


def asked_for(texts: dict[str, str]) -> list[str]:
    """Those that are asked of it: of descriptions, the ones it has and the reader's language's."""
    wanted = {name for name in DESCRIPTIONS if texts[name]}
    wanted |= {f"description_{get_language()}"}
    return [name for name in FACTS if name not in DESCRIPTIONS or name in wanted]


def label(name: str) -> str:
    """What the reader calls a fact."""
    if name in DESCRIPTIONS:
        language = countries.language_name(name.removeprefix("description_"))
        return _("Description (%(language)s)") % {"language": language}
    return str(capfirst(_model_field(name).verbose_name))


def text_of(organisation: Organisation, name: str) -> str:
    """A fact as a text, which ``value_of`` reads again."""
    return as_text(getattr(organisation, _model_field(name).attname))


def as_text(value) -> str:
    """A value as it is kept; texts that differ in nothing that a reader sees are one."""
    if isinstance(value, models.Model):
        value = value.pk
    return "" if value is None else str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def shown(name: str, text: str) -> str:
    """A fact that is kept as a text, in the reader's words."""
    if name == "country" and text:
        return countries.name(text)
    if name == "language" and text:
        return str(capfirst(countries.language_name(text)))
    return text


def told(texts: dict[str, str]) -> list[tuple[str, str]]:
    """What is told of an organisation, in the reader's words; nothing of what it leaves open."""
    return [(label(name), shown(name, text)) for name, text in texts.items() if text]


def form_field(name: str) -> forms.Field:
    """The field that asks for a fact, with the model's own rules."""
    model_field = _model_field(name)
    if name == "country":
        found = Country.objects.order_by(Country.name_order())
        field = model_field.formfield(queryset=found, empty_label="–")
    elif isinstance(model_field, models.URLField):
        field = model_field.formfield(assume_scheme="https")
    else:
        field = model_field.formfield()
    field.validators += [rule for rule in model_field.validators if rule not in field.validators]
    field.label, field.help_text = label(name), ""
    if isinstance(field.widget, forms.Textarea):
        field.widget.attrs["rows"] = 8
    return field


def _model_field(name: str) -> models.Field:
    return Organisation._meta.get_field(name)
