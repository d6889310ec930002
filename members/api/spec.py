"""How the reconciliation service stands in the API's OpenAPI description."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from members.api.base import LANGUAGE

PROPERTIES = ("country", "region", "kind")

SPECIFICATION = (
    "[Reconciliation Service API 0.2]"
    "(https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/)"
)
QUERIES = OpenApiParameter(
    "queries",
    description="A batch of queries in JSON, by names of your choice: "
    '`{"a": {"query": "Finca", "limit": 3, "properties": [{"pid": "country", "v": "Peru"}]}}`.',
)
QUERY = OpenApiParameter("query", description="One query alone: a name, or an object in JSON.")

RECONCILE_GET = {
    "operation_id": "reconcile",
    "summary": "Reconciliation",
    "description": f"{SPECIFICATION}, for OpenRefine and the like: without parameters the "
    "service’s manifest, else candidates for each query.",
    "parameters": [QUERIES, QUERY, LANGUAGE],
    "responses": {200: OpenApiResponse(OpenApiTypes.OBJECT, "The manifest, or the results.")},
}
RECONCILE_POST = {
    "operation_id": "reconcile_post",
    "summary": "Reconciliation of a long batch",
    "description": "At most 50 queries in a batch. Properties that count: "
    f"{', '.join(f'`{name}`' for name in PROPERTIES)}, by code or by name in any language.",
    "parameters": [LANGUAGE],
    "request": {
        "application/x-www-form-urlencoded": {
            "type": "object",
            "required": ["queries"],
            "properties": {
                "queries": {"type": "string", "description": "A batch of queries in JSON."}
            },
        }
    },
    "responses": {200: OpenApiResponse(OpenApiTypes.OBJECT, "Results under the queries’ names.")},
}
SUGGEST = {
    "operation_id": "reconcile_suggest",
    "summary": "Suggestions for reconciliation",
    "description": "What may be meant by what was typed so far.",
    "parameters": [
        OpenApiParameter(
            "what", location=OpenApiParameter.PATH, enum=["entity", "property", "type"]
        ),
        OpenApiParameter("prefix", description="What was typed so far."),
        OpenApiParameter("cursor", int, description="How many suggestions to skip."),
        LANGUAGE,
    ],
    "responses": {200: OpenApiResponse(OpenApiTypes.OBJECT, "The suggestions.")},
}
