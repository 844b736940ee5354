"""Two hundred workspaces and the lead's board, live over sockets, while contacts come in.

    .venv/bin/python benchmarks/desk_live.py [SECONDS]

The desk is served as people run it, with PostgreSQL, Redis and its worker; two hundred agents and their lead
hold a socket each, and twenty contacts a second come in through the API for half a minute. Of every ticket
each socket has to be told once, and within a second of the moment at which whoever opened it has the answer.
Tickets are told by their number and revision: what is told twice or not at all is counted.
"""

import asyncio
import json
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from queue import SimpleQueue
from statistics import median
from time import monotonic, sleep

import websockets
from _beside import Application, databases, mail_sink, p95
from _harness import Row, report
from _made_up import messages

from support.servers import redis_server

TICKETS, SECONDS, A_SECOND, SENDERS = 10_000, 30, 20, 8
SOCKET = "/ws/t/desk/desk/"

Heard = dict[tuple[int, int], float]  # (ticket, revision): when


class Listener:
    """One page's socket: when it was first told of each ticket, and what it was told more than once."""

    def __init__(self) -> None:
        self.heard: Heard = {}
        self.again: Counter[tuple[int, int]] = Counter()

    async def listen(self, port: int, cookie: str, ready: "asyncio.Queue[None]") -> None:
        headers = {"Cookie": cookie}
        async with websockets.connect(
            f"ws://127.0.0.1:{port}{SOCKET}", additional_headers=headers, origin=f"http://127.0.0.1:{port}"
        ) as socket:
            ready.put_nowait(None)
            async for text in socket:
                for told in json.loads(text):
                    if told["look"] != "again" or told["ticket"] is None:
                        continue
                    what = (told["ticket"], told["revision"])
                    if what in self.heard:
                        self.again[what] += 1
                    self.heard.setdefault(what, monotonic())


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    with (
        databases("ours") as urls,
        mail_sink() as mail_port,
        redis_server() as redis_url,
        Application("_desk", urls["ours"]) as ours,
    ):
        key = ours.do("prepare")
        ours.do("fill", tickets=TICKETS)
        cookies = ours.do("sessions")
        with ours.served(mail_port=mail_port, redis_url=redis_url) as port:
            report(asyncio.run(watched(port, key, cookies, seconds)))


async def watched(port: int, key: str, cookies: list[str], seconds: int) -> list[Row]:
    ready: asyncio.Queue[None] = asyncio.Queue()
    listeners = [Listener() for _ in cookies]
    tasks = [
        asyncio.create_task(listener.listen(port, cookie, ready))
        for listener, cookie in zip(listeners, cookies, strict=True)
    ]
    for _ in cookies:
        await asyncio.wait_for(ready.get(), timeout=120)
    began = monotonic()
    opened = await asyncio.to_thread(arrivals, port, key, seconds * A_SECOND)
    rate = len(opened) / (monotonic() - began)
    await asyncio.sleep(3)  # whoever is told later than that was not told
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return judged(listeners, opened, rate)


def judged(listeners: list[Listener], opened: dict[int, float], rate: float) -> list[Row]:
    late: list[float] = []
    lost = doubled = 0
    for listener in listeners:
        first = {ticket: at for (ticket, _revision), at in reversed(listener.heard.items())}
        doubled += sum(listener.again.values())
        lost += sum(ticket not in first for ticket in opened)
        late += [max(first[ticket] - at, 0.0) for ticket, at in opened.items() if ticket in first]
    print(
        f"{len(listeners)} sockets, {len(opened)} tickets at {rate:.1f} a second: told after"
        f" {1000 * median(late):.0f} ms (median), {1000 * p95(late):.0f} ms (p95),"
        f" {1000 * max(late):.0f} ms (the last); lost {lost}, doubled {doubled}"
    )
    kept = 1.0 if not lost and not doubled else 0.0
    work = f"every change on {len(listeners)} pages"
    return [
        absolute(f"{work}, the last told", "1 second", 1 / max(max(late), 0.001)),
        absolute(f"{work}, none lost or doubled", "all of them once", kept),
        absolute("contacts a second meanwhile", f"{A_SECOND} a second", rate / A_SECOND, goal=0.98),
    ]


def absolute(work: str, beside: str, ratio: float, *, goal: float = 1.0) -> Row:
    return Row(
        work=work,
        peer=f"(absolute) {beside}",
        ratio_median=ratio,
        ratio_min=ratio,
        ratio_max=ratio,
        goal=goal,
    )


def arrivals(port: int, key: str, number: int) -> dict[int, float]:
    """Contacts at an even pace by some senders; each ticket's number and when its sender was answered."""
    free: SimpleQueue[HTTPConnection] = SimpleQueue()
    for _ in range(SENDERS):
        free.put(HTTPConnection("127.0.0.1", port, timeout=60))
    opened: dict[int, float] = {}

    def send(said: tuple[str, str, str]) -> None:
        connection = free.get()
        email, subject, text = said
        body = json.dumps({"email": email, "subject": subject, "text": text, "channel": "form"})
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {key}",
            "Idempotency-Key": uuid.uuid4().hex,
        }
        connection.request("POST", "/api/v1/tickets", body.encode(), headers)
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status == 201, (answer.status, content[:300])
        opened[json.loads(content)["number"]] = monotonic()
        free.put(connection)

    began = monotonic()
    with ThreadPoolExecutor(SENDERS) as senders:
        sent = [senders.submit(send, said) for said in paced(messages(number), began, every=1 / A_SECOND)]
    for each in sent:
        each.result()
    return opened


def paced(
    contacts: list[tuple[str, str, str]], began: float, *, every: float
) -> Iterator[tuple[str, str, str]]:
    for place, contact in enumerate(contacts):
        sleep(max(began + place * every - monotonic(), 0))
        yield contact


if __name__ == "__main__":
    main()
