"""What is known of organisations' websites: beside the address, in the list, as a filter."""

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.formats import format_day, labelled
from members.models import WebsiteCheck, WebsiteOutcome
from members.models.website_check import WORKING

BROKEN, FAILING, UNCHECKED = "broken", "failing", "unchecked"


def broken(organisations):
    """Those whose website has failed for days."""
    return having(organisations, WebsiteCheck.objects.broken())


def having(organisations, checks):
    """Those of which the check of their present website is among these."""
    return organisations.filter(pk__in=checks.current().values("organisation"))


class WebsiteFilter(admin.SimpleListFilter):
    """Organisations by what came of looking at their websites."""

    title = gettext_lazy("website")
    parameter_name = "website"

    def lookups(self, request, model_admin):
        return [
            (BROKEN, _("Broken")),
            (FAILING, _("Failed lately")),
            *((outcome.value, capfirst(outcome.label)) for outcome in WORKING),
            (UNCHECKED, _("Not looked at yet")),
        ]

    def queryset(self, request, queryset):
        value, checks = self.value(), WebsiteCheck.objects
        if value == BROKEN:
            return broken(queryset)
        if value == FAILING:
            return having(queryset, checks.filter(failures__gt=0))
        if value == UNCHECKED:
            seen = checks.filter(organisation=OuterRef("pk"), website=OuterRef("website"))
            return queryset.exclude(website="").exclude(Exists(seen))
        if value in WORKING:
            return having(queryset, checks.filter(outcome=value))
        return queryset


class KnowsWebsites:
    """Mixin of the lists of organisations: ``website_state`` is a field to be read."""

    @admin.display(description=gettext_lazy("state of the website"))
    def website_state(self, organisation):
        check = getattr(organisation, "website_check", None)
        if not organisation.website:
            return "–"
        if check is None or check.website != organisation.website:
            return _("Not looked at yet")
        return state(check)

    def get_list_display(self, request):
        """A list that is narrowed by its websites says what is wrong with each."""
        name, *others = shown = super().get_list_display(request)
        is_narrowed = WebsiteFilter.parameter_name in request.GET
        return [name, "website_state", *others] if is_narrowed else shown


def state(check: WebsiteCheck) -> str | SafeString:
    """What came of looking, since when, and on what day: "Page not found (404), …"."""
    outcome = str(capfirst(check.get_outcome_display()))
    if check.outcome == WebsiteOutcome.MOVED:
        link = format_html('<a href="{0}" rel="noreferrer">{0}</a>', check.final_url)
        return format_html(labelled("{}", "{}") + " – {}", outcome, link, looked_at(check))
    if check.status_code and check.outcome != WebsiteOutcome.FINE:
        outcome = f"{outcome} ({check.status_code})"
    if check.failing_since:
        since = {"outcome": outcome, "day": format_day(check.failing_since.date())}
        outcome = _("%(outcome)s, since %(day)s") % since
    return f"{outcome} – {looked_at(check)}"


def looked_at(check: WebsiteCheck) -> str:
    return _("looked at on %(day)s") % {"day": format_day(check.checked_at.date())}
