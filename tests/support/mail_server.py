"""A mail server on this machine: takes mail as the protocol says, and keeps it for the test to read."""

import socketserver
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

ANSWERS = {"EHLO": "250 here", "HELO": "250 here", "MAIL": "250 ok", "RCPT": "250 ok", "RSET": "250 ok"}


@dataclass
class MailServer:
    """`received` are (recipients, message as it came)."""

    port: int = 0
    received: list[tuple[list[str], str]] = field(default_factory=list)


@contextmanager
def mail_server(*, refuses: Collection[str] = (), words: Mapping[str, str] = ANSWERS) -> Iterator[MailServer]:
    """`refuses` are recipients that it does not know; `words` what it answers each verb."""
    kept = MailServer()

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            recipients: list[str] = []
            self._say("220 here")
            while line := self.rfile.readline().decode().strip():
                verb = line[:4].upper()
                if verb == "RCPT":
                    recipients.append(line.partition("<")[2].partition(">")[0])
                if verb == "RCPT" and recipients[-1] in refuses:
                    self._say(f"550 <{recipients.pop()}> unknown")
                elif verb == "DATA" and verb not in words:
                    self._say("354 go on")
                    kept.received.append((recipients, self._message()))
                    recipients = []
                    self._say("250 kept")
                elif verb == "QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._say(words.get(verb, "502 what?"))

        def _message(self) -> str:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line)
            return b"".join(lines).decode()

        def _say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        kept.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield kept
        finally:
            server.shutdown()
