"""
How gunicorn serves newsroom; from the project's folder: ``gunicorn --config deploy/gunicorn.conf.py``.

BIND or PORT says where, WEB_CONCURRENCY how many processes, WEB_THREADS how many threads in each.
"""

import os
import signal

wsgi_app = "newsroom.wsgi:application"
bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"

# Pages are mostly waiting for the database or sent from the cache: threads share a process's memory well,
# and a second process keeps the site answering while the first one cuts pictures.
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)

timeout = 30  # seconds without a sign of life until a worker is replaced
graceful_timeout = 20  # seconds that a request under way gets when newsroom is stopped

# A worker shows that it lives by touching a file; on a slow disk that alone can take longer than the timeout.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

# The control socket would be made in the home folder of whoever starts newsroom, which may not be writable.
control_socket_disable = True

loglevel = os.environ.get("GUNICORN_LOG_LEVEL") or "info"


def when_ready(server):
    """Say what ``deploy/start.py`` has to say once newsroom answers, and end with the terminal that it runs in."""
    if words := os.environ.get("NEWSROOM_IS_READY"):
        print(words, flush=True)
        signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
