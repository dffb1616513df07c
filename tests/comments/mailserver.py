"""A mail server on loopback that refuses, drops the line, or accepts, as a test wants it to."""

import socketserver
import threading


class MailServer:
    """
    ``mood``: "accept", "refuse" (550 to every recipient), "busy" (421 as a greeting), "drop" (ends the line in the
    middle of the mail), "drop after" (takes the mail and ends the line before saying so). ``mails`` are those accepted,
    as text.
    """

    def __init__(self, mood="accept"):
        self.mood, self.mails, self.calls = mood, [], 0
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def say(self, line):
                self.wfile.write(line.encode() + b"\r\n")

            def handle(self):
                outer.calls += 1
                if outer.mood == "busy":
                    self.say("421 Too busy")
                    return
                self.say("220 test")
                while line := self.rfile.readline():
                    verb = line[:4].upper()
                    if verb == b"RCPT" and outer.mood == "refuse":
                        self.say("550 No such person <" + line.decode().split("<")[1].split(">")[0] + ">")
                    elif verb == b"DATA":
                        self.say("354 Go on")
                        if not self.take():
                            return
                    elif verb == b"QUIT":
                        self.say("221 Bye")
                        return
                    else:
                        self.say("250 OK")

            def take(self):
                lines = []
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    if outer.mood == "drop":
                        return False
                    lines.append(line)
                outer.mails.append(b"".join(lines).decode())
                if outer.mood == "drop after":
                    return False
                self.say("250 Taken")
                return True

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
