"""Reads a response as its visitor does: elements, their words, their links.

It also refuses tags that close in the wrong order, which browsers would quietly mend.
"""

from html.parser import HTMLParser

from django.core.signals import request_finished
from django.db import close_old_connections

VOID = {"base", "br", "circle", "hr", "img", "input", "link", "meta", "path", "rect", "use"}


class Element:
    def __init__(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.tag, self.attributes = tag, attributes
        self.children: list[Element | str] = []

    def __getitem__(self, name: str) -> str | None:
        return self.attributes.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self.attributes

    @property
    def text(self) -> str:
        """Its words, one space between."""
        return " ".join(" ".join(self._texts()).split())

    def _texts(self):
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield child.text

    def all(self, tag: str = "", **attributes: str) -> list["Element"]:
        """Elements within it, in order: ``all("li", class_="chip", data_slug="crg")``."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [e for e in self._elements() if tag in ("", e.tag) and e._has(wanted)]

    def one(self, tag: str = "", **attributes: str) -> "Element":
        """The only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of {tag} {attributes}"
        return found[0]

    def _has(self, wanted: dict[str, str]) -> bool:
        return all(
            value in (self[name] or "").split() if name == "class" else self[name] == value
            for name, value in wanted.items()
        )

    def _elements(self):
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child._elements()

    @property
    def slugs(self) -> list[str]:
        """The organisations listed, in order."""
        return [e["data-slug"] for e in self._elements() if e["data-slug"]]

    @property
    def links(self) -> dict[str, str]:
        """The address behind each link's words."""
        return {e.text: e["href"] for e in self.all("a")}


class Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag, attributes):
        names = [name for name, _value in attributes]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, dict(attributes))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
            self.open.pop()

    def handle_data(self, text):
        self.open[-1].children.append(text)


def leave(response) -> None:
    """End it as a server does whose reader has gone; the test's own connection stays open."""
    request_finished.disconnect(close_old_connections)
    try:
        response.close()
    finally:
        request_finished.connect(close_old_connections)


def read(response) -> Element:
    builder = Builder()
    builder.feed(response.content.decode())
    builder.close()
    assert len(builder.open) == 1, f"<{builder.open[-1].tag}> is never closed"
    return builder.open[0]
