"""Filling in a form of the admin as staff do: what it holds, what it says is wrong."""

from tests.reading import Element, read


def fields(response) -> dict[str, str]:
    """What the page's fields would send as they stand; files and buttons apart."""
    page = read(response)
    found = {e["name"]: _value(e) for e in page.all("input") if _is_sent(e)}
    found |= {e["name"]: e.text for e in page.all("textarea")}
    for menu in page.all("select"):
        for option in menu.all("option"):
            if _has(option, "selected"):
                found[menu["name"]] = option["value"]
    return {name: value for name, value in found.items() if name and "__prefix__" not in name}


def errors(response) -> dict[str, str]:
    """The messages, each under the id of the field that it stands beside."""
    lists = read(response).all("ul", class_="errorlist")
    return {(e["id"] or "").removesuffix("_error"): e.text for e in lists}


def notice(response) -> str:
    """What the admin says of the last action."""
    return read(response).one("ul", class_="messagelist").text


def ask(client, address: str, action: str, records, **more):
    """Ticks these in the list and chooses an action: the page that asks for confirmation."""
    return client.post(address, chosen(action, records) | more)


def confirm(client, address: str, question, records, **more):
    """Sends the form of that page, for these records."""
    sent = fields(question) | {"_selected_action": [record.pk for record in records]}
    return client.post(address, sent | {"confirmed": "Yes"} | more, follow=True)


def act(client, address: str, action: str, records, **more):
    """Both, one after the other."""
    return confirm(client, address, ask(client, address, action, records), records, **more)


def chosen(action: str, records) -> dict:
    """What the list sends."""
    return {"action": action, "_selected_action": [record.pk for record in records]}


def _is_sent(box: Element) -> bool:
    kind = box["type"]
    return kind not in ("submit", "file", "checkbox", "radio") or _has(box, "checked")


def _value(box: Element) -> str:
    """A box that is ticked and says nothing else is sent as "on"."""
    says_nothing = box["type"] == "checkbox" and not _has(box, "value")
    return "on" if says_nothing else box["value"] or ""


def _has(element: Element, name: str) -> bool:
    return name in element.attributes
