"""What every response forbids the browser."""

import pytest
from django.db import connection

from tests.factories import EditionFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def policy(response):
    return dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))


@pytest.mark.parametrize(
    "address",
    ["/", "/fr/members/", "/nothing/", "/members/gone/", "/healthz", "/robots.txt", "/sitemap.xml"],
)
def test_every_response_forbids_what_the_site_does_not_need(client, address):
    OrganisationFactory(name="Gone", archived=True)

    response = client.get(address)

    assert policy(response) == POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


def test_the_admin_is_under_the_same_policy(admin_client):
    assert policy(admin_client.get("/admin/")) == POLICY


def test_a_response_with_a_policy_of_its_own_keeps_it(client):
    response = client.get(EditionFactory().get_absolute_url())

    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert response["Content-Security-Policy"].startswith("default-src 'none';")
    assert "camera=()" in response["Permissions-Policy"]


def test_a_server_error_is_under_the_policy_too(client):
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE members_page")

    response = client.get("/about/")

    assert response.status_code == 500
    assert policy(response) == POLICY
