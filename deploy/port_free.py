"""Say in one line why the site cannot listen on ADDRESS:PORT; say nothing if it can."""

import errno
import socket
import sys


def reason(bind: str) -> str | None:
    if bind.startswith("unix:"):
        return None
    host, _, port = bind.rpartition(":")
    host = host.strip("[]")
    if not port.isdigit() or not 0 < int(port) < 65536:
        return f"PORT must be a number from 1 to 65535, not {port!r}."
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except PermissionError:
            return f"Port {port} is reserved to the system: try another, as in PORT=8000 make run"
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                return f"Cannot listen on {bind}: {error.strerror}."
            return f"Port {port} is in use: stop what runs there, or try PORT=8001 make run"
    return None


if __name__ == "__main__":
    sys.exit(reason(sys.argv[1]))
