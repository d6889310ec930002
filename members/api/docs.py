"""The page that explains the API: its own description, and answers made from the real data."""

import json
from copy import copy
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from members.api.schema import schema
from members.freshness import TIMED, kept_fresh
from members.templatetags.prosper import markdown_parser

LONGEST_EXAMPLE = 6000


@dataclass
class Endpoint:
    """What can be asked at one address, with an example."""

    id: str
    path: str
    method: str
    summary: str
    description: str
    parameters: list[dict] = field(default_factory=list)
    example: str = ""
    answer: str = ""

    @property
    def text(self) -> str:
        return inline(self.description)


@require_safe
@kept_fresh(timeout=TIMED)
def api_docs(request):
    """Every address of the API: its parameters, an example request and what it answers."""
    found = endpoints()
    examples = example_addresses(request)
    for endpoint in found:
        if address := examples.get(endpoint.id):
            endpoint.example = request.build_absolute_uri(address)
            endpoint.answer = printed(answer(request, address))
    context = {"endpoints": found, "base": request.build_absolute_uri("/api/v1/")}
    return render(request, "members/api_docs.html", context)


def endpoints() -> list[Endpoint]:
    return [
        Endpoint(
            id=operation["operationId"],
            path=path,
            method=method.upper(),
            summary=operation.get("summary", ""),
            description=operation.get("description", ""),
            parameters=[described(parameter) for parameter in operation.get("parameters", [])],
        )
        for path, operations in schema()["paths"].items()
        for method, operation in operations.items()
    ]


def described(parameter: dict) -> dict:
    """A parameter as a row of a table."""
    form = parameter["schema"]
    is_list = form.get("type") == "array"
    values = form.get("items", form).get("enum", [])
    return {
        "name": parameter["name"],
        "in": parameter["in"],
        "text": inline(parameter.get("description", "")),
        "type": form.get("format") or form.get("items", form).get("type", "string"),
        "is_list": is_list,
        "values": values,
        "default": form.get("default", ""),
    }


def inline(text: str) -> str:
    """The description's Markdown: code and links. Safe, as the parser escapes HTML."""
    return mark_safe(markdown_parser().renderInline(text))  # noqa: S308


def example_addresses(request) -> dict[str, str]:
    """For each operation an address that has something to show."""
    organisations = reverse("api:organisations") + "?page_size=1"
    newsletters = reverse("api:newsletters") + "?page_size=1"
    found = {
        "organisations_list": organisations,
        "organisations_withdrawn_list": reverse("api:withdrawn") + "?page_size=3",
        "countries_list": reverse("api:countries"),
        "regions_list": reverse("api:regions"),
        "newsletters_list": newsletters,
        "reconcile": reverse("api:reconcile") + "?query=Finca",
        "reconcile_suggest": reverse("api:reconcile-suggest", args=["entity"]) + "?prefix=mic",
    }
    for organisation in answer(request, organisations)["results"]:
        name = {"query": organisation["name"]}
        found["organisations_retrieve"] = reverse("api:organisation", args=[organisation["id"]])
        found["reconcile"] = f"{reverse('api:reconcile')}?{urlencode(name)}"
    for newsletter in answer(request, newsletters)["results"]:
        found["newsletters_retrieve"] = reverse("api:newsletter", args=[newsletter["id"]])
    return found


def answer(request, address: str) -> dict:
    """What the API answers there. The asking does not count against the reader."""
    path, _mark, query = address.partition("?")
    match, inner = resolve(path), copy(request)
    inner.GET, inner.path, inner.path_info = QueryDict(query), path, path
    inner.META = {k: v for k, v in request.META.items() if not k.startswith("HTTP_IF_")}
    inner.META |= {"QUERY_STRING": query, "HTTP_ACCEPT": "application/json"}
    view = match.func.cls.as_view(throttle_classes=[])
    return json.loads(view(inner, *match.args, **match.kwargs).content)


def printed(answer: dict) -> str:
    """As it is read: with line breaks, and not without end."""
    text = json.dumps(answer, indent=2, ensure_ascii=False)
    return text if len(text) <= LONGEST_EXAMPLE else text[:LONGEST_EXAMPLE] + "\n…"
