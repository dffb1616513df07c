"""The live server, which can be waited for: the database is emptied when nobody asks it any more."""

import socket
import threading
import time

from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import LiveServerThread


class Server(ThreadedWSGIServer):
    """``answering``: a thread for each connection that a browser holds open."""

    answering: list[threading.Thread] = []

    def process_request(self, request, client_address):
        thread = threading.Thread(target=self.process_request_thread, args=(request, client_address), daemon=True)
        self.answering = [*filter(threading.Thread.is_alive, self.answering), thread]
        thread.start()

    def rest(self, patience):
        """
        Wait until all that was asked is answered, for at most ``patience`` seconds, and return whether it is. A browser
        that was closed sends what it had to say on leaving (an autosave, whom nobody sees at a story any more), and one
        request that runs while tables are emptied holds them, or waits for one that is held: a deadlock.
        """
        until = time.monotonic() + patience
        with socket.create_connection(self.server_address, timeout=patience) as last:
            last.shutdown(socket.SHUT_WR)
            last.recv(1)  # it is answered (with nothing) when all before it have been taken
        for thread in self.answering:
            thread.join(max(0, until - time.monotonic()))
        return not any(map(threading.Thread.is_alive, self.answering))


def use():
    """Let live servers be of this kind from now on."""
    LiveServerThread.server_class = Server
