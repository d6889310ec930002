"""The two lists of organisations that staff think in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.choices import Kind
from members.models.organisation import Organisation, OrganisationQuerySet


class MemberInstitutionManager(models.Manager.from_queryset(OrganisationQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(kind__in=[Kind.NETWORK, Kind.MFI])


class MemberInstitution(Organisation):
    """A local network or microfinance institution: one of the two lists staff think in."""

    objects = MemberInstitutionManager()

    class Meta:
        proxy = True
        verbose_name = _("member institution")
        verbose_name_plural = _("member institutions")


class SupportOrganisationManager(models.Manager.from_queryset(OrganisationQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(kind=Kind.SUPPORT)


class SupportOrganisation(Organisation):
    """A support organisation: the other of the two lists."""

    objects = SupportOrganisationManager()

    class Meta:
        proxy = True
        verbose_name = _("support organisation")
        verbose_name_plural = _("support organisations")
