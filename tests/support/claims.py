"""A desk under fire: contacts come in parallel, people take and are given them, a lead moves them, and
processes die at random. What happened is judged from the events alone.

Everything runs in real processes forked from one, each with its own connection.
"""

import os
import random
import signal
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

ARRIVERS, CONTACTS, AGENTS, AWAY, MOVES, KILLS = 10, 50, 20, 2, 12, 20
MOST_SECONDS = 60


def run(seed: int) -> dict[str, Any]:
    """Play it; what was left over, and how often processes were killed and work was given."""
    from django.db import connections
    from django.utils import timezone

    from halfhour.desk.actions.routing import drain_teams
    from halfhour.desk.models import Ticket
    from support.busy import busy_team

    team, users, lead = busy_team(AGENTS, away=AWAY)
    chance = random.Random(seed)
    connections.close_all()
    agents = {_fork(_agent, team, user, chance.random()): user for user in users}
    others = [_fork(_arriver, team, number) for number in range(ARRIVERS)]
    others.append(_fork(_lead, team, users, lead, chance.random()))
    killed, since = 0, time.monotonic()
    try:
        while time.monotonic() - since < MOST_SECONDS:
            time.sleep(chance.uniform(0.02, 0.06))
            if killed < KILLS:
                user = _kill(agents, chance.choice(list(agents)))
                connections.close_all()
                agents[_fork(_agent, team, user, chance.random())] = user
                killed += 1
            drain_teams(timezone.now())
            others = [pid for pid in others if not _has_ended(pid)]
            done = Ticket.objects.filter(state="resolved").count()
            if done == CONTACTS and killed == KILLS and not others:
                break
    finally:
        for pid in list(agents):
            _kill(agents, pid)
    return {"killed": killed, "seconds": round(time.monotonic() - since, 1)}


def _kill(agents: dict[int, Any], pid: int) -> Any:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return agents.pop(pid)


def _fork(work: Any, *arguments: Any) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        work(*arguments)
        status = 0
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _has_ended(pid: int) -> bool:
    try:
        ended, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return True
    assert not status, f"a process ended with {status}"
    return ended == pid


def _arriver(team: Any, number: int) -> None:
    from django.utils import timezone

    from halfhour.desk.actions.opening import NewTicket, open_new_ticket

    for each in range(CONTACTS // ARRIVERS):
        channel = "chat" if (number + each) % 2 else "email"
        new = NewTicket(channel=channel, queue=channel, text=f"{number}-{each}")
        open_new_ticket(team=team, new=new, by=None, at=timezone.now())


def _agent(team: Any, user: Any, seed: float) -> None:
    from django.utils import timezone

    from halfhour.desk.actions.routing import take_next
    from halfhour.desk.actions.states import move_ticket
    from halfhour.desk.models import State, Ticket
    from halfhour.people.access import access_to

    chance, access, parent = random.Random(seed), access_to(user, team), os.getppid()
    while os.getppid() == parent:
        take_next(access=access, at=timezone.now())
        for ticket in Ticket.objects.filter(assignee=user, state__in=("new", "open")).order_by("id"):
            time.sleep(chance.uniform(0.1, 0.5))
            move_ticket(ticket=ticket, to=State.RESOLVED, by=user, at=timezone.now())
        time.sleep(chance.uniform(0.2, 0.6))


def _lead(team: Any, users: list[Any], lead: Any, seed: float) -> None:
    from django.utils import timezone

    from halfhour.desk.actions.assigning import assign_ticket
    from halfhour.desk.models import Ticket

    chance, moved = random.Random(seed), 0
    until = time.monotonic() + 10
    while moved < MOVES and time.monotonic() < until:
        time.sleep(chance.uniform(0.005, 0.02))
        open_now = list(Ticket.objects.filter(state__in=("new", "open")).order_by("id")[:20])
        if open_now:
            to, ticket = chance.choice(users), chance.choice(open_now)
            assign_ticket(ticket=ticket, to=to, by=lead, at=timezone.now())
            moved += 1
        elif Ticket.objects.count() == CONTACTS:
            return


@dataclass
class Judged:
    """What the events say; `wrongs` are sentences."""

    wrongs: list[str] = field(default_factory=list)
    given: int = 0
    moved: int = 0


def judge(events: list[tuple[Any, ...]], *, away: set[str], at_once: int = 1) -> Judged:
    """Go through all events (ticket, kind, actor, segment, state) in the order in which they were written."""
    judged = Judged()
    holder: dict[int, str] = {}
    state: dict[int, str] = {}
    by_person: dict[int, bool] = defaultdict(bool)
    for ticket, kind, actor, segment, to in events:
        if kind == "opened":
            if ticket in state:
                judged.wrongs.append(f"{ticket} opened twice")
            holder[ticket], state[ticket] = "unassigned", "new"
        if kind == "moved":
            state[ticket] = to
        if kind != "handed":
            continue
        if actor == "person":
            by_person[ticket] = True
            judged.moved += 1
        elif segment != "unassigned":
            judged.given += 1
            in_hand = [
                other
                for other, who in holder.items()
                if who == segment and other != ticket and state[other] in ("new", "open")
            ]
            if len(in_hand) >= at_once:
                judged.wrongs.append(f"{segment} was given {ticket} with {in_hand} in hand")
            if segment in away:
                judged.wrongs.append(f"{ticket} was given to {segment}, who is away")
            if holder[ticket] != "unassigned" or by_person[ticket]:
                judged.wrongs.append(f"{ticket} was given to {segment} though it was with {holder[ticket]}")
        holder[ticket] = segment
    return judged
