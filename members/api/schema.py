"""The API's description in OpenAPI 3.1, and as YAML for tools that want it so."""

from functools import cache

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from members.api.base import PublicView


@cache
def schema() -> dict:
    """Read from the code, which does not change while it runs."""
    return SchemaGenerator().get_schema(public=True)


class AsJson(OpenApiJsonRenderer, JSONRenderer):
    media_type = "application/json"


class AsYaml(OpenApiYamlRenderer):
    # RFC 9512
    media_type = "application/yaml"


@extend_schema(exclude=True)
class SchemaView(PublicView):
    renderer_classes = [AsJson]

    def get(self, request):
        return Response(schema())


class YamlSchemaView(SchemaView):
    renderer_classes = [AsYaml]
