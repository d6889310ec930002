"""Lighthouse on the site's own pages, as a telephone sees them. `make lighthouse` calls this.

It is fetched by npx at the version named below, so it is no part of `make test`: what that needs
is on the machine. The last result is kept in docs/lighthouse.md.
"""

import datetime
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from tests import serving

VERSION = "12.8.2"
RUNS = 3
# Not a filtered directory: it asks not to be indexed, which Lighthouse holds against a page.
PAGES = {
    "home": "/",
    "directory": "/members/",
    "directory, in French": "/fr/members/",
    "profile": "/members/cerise/",
    "country": "/countries/bo/",
    "newsletters": "/newsletters/",
    "newsletter": "/newsletters/2008-01/",
    "through the years": "/network/",
}
LEAST = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
KEPT = serving.ROOT / "docs" / "lighthouse.md"

Scores = dict[str, int]


def main() -> int:
    npx = shutil.which("npx")
    names = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    chromium = next(filter(None, (shutil.which(name) for name in names if name)), None)
    if npx is None or chromium is None:
        sys.exit("Node.js (18.20 or newer) and Chromium: apt-get install nodejs npm chromium")
    with tempfile.TemporaryDirectory(prefix="prosper-lighthouse-") as name:
        folder = Path(name)
        environment = serving.environment(folder, f"sqlite:///{folder / 'site.sqlite3'}")
        serving.prepare(environment)
        with serving.serving(environment) as port:
            site = f"http://{serving.HOST}:{port}"
            found = {
                page: scores(npx, chromium, site + path, folder) for page, path in PAGES.items()
            }
    KEPT.write_text(document(found), encoding="utf-8")
    print(table(found))
    low = [page for page, all_of_it in found.items() if missed(all_of_it)]
    print(f"Too low: {', '.join(low)}" if low else "All as high as they must be.")
    return 1 if low else 0


def scores(npx: str, chromium: str, address: str, folder: Path) -> Scores:
    """The middle one of the runs for performance, which varies; the lowest for the rest."""
    with urllib.request.urlopen(address) as response:  # noqa: S310  (so that the page is there)
        response.read()
    runs = [audit(npx, chromium, address, folder) for _run in range(RUNS)]
    found = {category: min(run[category] for run in runs) for category in LEAST}
    return found | {"performance": statistics.median(run["performance"] for run in runs)}


def audit(npx: str, chromium: str, address: str, folder: Path) -> Scores:
    """One run of Lighthouse, and what it found wanting, said at once."""
    output = folder / "report.json"
    flags = ["--headless=new", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    subprocess.run(
        [
            *(npx, "--yes", f"lighthouse@{VERSION}", address),
            *("--quiet", "--output=json", f"--output-path={output}"),
            *(f"--only-categories={','.join(LEAST)}", f"--chrome-flags={' '.join(flags)}"),
        ],
        check=True,
        env=os.environ | {"CHROME_PATH": chromium},
        stderr=subprocess.DEVNULL,
    )
    report = json.loads(output.read_text(encoding="utf-8"))
    found = {name: round(100 * report["categories"][name]["score"]) for name in LEAST}
    for category in missed(found):
        print(f"{address}: {category} {found[category]}: {', '.join(wanting(report, category))}")
    return found


def wanting(report: dict, category: str) -> list[str]:
    """The audits that cost a category its points."""
    weighed = [a["id"] for a in report["categories"][category]["auditRefs"] if a["weight"]]
    audits = [(name, report["audits"][name]["score"]) for name in weighed]
    return [name for name, score in audits if score is not None and score < 1]


def missed(found: Scores) -> list[str]:
    return [category for category, least in LEAST.items() if found[category] < least]


def table(found: dict[str, Scores]) -> str:
    heads = [f"{category}, at least {least}" for category, least in LEAST.items()]
    lines = [f"| page | {' | '.join(heads)} |", "|---|" + "--:|" * len(LEAST)]
    for page, all_of_it in found.items():
        cells = " | ".join(f"{all_of_it[category]:g}" for category in LEAST)
        lines.append(f"| {page} | {cells} |")
    return "\n".join(lines)


def document(found: dict[str, Scores]) -> str:
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    return (
        "# Lighthouse\n\n"
        f"Written by `make lighthouse` on {day}: Lighthouse {VERSION}, as a telephone on a\n"
        "slow line, on the site as gunicorn serves it; Caddy compresses pages as well.\n"
        f"Of {RUNS} runs, the middle one for performance and the lowest for the rest.\n\n"
        f"{table(found)}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
