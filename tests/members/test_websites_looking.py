"""Looking at websites that misbehave, over real connections to this machine."""

import socket
import ssl
from ipaddress import ip_address

import pytest
from hypothesis import example, given, settings, strategies

from members.websites.asking import Asker, is_public
from members.websites.looking import Found, Visitor
from tests.members.misbehaving import CERTIFICATE, LEADS, elapsed, serving

PRIVATE = [
    *("10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "0.0.0.1"),
    *("224.0.0.1", "255.255.255.255", "127.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0"),
    *("fc00::1", "ff02::1", "::ffff:10.0.0.1", "2002:0a00:0001::", "64:ff9b::10.0.0.1"),
    *("2001:0:4136:e378:8000:63bf:3fff:fdd2", "fec0::1", "::10.0.0.1", "::ffff:0:10.0.0.1"),
    *("64:ff9b:1::1", "192.0.0.8", "192.0.0.192", "192.88.99.1", "2002:c000:00c0::1", "3fff::1"),
]


@pytest.fixture(autouse=True)
def this_machine(settings):
    settings.WEBSITE_CHECK_LOOPBACK = True
    settings.WEBSITE_CHECK_PAUSE = 0


@pytest.fixture(scope="module")
def running():
    with serving() as server:
        yield server


@pytest.fixture
def server(running):
    running.asked.clear()
    return running


def look(url: str) -> Found:
    return Visitor(Asker(wait=0.5, whole=1)).look(url)


@pytest.mark.parametrize(
    "path, outcome, status",
    [
        ("/", "fine", 200),
        ("/fine", "fine", 200),
        ("/to-fine", "fine", 200),
        ("/hop5", "fine", 200),
        ("/hop6", "loop", 302),
        ("/loop", "loop", 302),
        ("/nowhere", "fine", 302),
        ("/to-other-host", "moved", 200),
        ("/headless", "fine", 200),
        ("/shut", "closed", 403),
        ("/missing", "not_found", 404),
        ("/gone", "not_found", 410),
        ("/fails", "error", 503),
        ("/garbage", "no_answer", None),
        ("/silent", "no_answer", None),
        ("/slow", "slow", None),
        ("/dripping", "slow", None),
        ("/to-private", "private", None),
        ("/to-link-local", "private", None),
        ("/to-file", "not_web", None),
        ("/to-mail", "not_web", None),
        ("/to-nonsense", "not_web", None),
    ],
)
def test_what_a_server_does_is_called_by_its_name(server, path, outcome, status):
    found = look(server.address + path)

    assert (found.outcome, found.status) == (outcome, status)


@pytest.mark.parametrize(
    "url, outcome",
    [
        ("http://nobody.invalid/", "no_host"),
        (f"http://{'a' * 70}.example/", "no_host"),
        ("http://ñandú.invalid/", "no_host"),
        ("ftp://example.org/", "not_web"),
        ("example.org", "not_web"),
        ("http:///path", "not_web"),
        ("http://10.0.0.1/", "private"),
        ("http://[::ffff:192.168.0.1]/", "private"),
        ("http://0xa000001/", "private"),
    ],
)
def test_an_address_that_leads_nowhere_is_not_asked(url, outcome):
    assert look(url) == Found(outcome, None, url)


def test_a_port_where_nobody_listens_gives_no_answer():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    assert look(f"http://127.0.0.1:{port}/").outcome == "no_answer"


@pytest.mark.parametrize("address", PRIVATE)
def test_no_address_of_a_private_network_is_public(settings, address):
    settings.WEBSITE_CHECK_LOOPBACK = False

    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "64:ff9b::808:808"])
def test_other_addresses_are_public(address):
    assert is_public(ip_address(address))


def test_this_machine_is_asked_by_tests_alone(settings, server):
    settings.WEBSITE_CHECK_LOOPBACK = False

    assert look(f"{server.address}/fine").outcome == "private"
    assert look(f"http://localhost:{server.server_port}/fine").outcome == "private"
    assert server.asked == []


def test_the_address_that_was_judged_is_the_one_that_is_asked(server, monkeypatch):
    """A name may mean this machine at the first question, and another at the second."""
    real, asked = socket.getaddrinfo, []

    def resolve(host, *args, **kwargs):
        if host != "changing.example":
            return real(host, *args, **kwargs)
        asked.append(host)
        return real("127.0.0.1" if len(asked) == 1 else "10.0.0.1", *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)

    found = look(f"http://changing.example:{server.server_port}/fine")

    assert found.outcome == "fine"
    assert [headers["Host"] for *_line, headers in server.asked] == [
        f"changing.example:{server.server_port}"
    ]
    assert len(asked) == 1


def test_a_host_with_one_private_address_is_not_asked_at_all(server, monkeypatch):
    real = socket.getaddrinfo
    both = real("127.0.0.1", server.server_port) + real("10.0.0.1", server.server_port)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: both)

    assert look("http://both.example/").outcome == "private"
    assert server.asked == []


def test_it_says_who_asks_and_asks_for_the_head_alone(server, settings):
    settings.SITE_ADDRESS = "https://www.example.org"

    look(f"{server.address}/fine")

    [(method, path, headers)] = server.asked
    assert (method, path) == ("HEAD", "/fine")
    assert headers["User-Agent"] == (
        "ProsperA-website-check/1.0 (+https://www.example.org/contact/)"
    )


def test_a_page_is_asked_for_where_the_head_is_refused_and_not_read(server):
    found = look(f"{server.address}/huge")

    assert found.outcome == "fine"
    assert [line[0] for line in server.asked] == ["HEAD", "GET"]
    assert server.sent < 10_000_000


def test_an_address_in_another_script_is_followed(server):
    found = look(f"{server.address}/to-accents")

    assert [line[1] for line in server.asked] == ["/to-accents", "/pr%C3%A9sentation"]
    assert found.outcome == "fine"


@settings(max_examples=60)
@given(strategies.text(max_size=40))
@example("http://[")
@example("//\x00")
@example("http://a b/\n")
def test_nothing_that_a_server_leads_to_stops_the_visit(running, text):
    """Whatever it leads to, of names none is known here."""
    real = socket.getaddrinfo

    def resolve(host, *args, **kwargs):
        if host != "127.0.0.1":
            raise socket.gaierror
        return real(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", resolve)
        patch.setitem(LEADS, "/anywhere", text.replace("\r", "").replace("\n", ""))
        found = look(f"{running.address}/anywhere")
        typed = look(f"http://127.0.0.1:{running.server_port}/{text}")

    assert found.outcome in {"fine", "no_host", "not_web", "loop"}
    assert typed.outcome in {"fine", "not_web"}


def test_a_name_and_a_password_in_an_address_are_not_sent_on(server):
    look(f"http://ada:secret@127.0.0.1:{server.server_port}/fine")

    [(_method, _path, headers)] = server.asked
    assert "Authorization" not in headers
    assert headers["Host"] == f"127.0.0.1:{server.server_port}"


def test_a_host_is_left_a_pause_and_another_is_not_kept_waiting(server, settings):
    settings.WEBSITE_CHECK_PAUSE = 0.4
    visitor = Visitor()
    other = f"http://localhost:{server.server_port}/fine"

    first = elapsed(lambda: visitor.look(f"{server.address}/fine"))
    second = elapsed(lambda: visitor.look(f"{server.address}/fine"))
    third = elapsed(lambda: visitor.look(other))

    assert second > 0.3
    assert max(first, third) < 0.3


def test_a_slow_server_is_left_after_a_time(server):
    assert elapsed(lambda: look(f"{server.address}/dripping")) < 5


def test_a_certificate_that_nobody_signed_is_refused():
    with serving(secure=True) as server:
        assert look(f"{server.address}/fine").outcome == "certificate"


def test_a_certificate_is_held_to_the_name_of_the_host():
    asker = Asker()
    asker.certificates = ssl.create_default_context(cafile=CERTIFICATE)
    with serving(secure=True) as server:
        right = Visitor(asker).look(f"{server.address}/fine")
        wrong = Visitor(asker).look(f"https://127.0.0.1:{server.server_port}/fine")

    assert (right.outcome, wrong.outcome) == ("fine", "certificate")


def test_a_server_that_speaks_no_tls_gives_no_answer(server):
    assert look(f"https://127.0.0.1:{server.server_port}/fine").outcome == "no_answer"
