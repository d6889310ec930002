"""A web server on this machine that misbehaves, each path in its own way."""

import ssl
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CERTIFICATE = Path(__file__).parent / "localhost.pem"
STATUSES = {"/fine": 200, "/missing": 404, "/gone": 410, "/fails": 503, "/shut": 403}
LEADS = {
    "/loop": "/loop",
    "/to-private": "http://10.0.0.1/",
    "/to-link-local": "http://169.254.169.254/latest/",
    "/to-file": "file:///etc/passwd",
    "/to-mail": "mailto:ada@example.org",
    "/to-nonsense": "http://[",
    "/to-fine": "/fine",
    "/to-accents": "/présentation",
    "/nowhere": "",
}
# Long enough for no test to wait for it.
LONG = 30


class Handler(BaseHTTPRequestHandler):
    def do_HEAD(self):
        self.server.asked.append((self.command, self.path, dict(self.headers)))
        odd = getattr(self, f"odd_{self.path.strip('/')}", None)
        if odd:
            odd()
        elif self.path == "/to-other-host":
            self.answer(301, f"http://localhost:{self.server.server_port}/fine")
        elif self.path.startswith("/hop"):
            left = int(self.path.removeprefix("/hop"))
            self.answer(302, f"/hop{left - 1}" if left > 1 else "/fine")
        elif self.path in LEADS:
            self.answer(302, LEADS[self.path])
        else:
            self.answer(STATUSES.get(self.path, 200))

    do_GET = do_HEAD  # noqa: N815 (the server's name)

    def answer(self, status: int, location: str | None = None):
        self.send_response(status)
        if location is not None:
            # In UTF-8, as many servers do.
            self.send_header("Location", location.encode().decode("latin-1"))
        self.end_headers()

    def odd_headless(self):
        self.answer(405 if self.command == "HEAD" else 200)

    def odd_huge(self):
        """A page without an end; how much of it was taken is told by the server."""
        self.answer(405 if self.command == "HEAD" else 200)
        if self.command == "GET":
            try:
                for _piece in range(10_000):
                    self.wfile.write(b"x" * 10_000)
                    self.server.sent += 10_000
            except OSError:
                pass

    def odd_slow(self):
        self.server.over.wait(LONG)

    def odd_dripping(self):
        """Never silent for long, and never done."""
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not self.server.over.wait(0.05):
                self.wfile.write(b"x")
        except OSError:
            pass

    def odd_garbage(self):
        self.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")

    def odd_silent(self):
        self.close_connection = True

    def log_message(self, *args):
        pass


@contextmanager
def serving(secure: bool = False):
    """The server at work: ``address`` is where, ``asked`` what it was asked."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.sent, server.over = [], 0, threading.Event()
    server.address = f"http://127.0.0.1:{server.server_port}"
    if secure:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.address = f"https://localhost:{server.server_port}"
        server.handle_error = lambda *args: None
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def elapsed(call) -> float:
    """How many seconds it takes."""
    start = time.monotonic()
    call()
    return time.monotonic() - start
