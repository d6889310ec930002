"""While an organisation is typed: is it there already? Asked once, and never in the way."""

import re

from django import forms
from django.http import JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.admin.keys import is_number
from members.duplicates.finding import Candidate, meant_by
from members.duplicates.likeness import Why
from members.models import Country, DuplicatePair

# The box with which one says that it is none of these; its value names them.
ANOTHER = "another"
OTHER_NAME = re.compile(r"alternate_names-(\d+)-name")
# Of longer lists of new names, the first are looked up.
LONGEST, MOST = 200, 10


def why(reasons: list[str]) -> str:
    """What speaks for two being one, in words."""
    return ", ".join(str(Why(reason).label) for reason in reasons if reason in Why.values)


def said_apart(key: int | None) -> set[int]:
    """The organisations that somebody has said to be none with this one."""
    if key is None:
        return set()
    pairs = DuplicatePair.objects.exclude(dismissed_at=None)
    apart = set(pairs.filter(first=key).values_list("second", flat=True))
    return apart | set(pairs.filter(second=key).values_list("first", flat=True))


class AsksWhetherItIsNew(forms.ModelForm):
    """The form of an organisation, which names those that are probably the same."""

    probable: list[Candidate] = []

    def clean(self):
        cleaned = super().clean()
        names = self.new_names(cleaned)
        if names:
            place = {"country": cleaned.get("country"), "region": cleaned.get("region")}
            self.probable = meant_by(
                *names,
                country=place["country"] and place["country"].pk,
                region=place["region"] and place["region"].pk,
                kind=cleaned.get("kind") or "",
                besides={self.instance.pk} | said_apart(self.instance.pk),
            )
        keys = {str(candidate.organisation.pk) for candidate in self.probable}
        if keys - set(self.data.get(ANOTHER, "").split(",")):
            self.add_error("name" if "name" in self.fields else None, self.question())
        return cleaned

    def new_names(self, cleaned: dict) -> list[str]:
        """The names that the organisation has not had so far."""
        names = [cleaned.get(name) for name in ("name", "acronym") if name in self.changed_data]
        for key, value in self.data.items():
            row = OTHER_NAME.fullmatch(key)
            if row and not self.data.get(f"alternate_names-{row[1]}-id"):
                names.append(value)
        return [name[:LONGEST] for name in names if name][:MOST]

    def question(self) -> str:
        """What stands beside the name: those that may be meant, and how to say that none is."""
        told = ngettext(
            "It may be there already:",
            "It may be there already, as one of these:",
            len(self.probable),
        )
        links = format_html_join(
            "; ",
            '<a href="{}">{}</a> ({})',
            (
                (url(c), c.organisation.name, f"{c.organisation.place}, {why(c.likeness.reasons)}")
                for c in self.probable
            ),
        )
        keys = ",".join(str(candidate.organisation.pk) for candidate in self.probable)
        box = format_html(
            '<label><input type="checkbox" name="{}" value="{}"> {}</label>',
            *(ANOTHER, keys, _("It is another organisation")),
        )
        return format_html("{} {}. {}", told, links, box)


def url(candidate: Candidate) -> str:
    return reverse("admin:members_organisation_change", args=[candidate.organisation.pk])


class NamesTheLikely:
    """Mixin of the lists of organisations: asks on saving, and tells while one types."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.likely_view)
        return [path("likely/", view, name=self.address_name("likely")), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, **kwargs):
        context["likely_url"] = self.address("likely")
        return super().render_change_form(request, context, add=add, change=change, **kwargs)

    def save_related(self, request, form, formsets, change):
        """What was said to be another is not told as a probable duplicate each week again."""
        super().save_related(request, form, formsets, change)
        for candidate in getattr(form, "probable", []):
            if not self.is_reached(request, candidate.organisation):
                continue
            first, second = sorted([form.instance.pk, candidate.organisation.pk])
            DuplicatePair.objects.update_or_create(
                first_id=first,
                second_id=second,
                defaults={
                    **candidate.likeness._asdict(),
                    "found_at": timezone.now(),
                    "dismissed_at": timezone.now(),
                    "dismissed_by": request.user,
                },
            )

    def likely_view(self, request):
        """Those that a name may mean, for who is typing it."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            return JsonResponse({"found": [], "told": ""}, status=403)
        code, own = request.GET.get("country", ""), request.GET.get("besides", "")
        country = Country.objects.filter(pk=code[:2]).first() if code else None
        own = int(own) if is_number(own) else None
        found = meant_by(
            request.GET.get("name", "")[:LONGEST],
            country=country and country.pk,
            region=country and country.region_id,
            besides={own} | said_apart(own),
        )
        told = ngettext(
            "%(total)s organisation may be the same.",
            "%(total)s organisations may be the same.",
            len(found),
        )
        return JsonResponse(
            {
                "told": told % {"total": len(found)} if found else "",
                "found": [
                    {
                        "name": candidate.organisation.name,
                        "detail": f"{candidate.organisation.place}, "
                        f"{why(candidate.likeness.reasons)}",
                        "url": url(candidate),
                    }
                    for candidate in found
                ],
            }
        )
