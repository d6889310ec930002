"""What a file of organisations says of each one: the one declaration of its columns.

No column reads a contact, so no file has an e-mail address; the committee's note is never loaded.
"""

import datetime
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members import countries
from members.filters import OrganisationFilter
from members.models import AlternateName, Kind, Membership, Organisation
from members.results import in_order

# How many rows are held in memory at once; of the others the primary key alone, eight bytes each.
CHUNK = 1000
# What is read of an organisation: plain tuples, as making a model of each takes twice as long.
READ = (
    "pk",
    "slug",
    "name",
    "acronym",
    "kind",
    "region__slug",
    "country_id",
    "language",
    "website",
    "year_founded",
    "updated_at",
    *(f"description_{language}" for language, _name in settings.LANGUAGES),
    *(f"region__name_{language}" for language, _name in settings.LANGUAGES),
)

Value = str | int | datetime.date | datetime.datetime | list[str] | None


@dataclass(frozen=True)
class Column:
    """``key`` names it to programs in every language, ``heading`` to readers in theirs.

    ``value`` takes what was ``READ`` of an organisation, by attribute, and the export.
    """

    key: str
    heading: str | Promise
    value: Callable[[tuple, "Export"], Value]


class Export:
    """The organisations that a filterset asks for, in its order, written for one reader.

    All that depends on the reader's language is settled here and now: rows are written after the
    view has returned, when the language may be another's.
    """

    def __init__(self, filterset: OrganisationFilter, request):
        self.filterset = filterset
        self.language = get_language()
        self.made_at = timezone.now().replace(microsecond=0)
        self.titles = [capfirst(str(column.heading)) for column in COLUMNS]
        self.kinds = {kind.value: str(kind.label) for kind in Kind}
        self.organisations = in_order(filterset.qs, filterset)
        # Of the organisations in the present chunk.
        self.other_names: dict[int, list[str]] = {}
        self.member_since: dict[int, datetime.date] = {}
        # A slug needs no quoting, so one address serves for all.
        profile = request.build_absolute_uri(reverse("members:detail", args=["-"]))
        self.profile_start, _dash, self.profile_end = profile.rpartition("-")

    @cached_property
    def languages(self) -> list[str]:
        """The reader's language, then those in which a text is looked for next."""
        return list(dict.fromkeys([self.language, *settings.MODELTRANSLATION_FALLBACK_LANGUAGES]))

    @property
    def columns(self) -> list[tuple[str, str]]:
        """The key and the title of each column."""
        return [(column.key, title) for column, title in zip(COLUMNS, self.titles, strict=True)]

    @property
    def day(self) -> datetime.date:
        """The day whose network this is."""
        return self.filterset.day or self.made_at.date()

    def rows(self) -> Iterator[list[Value]]:
        """For each organisation its values, in the order of ``COLUMNS``.

        Which organisations, and in what order, is read at once; then each chunk by a short query
        of its own, so that one who reads slowly holds no transaction open. An organisation is told
        as it is when its chunk is read; one that was withdrawn by then is left out.
        """
        pks = array("q", self.organisations.values_list("pk", flat=True).iterator())
        for start in range(0, len(pks), CHUNK):
            chunk = pks[start : start + CHUNK]
            found = read(chunk)
            self.other_names, self.member_since = other_names(chunk), member_since(chunk)
            for pk in chunk:
                if organisation := found.get(pk):
                    yield [column.value(organisation, self) for column in COLUMNS]

    def text(self, organisation, field: str) -> str:
        """In the reader's language, or in the first that there is."""
        texts = (getattr(organisation, f"{field}_{language}") for language in self.languages)
        return next(filter(None, texts), "")

    def language_name(self, organisation) -> str | None:
        code = organisation.language
        return countries.language_name(code, self.language) if code else None

    def country(self, organisation) -> str | None:
        code = organisation.country_id
        return countries.name(code, self.language) if code else None


def read(pks: Collection[int]) -> dict[int, tuple]:
    """What was ``READ`` of those of the organisations that are public."""
    organisations = Organisation.objects.public().filter(pk__in=pks).order_by()
    return {row.pk: row for row in organisations.values_list(*READ, named=True)}


def other_names(pks: Collection[int]) -> dict[int, list[str]]:
    """The alternate names of each organisation, from A to Z."""
    found = defaultdict(list)
    names = AlternateName.objects.filter(organisation__in=pks).order_by()
    for pk, name in names.values_list("organisation", "name"):
        found[pk].append(name)
    return {pk: sorted(names) for pk, names in found.items()}


def member_since(pks: Collection[int]) -> dict[int, datetime.date]:
    """The first day on which each organisation is known to have been a member."""
    return dict(Membership.objects.filter(organisation__in=pks).first_days())


COLUMNS = [
    # The one that stays when an organisation is renamed.
    Column("id", _("identifier"), lambda o, export: o.pk),
    Column("slug", _("slug"), lambda o, export: o.slug),
    Column("name", _("name"), lambda o, export: o.name),
    Column("acronym", _("Acronym"), lambda o, export: o.acronym),
    Column("other_names", _("Also known as"), lambda o, export: export.other_names.get(o.pk, [])),
    Column("kind", _("type code"), lambda o, export: o.kind),
    Column("kind_name", _("Type of organisation"), lambda o, export: export.kinds[o.kind]),
    Column("region", _("region code"), lambda o, export: o.region__slug),
    Column("region_name", _("Region"), lambda o, export: export.text(o, "region__name")),
    Column("country", _("country code"), lambda o, export: o.country_id),
    Column("country_name", _("Country"), lambda o, export: export.country(o)),
    Column("language", _("language code"), lambda o, export: o.language or None),
    Column("language_name", _("Working language"), lambda o, e: e.language_name(o)),
    Column("website", _("Website"), lambda o, export: o.website),
    Column("year_founded", _("year founded"), lambda o, export: o.year_founded),
    Column("member_since", _("member since"), lambda o, export: export.member_since.get(o.pk)),
    Column("description", _("description"), lambda o, export: export.text(o, "description")),
    Column("url", _("profile"), lambda o, e: f"{e.profile_start}{o.slug}{e.profile_end}"),
    Column("updated", _("updated at"), lambda o, export: o.updated_at.replace(microsecond=0)),
]
