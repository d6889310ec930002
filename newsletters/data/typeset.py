"""Typeset an edition of a newsletter: its HTML and CSS become a tagged PDF.

    python newsletters/data/typeset.py 2008-01 en

reads 2008-01/en.html beside this file and writes 2008-01/en.pdf. It needs
Playwright, pypdf and a Chromium: the one CHROMIUM names, or the one on PATH.
"""

import argparse
import io
import os
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, NameObject

HERE = Path(__file__).resolve().parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
FONTS_LOADED = "document.fonts.ready.then(fonts => [...fonts].every(f => f.status == 'loaded'))"


def print_page(source):
    """Return the PDF that Chromium prints, and what the page says about itself."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page()
        page.goto(source.as_uri())
        if not page.evaluate(FONTS_LOADED):
            raise SystemExit("A font of the style sheet did not load.")
        about = {
            "/Title": page.title(),
            "/Author": page.get_attribute("meta[name=author]", "content"),
            "/Subject": page.get_attribute("meta[name=description]", "content"),
        }
        pdf = page.pdf(tagged=True, outline=True, print_background=True, prefer_css_page_size=True)
        browser.close()
    return pdf, about


def describe(pdf, about):
    """Return a writer of the same document, described, and without the hour of printing."""
    reader = PdfReader(io.BytesIO(pdf))
    writer = PdfWriter(clone_from=reader)
    writer.pdf_header = reader.pdf_header
    writer.metadata = about
    writer.root_object[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject("/DisplayDocTitle"): BooleanObject(True)}
    )
    lighten(writer.root_object["/StructTreeRoot"])
    return writer


def lighten(tag):
    """Drop the optional type that every tag repeats: it weighs 3 KB in a short document."""
    children = tag.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        element = child.get_object()
        if isinstance(element, DictionaryObject) and element.get("/Type") == "/StructElem":
            del element["/Type"]
            lighten(element)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("issue", help="the issue's folder, such as 2008-01")
    parser.add_argument("language", help="en, fr or es")
    options = parser.parse_args()
    source = HERE / options.issue / f"{options.language}.html"
    target = source.with_suffix(".pdf")
    writer = describe(*print_page(source))
    writer.write(target)
    print(f"{target.name}: {len(writer.pages)} pages, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
