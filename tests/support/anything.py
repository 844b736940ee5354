"""A desk on which many do anything at once: what was done is chance, what must hold afterwards is not.

Each thread has its own connection. A refusal in the desk's own words is an answer; anything else that is
raised, such as a deadlock, is a fault.
"""

import random
import threading
import traceback
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import connections
from django.db.models import QuerySet
from django.utils import timezone

from halfhour.customers.actions.erasing import erase_customer
from halfhour.customers.actions.merging import merge_customers, unmerge_customers
from halfhour.customers.errors import CustomerRefused
from halfhour.customers.models import Customer, Merge
from halfhour.desk.actions.assigning import assign_ticket, take_ticket
from halfhour.desk.actions.bulk import apply_bulk
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.complaint_opening import open_complaint
from halfhour.desk.actions.complaints import do_step, set_people
from halfhour.desk.actions.conversation import add_note, customer_wrote, reply
from halfhour.desk.actions.customer_side import mark_solved, renew_link
from halfhour.desk.actions.gate import bring_in
from halfhour.desk.actions.handing_off import answer_hand_off, hand_off, take_back
from halfhour.desk.actions.hours import BY_THE_OLD_ONES, follow_hours
from halfhour.desk.actions.linking import link_tickets
from halfhour.desk.actions.merging import merge_tickets, unmerge_tickets
from halfhour.desk.actions.presence import set_presence
from halfhour.desk.actions.routing import drain, take_next
from halfhour.desk.actions.splitting import split_ticket, undo_split
from halfhour.desk.actions.states import last_move, move_ticket, snooze_ticket, undo_move
from halfhour.desk.actions.undoing_many import undo_bulk
from halfhour.desk.clockwork import tick
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import (
    BulkChange,
    Complaint,
    Department,
    EventKind,
    HandOff,
    LinkKind,
    Message,
    PresenceState,
    State,
    StepKind,
    Ticket,
    TicketMerge,
)
from halfhour.people.access import access_to
from halfhour.people.models import Team, User
from support.busy import busy_team, set_hours
from support.desk_laws import wrongs

AGENTS, CUSTOMERS, LATEST = 5, 6, 25  # few of each, so that everybody meets
ENDS = (State.OPEN, State.RESOLVED, State.CLOSED, State.WAITING_ON_CUSTOMER, State.WAITING_ON_THIRD_PARTY)
AT_ONCE = (
    {"priority": "high"},
    {"state": "resolved"},
    {"assignee": None},
    {"state": "open"},
    {"add_tags": ["b", "a"]},
    {"remove_tags": ["a"]},
)


@dataclass
class Anything:
    """One thread's share of what happens, by its own chance."""

    team: Team
    agents: list[User]
    lead: User
    chance: random.Random
    done: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def go_on(self, times: int) -> None:
        deeds = [name for name in vars(Anything) if name.startswith("do_")]
        often = {"do_bring_in", "do_take_next", "do_reply", "do_write"}
        for name in self.chance.choices(deeds, [4 if name in often else 1 for name in deeds], k=times):
            try:
                getattr(self, name)(timezone.now())
                self.done[name] += 1
            except (DeskRefused, CustomerRefused, ObjectDoesNotExist, Nothing):
                pass
            except Exception:
                self.faults.append(f"{name}: {traceback.format_exc()}")
        connections.close_all()

    def one(self, rows: QuerySet[Any]) -> Any:
        found = list(rows.order_by("-pk")[:LATEST])
        if not found:
            raise Nothing
        return self.chance.choice(found)

    @property
    def ticket(self) -> Ticket:
        return self.one(Ticket.objects.filter(team=self.team))

    @property
    def customer(self) -> Customer:
        return self.one(Customer.objects.filter(team=self.team, merged_into=None))

    @property
    def anybody(self) -> User:
        return self.chance.choice([*self.agents, self.lead])

    def do_bring_in(self, at: datetime) -> None:
        queue, number = self.chance.choice(("chat", "email")), self.chance.randrange(10_000)
        said = {
            "email": f"c{number % CUSTOMERS}@example.org",
            "text": f"Order {number}",
            "queue": queue,
            "tags": ["a"],
        }
        bring_in(team=self.team, source="shop", key=str(number), channel=queue, body=said, at=at)

    def do_take_next(self, at: datetime) -> None:
        take_next(access=access_to(self.chance.choice(self.agents), self.team), at=at)

    def do_drain(self, at: datetime) -> None:
        drain(team=self.team, at=at)

    def do_give(self, at: datetime) -> None:
        assign_ticket(ticket=self.ticket, to=self.chance.choice([*self.agents, None]), by=self.lead, at=at)

    def do_take(self, at: datetime) -> None:
        take_ticket(ticket=self.ticket, by=self.chance.choice(self.agents), at=at)

    def do_change(self, at: datetime) -> None:
        changes = self.chance.choice(({"priority": "urgent"}, {"priority": "low"}, {"queue": "chat"}))
        change_ticket(ticket=self.ticket, changes=changes, by=self.anybody, at=at)

    def do_move(self, at: datetime) -> None:
        move_ticket(ticket=self.ticket, to=self.chance.choice(ENDS), by=self.anybody, at=at)

    def do_undo_move(self, at: datetime) -> None:
        ticket = self.ticket
        if move := last_move(ticket):
            undo_move(ticket=ticket, event_id=move.pk, by=self.anybody, at=at)

    def do_put_off(self, at: datetime) -> None:
        snooze_ticket(ticket=self.ticket, until=at + timedelta(hours=30), by=self.anybody, at=at)

    def do_reply(self, at: datetime) -> None:
        then = self.chance.choice((State.OPEN, State.RESOLVED, State.WAITING_ON_CUSTOMER))
        reply(ticket=self.ticket, text="It left today.", by=self.anybody, at=at, then=then)

    def do_note(self, at: datetime) -> None:
        add_note(ticket=self.ticket, text="Seen.", by=self.anybody, at=at, mentions=[self.anybody])

    def do_write(self, at: datetime) -> None:
        customer_wrote(ticket=self.ticket, text="And?", at=at)

    def do_mark_solved(self, at: datetime) -> None:
        mark_solved(ticket=self.ticket, at=at)

    def do_renew_link(self, at: datetime) -> None:
        renew_link(ticket=self.ticket, by=self.lead, at=at)

    def do_merge(self, at: datetime) -> None:
        both = {"source": self.ticket, "target": self.ticket, "different_customers": True}
        merge_tickets(**both, by=self.lead, at=at, brings_question=self.chance.random() < 0.5)

    def do_unmerge(self, at: datetime) -> None:
        unmerge_tickets(merge=self.one(TicketMerge.objects.filter(undone_at=None)), by=self.lead, at=at)

    def do_split(self, at: datetime) -> None:
        ticket = self.ticket
        chosen = self.one(Message.objects.filter(ticket=ticket))
        split_ticket(ticket=ticket, messages=[chosen.pk], subject="Another", by=self.lead, at=at)

    def do_undo_split(self, at: datetime) -> None:
        split_off = Ticket.objects.filter(team=self.team, events__kind=EventKind.SPLIT).distinct()
        undo_split(ticket=self.one(split_off), by=self.lead, at=at)

    def do_link(self, at: datetime) -> None:
        kind = self.chance.choice(list(LinkKind))
        link_tickets(source=self.ticket, target=self.ticket, kind=kind, by=self.lead, at=at)

    def do_change_many(self, at: datetime) -> None:
        ids = [self.ticket.pk for _ in range(6)]
        apply_bulk(team=self.team, ids=ids, changes=self.chance.choice(AT_ONCE), by=self.lead, at=at)

    def do_undo_many(self, at: datetime) -> None:
        undo_bulk(change=self.one(BulkChange.objects.filter(team=self.team)), by=self.lead, at=at)

    def do_hand_off(self, at: datetime) -> None:
        department = Department.objects.get(team=self.team)
        hand_off(
            ticket=self.ticket, department=department, asked="When?", messages=(), by=self.anybody, at=at
        )

    def do_end_hand_off(self, at: datetime) -> None:
        row = self.one(HandOff.objects.filter(state="open"))
        if self.chance.random() < 0.5:
            take_back(hand_off=row, by=self.lead, at=at)
        else:
            answer_hand_off(hand_off=row, answer="Today.", answered_by="Depot", by=None, at=at)

    def do_complain(self, at: datetime) -> None:
        open_complaint(ticket=self.ticket, by=self.lead, at=at)

    def do_set_people(self, at: datetime) -> None:
        people = {"owner": self.anybody, "reviewer": self.anybody}
        set_people(complaint=self.one(Complaint.objects.all()), **people, by=self.lead, at=at)

    def do_step(self, at: datetime) -> None:
        kind, complaint = self.chance.choice(list(StepKind)), self.one(Complaint.objects.all())
        do_step(complaint=complaint, kind=kind, text="Done.", by=self.anybody, at=at, sends=True)

    def do_erase(self, at: datetime) -> None:
        erase_customer(customer=self.customer, by=self.lead, at=at)

    def do_merge_customers(self, at: datetime) -> None:
        merge_customers(source=self.customer, target=self.customer, by=self.lead, at=at)

    def do_unmerge_customers(self, at: datetime) -> None:
        unmerge_customers(merge=self.one(Merge.objects.filter(undone_at=None)), by=self.lead, at=at)

    def do_presence(self, at: datetime) -> None:
        state = self.chance.choice(list(PresenceState))
        set_presence(team=self.team, user=self.chance.choice(self.agents), state=state, at=at)

    def do_tick(self, at: datetime) -> None:
        tick(at)

    def do_change_hours(self, _at: datetime) -> None:
        set_hours(self.team, self.chance.choice(("00:00-24:00", "06:00-23:00")))


class Nothing(Exception):
    """There is none yet to do it to."""


def run(seed: int, *, threads: int, times: int) -> dict[str, Any]:
    """Let so many threads do so much each; what was done, what failed, and what does not hold now."""
    team, agents, lead = busy_team(AGENTS)
    Department.objects.create(team=team, name="Depot")
    all_of_them = [
        Anything(team=team, agents=agents, lead=lead, chance=random.Random(f"{seed}-{number}"))
        for number in range(threads)
    ]
    running = [threading.Thread(target=each.go_on, args=(times,)) for each in all_of_them]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    tick(timezone.now())  # what follows of it by itself
    follow_hours(timezone.now() + BY_THE_OLD_ONES)
    return {
        "done": sum((each.done for each in all_of_them), Counter()),
        "faults": [fault for each in all_of_them for fault in each.faults],
        "wrongs": list(wrongs(team)),
    }
