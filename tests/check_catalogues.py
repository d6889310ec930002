"""Check the French and Spanish catalogues against the code. `make check` calls this.

The texts are gathered anew in a scratch copy, so the working copy stays as it is. Each must stand
in both catalogues, translated, not fuzzy, with the same placeholders; and nothing else may.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("fr", "es")
CATALOGUE = "prosper/locale/{}/LC_MESSAGES/django.po"
# French sets a no-break space before these and within its own quotation marks, and no others.
LOOSE_FRENCH = re.compile(
    r"(?<![\u00a0\u202f])[:;!?»](?=[\s»)<]|$)|«(?![\u00a0\u202f])|[“”']|\.\.\."
)
LEFT_OUT = (".*", "var", "tests", "docs", "node_modules", "__pycache__", "*.po", "*.mo", "*.pdf")
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[#0\- +]*\d*(?:\.\d+)?[sdifr]|%%|\{\w*\}")

Key = tuple[str | None, str]


def gathered() -> set[Key]:
    """The texts that the code and templates have now."""
    with tempfile.TemporaryDirectory(prefix="prosper-texts-") as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
        (copy / "prosper/locale").mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [sys.executable, "manage.py", "makemessages", "-l", LANGUAGES[0]],
            cwd=copy,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"makemessages failed:\n{done.stderr}")
        return set(entries(read(copy / CATALOGUE.format(LANGUAGES[0]))))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def entries(catalogue: Catalog) -> dict[Key, Message]:
    return {(message.context, first(message.id)): message for message in catalogue if message.id}


def first(text: str | tuple[str, ...] | list[str]) -> str:
    return text if isinstance(text, str) else text[0]


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def problems(catalogue: Catalog, current: set[Key]) -> Iterator[str]:
    known = entries(catalogue)
    if catalogue.fuzzy:
        yield "its header is marked fuzzy"
    yield from (f"missing: {key[1]!r}" for key in current - set(known))
    yield from (f"no longer in the code: {key[1]!r}" for key in set(known) - current)
    yield from (f"obsolete: {first(message.id)!r}" for message in catalogue.obsolete.values())
    for message in known.values():
        if message.fuzzy:
            yield f"fuzzy: {first(message.id)!r}"
        yield from wrong(message)
        if catalogue.locale_identifier == "fr":
            yield from badly_set(message)


def wrong(message: Message) -> Iterator[str]:
    strings = forms(message.string)
    if not all(strings):
        yield f"not translated: {first(message.id)!r}"
        return
    # In the singular a language may do without the number: "one organisation".
    allowed = [placeholders(text) for text in forms(message.id)]
    if placeholders(strings[-1]) != allowed[-1] or any(
        placeholders(string) - set().union(*allowed) for string in strings
    ):
        yield f"placeholders differ: {first(message.id)!r} -> {strings[-1]!r}"


def badly_set(message: Message) -> Iterator[str]:
    """French punctuation that stands without its no-break space, or as English has it."""
    for string in forms(message.string):
        for found in LOOSE_FRENCH.finditer(string):
            yield f"not set as French is, at {found.group()!r}: {string!r}"


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text)) - {"%%"}


def main() -> int:
    if shutil.which("xgettext") is None:
        print("gettext was not found, so catalogues go unchecked. Install: apt-get install gettext")
        return 1 if os.environ.get("REQUIRE_ALL") == "1" else 0
    current = gathered()
    count = 0
    for language in LANGUAGES:
        path = ROOT / CATALOGUE.format(language)
        found = sorted(problems(read(path), current)) if path.exists() else ["no catalogue"]
        count += len(found)
        for problem in found:
            print(f"{CATALOGUE.format(language)}: {problem}")
    if count:
        print("`make messages` gathers the texts; then translate what is new.")
        return 1
    print(f"Catalogues: {len(current)} texts, all in {' and '.join(LANGUAGES)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
