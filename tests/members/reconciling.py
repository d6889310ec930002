"""How the tests of reconciliation ask."""

import json
from urllib.parse import urlencode

URL = "/api/v1/reconcile"
FORM = "application/x-www-form-urlencoded"


def post(client, batch, text: str | None = None):
    body = urlencode({"queries": json.dumps(batch) if text is None else text})
    return client.post(URL, body, content_type=FORM)
