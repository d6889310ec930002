"""Mounted by ``prosper.api``, which adds what other applications bring."""

from django.urls import path, re_path

from members.api import reconcile, schema, views

urlpatterns = [
    path("organisations/", views.OrganisationList.as_view(), name="organisations"),
    path("organisations/withdrawn/", views.WithdrawnList.as_view(), name="withdrawn"),
    path("organisations/<int:pk>/", views.OrganisationDetail.as_view(), name="organisation"),
    path("organisations/<int:pk>/page/", reconcile.organisation_page, name="organisation-page"),
    path("countries/", views.CountryList.as_view(), name="countries"),
    path("regions/", views.RegionList.as_view(), name="regions"),
    path("schema.json", schema.SchemaView.as_view(), name="schema"),
    path("schema.yaml", schema.YamlSchemaView.as_view(), name="schema-yaml"),
    path("reconcile", reconcile.Reconcile.as_view(), name="reconcile"),
    # People copy the address by hand, and a form that is posted cannot be redirected.
    path("reconcile/", reconcile.Reconcile.as_view(schema=None)),
    path("reconcile/preview", reconcile.preview, name="reconcile-preview"),
    re_path(
        r"^reconcile/suggest/(?P<what>entity|property|type)$",
        reconcile.Suggest.as_view(),
        name="reconcile-suggest",
    ),
]
