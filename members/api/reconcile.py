"""Reconciliation: OpenRefine and its like match a column of names to our organisations.

Reconciliation Service API 0.2, a report of the W3C Entity Reconciliation Community Group:
https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
JSONP, which it allows for old browsers (§3.3), is left out: it runs a stranger's text as a script.
"""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from members import common
from members.api import spec
from members.api.base import PublicView, language
from members.api.forms import BoundedFormParser
from members.api.matching import Candidate, candidates, identified, public
from members.api.queries import (
    BATCH_SIZE,
    ORGANISATION,
    MalformedError,
    Query,
    read_batch,
    read_single,
)
from members.filters import MAX_QUERY
from members.freshness import kept_fresh
from members.models import Kind, Organisation, Status
from prosper.errors import gone

SUGGESTIONS, DEEPEST = 10, 10_000
# So many queries of a batch count as one request.
CHARGED = 5
PREVIEW = {"width": 420, "height": 200}
PREVIEW_CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors *"
)


class TooManyQueries(APIException):
    """§3.1: more than ``batchSize`` may be answered with 413."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = f"At most {BATCH_SIZE} queries in a batch."


class EscapedJSONRenderer(JSONRenderer):
    """The names of a batch are given back as they came, half a character pair included."""

    ensure_ascii = True


class ReconciliationView(PublicView):
    """Errors in the form that clients of such services know.

    What they send besides is of a later version or their own, and is left out.
    """

    parameters = None
    renderer_classes = [EscapedJSONRenderer]

    def handle_exception(self, exc):
        response = super().handle_exception(exc)
        detail = response.data.get("detail", response.data)
        message = detail if isinstance(detail, str) else "Bad request."
        response.data = {"status": "error", "message": message, "details": response.data}
        return response


class Reconcile(ReconciliationView):
    """§3.1 "Service Manifest", §4 "Reconciliation Queries"."""

    parser_classes = [BoundedFormParser]

    @extend_schema(**spec.RECONCILE_GET)
    def get(self, request):
        return self.answer(request.GET) or Response(manifest(request))

    @extend_schema(**spec.RECONCILE_POST)
    def post(self, request):
        answer = self.answer(request.data)
        if answer is None:
            raise ParseError("Send `queries`, a batch of queries in JSON.")
        return answer

    def answer(self, data) -> Response | None:
        """The results of ``queries``, or of one ``query``; None where there is neither."""
        try:
            if "queries" in data:
                batch = read_batch(data["queries"])
                self.charge(len(batch))
                return Response(dict(zip(batch, results(*batch.values()), strict=True)))
            return Response(*results(read_single(data["query"]))) if "query" in data else None
        except MalformedError as error:
            raise ParseError(str(error)) from error

    def charge(self, queries: int) -> None:
        """A batch counts as so many requests as it is long, or the limit would be none."""
        if queries > BATCH_SIZE:
            raise TooManyQueries
        for _more in range(CHARGED, queries, CHARGED):
            self.check_throttles(self.request)


def results(*queries: Query) -> list[dict]:
    return [{"result": list(map(described, found))} for found in candidates(list(queries))]


def described(candidate: Candidate) -> dict:
    """§4.2: a reconciliation candidate."""
    organisation = candidate.organisation
    return {
        "id": str(organisation.pk),
        "name": organisation.name,
        "description": description(organisation),
        "type": types(organisation.kind),
        "score": candidate.score,
        "match": candidate.match,
        "features": [{"id": name, "value": value} for name, value in candidate.features.items()],
    }


def description(organisation) -> str:
    return f"{organisation.get_kind_display()}, {organisation.place}"


def types(*kinds: str) -> list[dict]:
    """The types as §2.2 has them: each kind, and what all are."""
    names = {kind: str(Kind(kind).label) for kind in kinds}
    return [{"id": i, "name": name} for i, name in {**names, ORGANISATION: "Organisation"}.items()]


def manifest(request) -> dict:
    """§3.1: what the service is, and where its parts are, in the language asked for."""
    root = request.build_absolute_uri("/")[:-1]
    organisations = root + reverse("api:organisations")
    suffix = f"?lang={language(request)}" if "lang" in request.GET else ""
    preview_url = f"{root}{reverse('api:reconcile-preview')}{suffix}{'&' if suffix else '?'}"
    return {
        "versions": ["0.2"],
        "name": "ProsperA",
        "identifierSpace": organisations,
        "schemaSpace": "https://schema.org/Organization",
        "documentation": request.build_absolute_uri(reverse("api-docs")),
        "view": {"url": f"{organisations}{{{{id}}}}/page/{suffix}"},
        "preview": {"url": f"{preview_url}id={{{{id}}}}", **PREVIEW},
        "suggest": {what: suggest_service(root, what) for what in Suggest.SERVICES},
        "defaultTypes": types(*Kind.values)[::-1],
        "batchSize": BATCH_SIZE,
    }


def suggest_service(root: str, what: str) -> dict:
    return {"service_url": root, "service_path": reverse("api:reconcile-suggest", args=[what])}


class Suggest(ReconciliationView):
    """§6 "Suggest Services": what may be meant by what was typed so far."""

    SERVICES = ("entity", "property", "type")

    @extend_schema(**spec.SUGGEST)
    def get(self, request, what):
        prefix = request.GET.get("prefix", "").strip()[:MAX_QUERY]
        start = cursor(request)
        if what == "entity":
            found = suggested_entities(prefix, start)
        else:
            named = types(*Kind.values) if what == "type" else properties()
            found = [
                item for item in named if prefix.casefold() in " ".join(item.values()).casefold()
            ]
            found = found[start : start + SUGGESTIONS]
        return Response({"result": found})


def cursor(request) -> int:
    """§6.2: how many suggestions to skip."""
    given = request.GET.get("cursor") or "0"
    if given.isascii() and given.isdigit() and len(given) < 9 and int(given) <= DEEPEST:
        return int(given)
    raise ValidationError({"cursor": [f"Give a number from 0 to {DEEPEST}."]})


def suggested_entities(prefix: str, start: int) -> list[dict]:
    named = identified(prefix)
    found = [named] if named and not start else []
    others = public().exclude(pk__in=[o.pk for o in found])
    matching = common.first(others, prefix, start + SUGGESTIONS - len(found))[start:]
    return [
        {
            "id": str(organisation.pk),
            "name": organisation.name,
            "description": description(organisation),
            "notable": types(organisation.kind),
        }
        for organisation in [*found, *matching]
    ]


def properties() -> list[dict]:
    """§4.1: what a query may tell of an organisation besides its name."""
    labels = {name: Organisation._meta.get_field(name).verbose_name for name in spec.PROPERTIES}
    return [{"id": name, "name": str(label).capitalize()} for name, label in labels.items()]


@require_safe
def organisation_page(request, pk):
    """The organisation's page, by the number that survives renames (§2.1 "view template")."""
    found = Organisation.objects.exclude(status=Status.DRAFT).select_related("merged_into")
    organisation = get_object_or_404(found, pk=pk).survivor
    if organisation.status == Status.DRAFT:
        raise Http404
    with override(language(request)):
        if organisation.status == Status.ARCHIVED:
            return gone(request)
        return redirect(organisation)


def preview(request):
    """§5 "Preview Service": a few lines in a frame of the client's page, whoever that is."""
    response = framed_preview(request)
    response.headers["Content-Security-Policy"] = PREVIEW_CSP
    return response


@require_safe
@xframe_options_exempt
@kept_fresh(heeds=["id", "lang"])
def framed_preview(request):
    with override(language(request)):
        organisation = identified(request.GET.get("id", ""))
        context = {"organisation": organisation, "found": organisation is not None}
        code = status.HTTP_200_OK if organisation else status.HTTP_404_NOT_FOUND
        return render(request, "members/reconcile_preview.html", context, status=code)
