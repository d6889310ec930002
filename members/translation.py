"""The fields of this application that are kept in three languages."""

from modeltranslation.translator import TranslationOptions, register

from members.models import MemberInstitution, Organisation, Page, Region, SupportOrganisation


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
