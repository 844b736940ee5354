"""One ticket: its page with sixty messages, and read through the API; django-helpdesk beside it.

    .venv/bin/python benchmarks/desk_ticket.py

Both have the same made-up desk of a hundred thousand tickets in PostgreSQL and are asked through Django's
client: the time is the server's alone. The peer's API goes through every ticket of the table, with a query
for each, before it answers with one: it is asked once only, and ours many times before and after. Whether
ours grows with the table is asked of another desk of a thousand tickets.
"""

from statistics import median

from _beside import Application, databases, medians, times_over, told, within
from _harness import Row, report

SMALL, TICKETS, MESSAGES = 1_000, 100_000, 60
ROUNDS, EACH = 5, 40
PEER = "django-helpdesk 2.6"
BASE = "/t/desk/desk"


def main() -> None:
    with (
        databases("ours", "small", "theirs") as urls,
        Application("_desk", urls["ours"]) as ours,
        Application("_desk", urls["small"]) as small,
        Application("_helpdesk", urls["theirs"]) as theirs,
    ):
        key = ours.do("prepare")
        ours.do("fill", tickets=TICKETS)
        small_key = small.do("prepare")
        small.do("fill", tickets=SMALL)
        theirs.do("prepare")
        theirs.do("fill", tickets=TICKETS)
        report(
            [
                *page(ours, theirs),
                *read(ours, key, theirs),
                not_grown(ours, key, small, small_key),
            ]
        )


def page(ours: Application, theirs: Application) -> list[Row]:
    """What is fetched when an agent opens a ticket from the list."""
    number, other = ours.do("busy_ticket", messages=MESSAGES), theirs.do("busy_ticket", messages=MESSAGES)
    work = f"page of a ticket with {MESSAGES} messages"
    mine, peers = [], []
    for _ in range(ROUNDS):
        mine.append(ours.do("ask", paths=[f"{BASE}/{number}/"], times=EACH, htmx=True))
        peers.append(theirs.do("ask", path=f"/tickets/{other}/", times=EACH // 4))
    told(f"ours: {work}", mine)
    told(f"{PEER}: the same", peers)
    whole = ours.do("ask", paths=[f"{BASE}/{number}/"], times=EACH)
    customer = ours.do("ask", paths=[f"{BASE}/{number}/customer/"], times=EACH)
    told("ours: the same with all of the workspace around it", [whole])
    told("ours: the customer beside it", [customer])
    return [within(work, 25, mine), times_over(work, PEER, medians(peers), medians(mine), None)]


def read(ours: Application, key: str, theirs: Application) -> list[Row]:
    work = f"one of {TICKETS:,} tickets read through the API"
    path = f"/api/tickets/{TICKETS // 2}/"
    before = ours.do("ask", paths=some_tickets(TICKETS), times=2 * EACH, key=key)
    peers = theirs.do("ask_once", path=path)
    mine = [before, ours.do("ask", paths=some_tickets(TICKETS), times=2 * EACH, key=key)]
    told(f"ours: {work}", mine)
    told(f"{PEER}: the same", [[peers]])
    return [times_over(work, PEER, [peers, peers], medians(mine), 1_000.0)]


def not_grown(ours: Application, key: str, small: Application, small_key: str) -> Row:
    few, many = [], []
    for _ in range(ROUNDS):
        few.append(median(small.do("ask", paths=some_tickets(SMALL), times=2 * EACH, key=small_key)))
        many.append(median(ours.do("ask", paths=some_tickets(TICKETS), times=2 * EACH, key=key)))
    told(f"ours: one of {SMALL:,} tickets read through the API", [few])
    told(f"ours: one of {TICKETS:,} tickets read through the API", [many])
    work = "one of 100,000 tickets read through the API; at most 1.2 times as long"
    return times_over(work, "(ours) of 1,000", few, many, 1 / 1.2)


def some_tickets(count: int) -> list[str]:
    return [f"/api/v1/tickets/{1 + number * count // 20}" for number in range(20)]


if __name__ == "__main__":
    main()
