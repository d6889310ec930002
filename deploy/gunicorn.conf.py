"""How gunicorn serves the site: under `make run` and in the container alike."""

import os
from pathlib import Path

bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
wsgi_app = "prosper.wsgi"

workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "gthread"
threads = 4
timeout = 30
graceful_timeout = 20
keepalive = 5

# A worker that leaks is replaced before it matters, and never all of them at once.
max_requests = 2000
max_requests_jitter = 200

# The workers' heartbeat files must not lie on a slow or read-only disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

# Peers whose X-Forwarded-* headers are believed: by default only this machine.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS") or "127.0.0.1,::1"

# A query of any length is answered by a page of the site's; the proxy bounds a request's head.
limit_request_line = 0

# No header of a visitor's is taken for one of the server's own, such as SCRIPT_NAME.
forwarder_headers = ""

accesslog = "-" if os.environ.get("ACCESS_LOG", "").lower() in {"1", "true", "yes", "on"} else None
# No visitor's address in the log: time, request line, status, size, milliseconds.
access_log_format = '%(t)s "%(r)s" %(s)s %(b)s %(M)sms'
loglevel = os.environ.get("GUNICORN_LOG_LEVEL") or "warning"

# Nobody manages the running server through a socket.
control_socket_disable = True
