"""How to reach the network, and what was written to it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from members.choices import Language, Role, Status, only_choices
from members.models.organisation import Organisation
from members.models.part import Part, PartQuerySet
from members.models.place import Region

STEERING_SLUG = "steering-committee"


class ContactQuerySet(PartQuerySet):
    def public(self):
        """Contacts that are shown, of organisations that are public; the regions' in order."""
        return (
            self.filter(is_public=True, organisation__status=Status.PUBLISHED)
            .select_related("region", "organisation")
            .order_by(models.F("region__position").asc(nulls_first=True), "pk")
        )

    def at(self, slug: str):
        """Contacts whose form stands at ``/contact/<slug>/``."""
        if slug == STEERING_SLUG:
            return self.filter(role=Role.STEERING)
        return self.filter(region__slug=slug)


class Contact(Part):
    """An organisation in a role for the network, and where messages to that role go."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="contacts",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    region = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        related_name="contacts",
        verbose_name=_("region"),
        null=True,
        blank=True,
        help_text=_("The region of a regional contact; empty for the steering committee."),
    )
    email = models.EmailField(
        _("e-mail"), help_text=_("Never shown: messages are passed on from a form.")
    )
    phone = PhoneNumberField(
        _("phone"),
        blank=True,
        help_text=_("Shown to the public. With the country's prefix: +33 1 40 36 92 92."),
    )
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=Language,
        default=Language.EN,
        help_text=_("The language in which the site writes to this contact."),
    )
    is_public = models.BooleanField(
        _("public"), default=True, help_text=_("Whether the public may write to this contact.")
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["role", "region__position", "pk"]
        constraints = [
            only_choices("role", Role, "contact_role_is_known"),
            only_choices("language", Language, "contact_language_is_known"),
            models.CheckConstraint(
                name="contact_has_region_if_regional",
                condition=Q(role=Role.REGIONAL, region__isnull=False)
                | Q(role=Role.STEERING, region__isnull=True),
                violation_error_message=_(
                    "A regional contact needs a region; the steering committee has none."
                ),
            ),
            models.UniqueConstraint(
                fields=["region"],
                name="contact_is_the_only_one_of_its_region",
                condition=Q(is_public=True, region__isnull=False),
                violation_error_message=_("This region already has a public contact."),
            ),
            models.UniqueConstraint(
                fields=["role"],
                name="contact_is_the_only_steering_committee",
                condition=Q(is_public=True, role=Role.STEERING),
                violation_error_message=_("The steering committee already has a public contact."),
            ),
        ]

    def __str__(self):
        if self.role == Role.REGIONAL and self.region_id:
            return gettext("Regional contact, %(region)s") % {"region": self.region}
        return self.get_role_display()

    def clean(self):
        if self.role == Role.REGIONAL and not self.region_id:
            raise ValidationError({"region": _("Give the region this contact answers for.")})

    @property
    def label(self) -> str:
        """What the contact is for, in a list of contacts: a region's name, or the committee."""
        return self.region.name if self.region else self.get_role_display()

    @property
    def slug(self) -> str:
        return self.region.slug if self.region else STEERING_SLUG

    @property
    def phone_parts(self) -> dict[str, str]:
        """The number as it is read, and as a link (RFC 3966); both empty where there is none."""
        if not self.phone:
            return {"phone_display": "", "phone_uri": ""}
        return {"phone_display": self.phone.as_international, "phone_uri": self.phone.as_rfc3966}

    @property
    def write_url(self) -> str:
        """The form that passes a message on."""
        return reverse("members:write", args=[self.slug])


class Message(models.Model):
    """A message from a visitor to a contact: kept first, then passed on by mail."""

    contact = models.ForeignKey(
        Contact,
        on_delete=models.SET_NULL,
        null=True,
        related_name="messages",
        verbose_name=_("contact"),
    )
    addressee = models.CharField(
        _("addressee"), max_length=300, help_text=_("Who it was for, should the contact go.")
    )
    name = models.CharField(_("name"), max_length=100)
    email = models.EmailField(_("e-mail"))
    text = models.TextField(_("message"))
    language = models.CharField(_("language"), max_length=2, choices=Language)
    created_at = models.DateTimeField(_("received at"), auto_now_add=True)
    delivered_at = models.DateTimeField(_("passed on at"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("message received")
        verbose_name_plural = _("messages received")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["-created_at"],
                name="message_not_passed_on",
                condition=Q(delivered_at__isnull=True),
            ),
        ]
        constraints = [only_choices("language", Language, "message_language_is_known")]

    def __str__(self):
        return f"{self.name} → {self.addressee}"
