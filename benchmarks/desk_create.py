"""New tickets through the API over real connections: our desk, and django-helpdesk beside it.

    .venv/bin/python benchmarks/desk_create.py

Both are served by one process of uvicorn on the same PostgreSQL, whose commits are on the disk, each with
ten thousand tickets, and both have a mail server to talk to. Ours does all it does with a contact: the gate
with its idempotency key, the customer found or added, twenty triage rules and a trained classifier, the
clocks, the promise, the ledger, the index of words; its worker runs beside, with a Redis between them, and
sends the receipts. The peer answers with its REST API and sends its mail within the request, as it does by
default. Eight clients at once, in turn with the peer; then one client alone.
"""

import json
import uuid
from collections.abc import Callable, Iterator

from _beside import Application, clients, databases, mail_sink, medians, times_over, told, within
from _harness import Row, report
from _made_up import messages

from support.servers import redis_server

TICKETS = 10_000
ROUNDS, CLIENTS, EACH, ALONE = 5, 8, 40, 80
PEER = "django-helpdesk 2.6"
WORK = "a ticket through the API, all of it"
JSON = {"Content-Type": "application/json"}
Request = Callable[[int, int], tuple[str, str, bytes, dict[str, str]]]


def main() -> None:
    with (
        databases("ours", "theirs") as urls,
        mail_sink() as mail_port,
        Application("_desk", urls["ours"]) as ours,
        Application("_helpdesk", urls["theirs"]) as theirs,
    ):
        key = ours.do("prepare")
        ours.do("fill", tickets=TICKETS)
        ours.do("learn")
        theirs.do("prepare")
        theirs.do("fill", tickets=TICKETS)
        with (
            redis_server() as redis_url,
            ours.served(mail_port=mail_port, redis_url=redis_url) as our_port,
            theirs.served(mail_port=mail_port) as their_port,
        ):
            report(asked(our_port, our_requests(key), their_port, their_requests(theirs.do("session"))))


def asked(our_port: int, ours: Request, their_port: int, theirs: Request) -> list[Row]:
    for port, request in ((our_port, ours), (their_port, theirs)):
        clients(port, CLIENTS, EACH, request)  # whoever has something to load has loaded it now
    seconds: tuple[list[float], list[float]] = ([], [])
    alone: tuple[list[list[float]], list[list[float]]] = ([], [])
    for _ in range(ROUNDS):
        for side, port, request in ((0, our_port, ours), (1, their_port, theirs)):
            seconds[side].append(clients(port, CLIENTS, EACH, request)[0])
            alone[side].append(clients(port, 1, ALONE, request)[1])
    for name, of_side, one in zip(("ours", PEER), seconds, alone, strict=True):
        rates = ", ".join(f"{CLIENTS * EACH / each:.0f}" for each in of_side)
        print(f"{name}: tickets a second with {CLIENTS} clients: {rates}")
        told(f"{name}: {WORK}, one client", one)
    return [
        times_over(f"{WORK}, {CLIENTS} clients", PEER, seconds[1], seconds[0], 4.0),
        times_over(f"{WORK}, one client", PEER, medians(alone[1]), medians(alone[0]), None),
        within(f"{WORK}, one client", 12, alone[0]),
    ]


def our_requests(key: str) -> Request:
    said = contacts()

    def request(_client: int, _number: int) -> tuple[str, str, bytes, dict[str, str]]:
        email, subject, text = next(said)
        body = {"email": email, "subject": subject, "text": text, "channel": "form"}
        headers = {**JSON, "Authorization": f"Bearer {key}", "Idempotency-Key": uuid.uuid4().hex}
        return "POST", "/api/v1/tickets", json.dumps(body).encode(), headers

    return request


def their_requests(session: dict[str, str]) -> Request:
    said = contacts()

    def request(_client: int, _number: int) -> tuple[str, str, bytes, dict[str, str]]:
        email, subject, text = next(said)
        body = {"submitter_email": email, "title": subject, "description": text, "queue": 1, "priority": 3}
        return "POST", "/api/tickets/", json.dumps(body).encode(), JSON | session

    return request


def contacts() -> Iterator[tuple[str, str, str]]:
    return iter(messages(20_000))


if __name__ == "__main__":
    main()
