"""In which languages an issue is not complete: its title, its summary, its PDF.

An issue need not have a summary; one that has it in one language has it in all.
"""

from django.contrib import admin
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from members.models import Language, Status
from newsletters.models import Edition

ANY = "any"


def unwritten(field: str, language: str) -> Q:
    return Q(**{f"{field}_{language}": ""}) | Q(**{f"{field}_{language}": None})


def lacks(language: str) -> Q:
    """Issues that somebody who reads this language misses something of."""
    editions = Edition.objects.filter(newsletter=OuterRef("pk"), language=language)
    has_summary = ~Q(*(unwritten("summary", other) for other in Language.values))
    is_incomplete = unwritten("title", language) | has_summary & unwritten("summary", language)
    return ~Q(status=Status.ARCHIVED) & (is_incomplete | ~Exists(editions))


def lacking(newsletters: QuerySet, *languages: str) -> QuerySet:
    """Those that lack one of the languages: any, where none is given."""
    wanted = Q()
    for language in languages or Language.values:
        wanted |= lacks(language)
    return newsletters.filter(wanted)


def with_lacking(newsletters: QuerySet) -> QuerySet:
    """Adds ``lacks_en``, ``lacks_fr``, ``lacks_es``."""
    return newsletters.annotate(
        **{
            f"lacks_{language}": Case(
                When(lacks(language), then=True), default=False, output_field=BooleanField()
            )
            for language in Language.values
        }
    )


class LackingFilter(admin.SimpleListFilter):
    """Issues by the language that they lack."""

    title = _("missing language")
    parameter_name = "lacks"

    def lookups(self, request, model_admin):
        return [(ANY, _("Any")), *Language.choices]

    def queryset(self, request, queryset):
        if self.value() == ANY:
            return lacking(queryset)
        return lacking(queryset, self.value()) if self.value() in Language.values else queryset
