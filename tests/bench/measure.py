"""How long a case takes, and how long the baseline does in between: requests one after another.

Only this machine's own server is asked, over one connection that is kept open, for a bounded
number of times and seconds.
"""

import http.client
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.serving import HOST

# Has the page made anew (see ``serve``).
ANEW = {"Bench-Anew": "1"}
WARM_UP, TIMES, SECONDS = 3, 40, 6


@dataclass(frozen=True)
class Case:
    """A page to ask for, in one of the ways in which visitors do."""

    name: str
    address: str
    headers: dict = field(default_factory=dict)
    status: int = 200
    # What only a site that knows the case says in its page.
    sign: bytes = b""


@dataclass
class Result:
    """Of one case: milliseconds of it and of the baseline, and what it took besides."""

    name: str
    median: float
    p95: float
    best: float
    baseline: float
    baseline_p95: float
    baseline_best: float
    queries: int
    bytes: int
    times: int

    @property
    def ratio(self) -> float:
        return self.median / self.baseline

    @property
    def ratio_best(self) -> float:
        """Of the quickest answers: what is left where other work on the machine was in the way."""
        return self.best / self.baseline_best

    @property
    def ratio_p95(self) -> float:
        return self.p95 / self.baseline_p95


@dataclass
class Export:
    """Of a file of everything: lines a second, and the most memory the worker ever took."""

    rows: int
    seconds: float
    resident_before: int
    resident_most: int


class Server:
    """The connection to the server under test."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=120)

    def ask(self, address: str, headers: dict | None = None) -> tuple[float, int, bytes, dict]:
        """Milliseconds, status, body and headers of the answer."""
        began = time.perf_counter()
        self.connection.request("GET", address, headers=headers or {})
        response = self.connection.getresponse()
        body = response.read()
        taken = (time.perf_counter() - began) * 1000
        return taken, response.status, body, dict(response.getheaders())


def measure(server: Server, case: Case) -> Result | None:
    """Medians of a case and of the baseline, asked for in turn; None for a page there is not."""
    _ms, status, body, _about = server.ask(case.address)
    if status == 404 or case.sign not in body:
        return None
    # As large as the page itself, even where a visitor who has it gets a 304.
    plain, size = f"/bench/{len(body)}/", len(body)
    _ms, status, _body, about = server.ask(case.address, case.headers | {"Bench-Count": "1"})
    if status != case.status:
        raise RuntimeError(f"{case.name}: {case.address} answered {status}, not {case.status}.")
    for _time in range(WARM_UP):
        server.ask(plain)
        server.ask(case.address, case.headers)
    ours, theirs, end = [], [], time.monotonic() + SECONDS
    while len(ours) < TIMES and (time.monotonic() < end or len(ours) < 5):
        theirs.append(server.ask(plain)[0])
        ours.append(server.ask(case.address, case.headers)[0])
    return Result(
        name=case.name,
        median=statistics.median(ours),
        p95=p95(ours),
        best=min(ours),
        baseline=statistics.median(theirs),
        baseline_p95=p95(theirs),
        baseline_best=min(theirs),
        queries=int(about["Bench-Queries"]),
        bytes=size,
        times=len(ours),
    )


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def export(server: Server, address: str) -> Export | None:
    """A file of everything, read as it comes; None where the site has none."""
    _ms, status, _body, about = server.ask(f"{address}?q=nothingatall", {"Bench-Count": "1"})
    if status != 200:
        return None
    process = int(about["Bench-Process"])
    forget_peak(process)
    before, began, lines = resident(process, "VmRSS"), time.perf_counter(), 0
    server.connection.request("GET", address)
    response = server.connection.getresponse()
    while chunk := response.read(1 << 16):
        lines += chunk.count(b"\n")
    seconds = time.perf_counter() - began
    return Export(lines - 1, seconds, before, resident(process, "VmHWM"))


def forget_peak(process: int) -> None:
    """Has Linux measure the process's peak from now on."""
    Path(f"/proc/{process}/clear_refs").write_text("5")


def resident(process: int, what: str) -> int:
    """Bytes of memory of a process: now (VmRSS), or at most (VmHWM)."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(what))


def etag(server: Server, address: str) -> str:
    return server.ask(address)[3]["ETag"]


def cases(facts: dict, directory_etag: str) -> list[Case]:
    """What is measured: pages made anew, but for the two whose name says that they are kept."""
    last = -(-facts["published"] // 20)
    pages = {
        "directory": "/members/",
        "filtered": "/members/?kind=mfi&region=africa",
        "searched, rare word": "/members/?q=zacualpan",
        "searched, common word": "/members/?q=credit",
        "searched, word of most": "/members/?q=microfinance",
        "searched, two words": "/members/?q=credit+mex",
        "searched, typo": "/members/?q=zacualpn",
        "page 50": f"/members/?page={min(50, last)}",
        "last page": f"/members/?page={last}",
        "by place": "/members/?sort=country",
        "newest first": "/members/?sort=newest",
        "as of a day": "/members/?on=2012-12-31",
        "as of a day, filtered": "/members/?on=2012-12-31&kind=mfi&region=africa",
        "profile": f"/members/{facts['profile']}/",
        "country, the largest": f"/countries/{facts['country'].lower()}/",
        "country, a small one": f"/countries/{facts['small_country'].lower()}/",
        "region": "/regions/latin-america/",
        "regions": "/regions/",
        "network through the years": "/network/",
        "suggestions": "/suggest/?q=cred",
        "suggestions, rare word": "/suggest/?q=zacu",
        "printable list": f"/print/members/?country={facts['small_country']}",
        "home": "/",
    }
    made = [Case(name, address, ANEW) for name, address in pages.items()]
    # A query is a narrower one, and not for search engines, only where the site has the filter.
    made += [
        Case(f"filtered by {name}", f"/members/?{name}={value}", ANEW, sign=b"noindex")
        for name, value in {"language": "fr", "joined": "2012"}.items()
    ]
    known = {"If-None-Match": directory_etag}
    return [
        *made,
        Case("directory, kept", "/members/"),
        Case("directory, asked for again", "/members/", known, 304),
    ]
