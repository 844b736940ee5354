"""Fifty of a hundred thousand tickets, filtered and sorted, django-helpdesk beside us; then a million.

    .venv/bin/python benchmarks/desk_lists.py [--small]

Both have the same made-up desk (`_made_up`) in PostgreSQL, each application runs in a process of its own, and
both are asked through Django's client: the time is the server's alone. Ours is the list that the workspace
fetches when somebody opens a view (finished HTML, tags and last lines included); the peer's is the request
in which its page fetches its rows (JSON; the page that asks for it is not counted). Ours asks for others
every time. With a million tickets only ours is asked, in turn with ours at a hundred thousand; --small leaves
the million out.
"""

import sys
from time import perf_counter

from _beside import Application, databases, medians, p95, times_over, told, within
from _desk import LEAD
from _harness import Row, report
from _made_up import QUEUES, vocabulary

SMALL, LARGE = 100_000, 1_000_000
ROUNDS, EACH, THEIRS_EACH = 5, 40, 3
PEER = "django-helpdesk 2.6"
BASE = "/t/desk/desk"
OPEN_OF_QUEUES = [
    f"{BASE}/rows/?view=all-open&state=open&queue={one}&queue={other}&sort=due"
    for one, other in zip(QUEUES, (*QUEUES[1:], QUEUES[0]), strict=True)
]
TWO_PRIORITIES = [
    f"{BASE}/rows/?view=all-open&state=all&priority={one}&priority={other}&sort={sort}"
    for one, other in (("high", "urgent"), ("normal", "high"), ("low", "normal"), ("low", "urgent"))
    for sort in ("due", "oldest")
]
EVERY_STATE = [
    f"{BASE}/rows/?view=all-open&state=all&opened_from=2020-01-{day:02d}&sort={sort}"
    for day in range(1, 5)
    for sort in ("oldest", "newest", "due", "changed")
]


def main() -> None:
    with_large = "--small" not in sys.argv[1:]
    with (
        databases("ours", "large", "theirs") as urls,
        Application("_desk", urls["ours"]) as ours,
        Application("_desk", urls["large"]) as large,
        Application("_helpdesk", urls["theirs"]) as theirs,
    ):
        filled("our desk", ours, SMALL)
        filled(PEER, theirs, SMALL)
        rows = beside(ours, theirs)
        if with_large:
            filled("our desk", large, LARGE)
            rows += grown(ours, large)
        report(rows)


def filled(name: str, application: Application, tickets: int) -> None:
    began = perf_counter()
    application.do("prepare")
    application.do("fill", tickets=tickets)
    print(f"{name} with {tickets:,} tickets: made in {perf_counter() - began:.0f} s", flush=True)


def beside(ours: Application, theirs: Application) -> list[Row]:
    """The lists of both, in rounds of ours and theirs.

    How long the peer takes grows with how many tickets a filter lets through; ours does not.
    """
    rows: list[Row] = []
    everything = theirs.do("list_path", sort="created", status__in=[1, 2, 3, 4])
    priorities = theirs.do("list_path", priority__in=[1, 2])
    some_open = theirs.do("list_path", status__in=[1, 2], queues=list(QUEUES[:2]))
    for work, mine, path, goal in (
        ("list of 50 of 100,000 tickets: every state, in order", EVERY_STATE, everything, 150.0),
        ("list of 50 of 100,000 tickets: two priorities, in order", TWO_PRIORITIES, priorities, None),
        (
            "list of 50 of 100,000 tickets: two queues' open ones, by due time",
            OPEN_OF_QUEUES,
            some_open,
            None,
        ),
    ):
        one, other = [], []
        for _ in range(ROUNDS):
            one.append(ours.do("ask", paths=mine, times=EACH, htmx=True, lines=50))
            other.append(theirs.do("ask", path=path, times=THEIRS_EACH, lines=50))
        told(f"ours: {work}", one)
        told(f"{PEER}: the same", other)
        rows += [times_over(work, PEER, medians(other), medians(one), goal), within(work, 15, one)]
    told(
        "ours: all of the workspace", [ours.do("ask", paths=[f"{BASE}/?view=all-open&sort=due"], times=EACH)]
    )
    return rows


def grown(ours: Application, large: Application) -> list[Row]:
    """Ours with ten times as many tickets, in turn with ours as before."""
    rows = []
    for work, paths, most in (
        ("list of 50: every state, in order", EVERY_STATE, 1.5),
        ("list of 50: two priorities, in order", TWO_PRIORITIES, 1.5),
        ("list of 50: two queues' open ones, by due time", OPEN_OF_QUEUES, 1.5),
        ("views with their counts", [f"{BASE}/views/"], 2.0),
        ("search", searches(), 2.0),
        ("the lead's board", [f"{BASE}/board/"], 2.0),
    ):
        one, other = [], []
        for _ in range(ROUNDS):
            for application, found in ((ours, one), (large, other)):
                found.append(application.do("ask", paths=paths, times=EACH, person=LEAD, htmx=True))
        told(f"{work}, of {SMALL:,}", one)
        told(f"{work}, of {LARGE:,}", other)
        name = f"{work}, of a million tickets; at most {most:g} times as long"
        rows.append(times_over(name, "(ours) of 100,000", medians(one), medians(other), 1 / most))
        print(f"  p95 of a round: {', '.join(f'{p95(each):.1f}' for each in other)} ms")
    return rows


def searches() -> list[str]:
    """What people type: a number, a name, an address, two words, and a word that thousands have."""
    words = vocabulary()
    typed = ["4711", "person 1234", "person77@example.org", f"{words[200]} {words[900]}", words[2500]]
    return [f"{BASE}/bar/?q={text}" for text in (*typed, words[0], f"{words[1]} {words[3]}")]


if __name__ == "__main__":
    main()
