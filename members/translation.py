"""The fields of this application that are kept in three languages; and the histories,
which are kept of the fields as they are then."""

from modeltranslation.translator import TranslationOptions, register

from members.history import keep
from members.models import (
    AlternateName,
    Contact,
    Country,
    MemberInstitution,
    Membership,
    Organisation,
    Page,
    Region,
    SupportOrganisation,
)


@register(Region)
class RegionTranslation(TranslationOptions):
    fields = ("name", "text")
    required_languages = {"en": ("name",)}


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("description",)


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ("title", "lead", "body")
    required_languages = {"en": ("title",)}


@register([MemberInstitution, SupportOrganisation])
class ProxyTranslation(TranslationOptions):
    """The proxies have Organisation's fields; modeltranslation wants them named all the same."""

    fields = ()


for model in (Region, Country, Organisation, AlternateName, Membership, Contact, Page):
    keep(model)
