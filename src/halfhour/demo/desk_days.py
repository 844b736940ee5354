"""The demo's desk over some days: contacts come, are corrected, answered and settled, each at its time.

What happens is taken in the order in which it happens, so that a promise knows the line that stood there and
what was learned by then. How long an answer takes is drawn from the same law that promises go by: some share
of the work that stood before it, in the time of the people who are there.
"""

import heapq
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

import numpy as np
from django.utils import translation
from django.utils.dateformat import format as format_date

from halfhour.demo.desk_arrivals import Arrival
from halfhour.demo.messages import Asked
from halfhour.desk.actions import conversation, gate, states
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.promising import look_at_promises
from halfhour.desk.adapter.promise import capacity_ahead
from halfhour.desk.models import PromiseRecord, State, Ticket
from halfhour.engine.promise import Line, reaches_at
from halfhour.people.models import Team, User

USUAL_SHARE, SPREAD = 0.2, 0.6  # of the work that stood before an answer, as logarithms
CORRECTED = 0.9  # of the tickets whose category was not found
LOCALES = {"zh": "zh-hans"}
DAY_AND_MONTH = {"de": "j. E", "zh": "n月j日"}  # ends no sentence with a full stop of its own

Act = Callable[[datetime], None]


class Days:
    """What is still to happen, the earliest first; equal times in the order in which they were foreseen."""

    def __init__(self, team: Team, *, rng: np.random.Generator) -> None:
        self.team, self.rng = team, rng
        self._ahead: list[tuple[datetime, int, Act]] = []
        self._order = count()

    def at(self, when: datetime, act: Act) -> None:
        heapq.heappush(self._ahead, (when, next(self._order), act))

    def run(self, *, until: datetime) -> None:
        while self._ahead and self._ahead[0][0] <= until:
            when, _order, act = heapq.heappop(self._ahead)
            act(when)

    def expect(self, arrivals: Sequence[Arrival], people: Sequence[User]) -> None:
        for place, arrival in enumerate(arrivals):
            self.at(arrival.at, _Contact(self, arrival, people[place % len(people)]).comes)


class _Contact:
    """One contact, and the person who takes care of it."""

    def __init__(self, days: Days, arrival: Arrival, person: User) -> None:
        self.days, self.arrival, self.person = days, arrival, person
        self.ticket: Ticket | None = None

    def comes(self, at: datetime) -> None:
        self.ticket = bring(self.days.team, self.arrival)
        if self.ticket is None:
            return
        answered_at = self._answered_at(at)
        if answered_at is None:
            return
        self.days.at(answered_at, self.is_answered)
        if self.ticket.category != self.arrival.asked.category and self.days.rng.random() < CORRECTED:
            self.days.at(min(at + timedelta(minutes=4), answered_at), self.is_corrected)

    def is_corrected(self, at: datetime) -> None:
        assert self.ticket is not None
        changes = {"category": self.arrival.asked.category}
        if self.arrival.asked.is_complex:
            changes["complexity"] = "complex"
        change_ticket(ticket=self.ticket, changes=changes, by=self.person, at=at)

    def is_answered(self, at: datetime) -> None:
        assert self.ticket is not None
        rng, what = self.days.rng, self.arrival.asked
        goes_on = bool(what.again) and rng.random() < 0.7
        then = State.WAITING_ON_CUSTOMER if goes_on or rng.random() < 0.15 else State.RESOLVED
        text = answer_words(what, order=self.arrival.order, at=at)
        conversation.reply(ticket=self.ticket, text=text, by=self.person, at=at, then=then)
        look_at_promises(team=self.days.team, at=at)
        if goes_on:
            self.days.at(at + timedelta(hours=float(rng.gamma(2.0, 3.0))), self.writes_again)

    def writes_again(self, at: datetime) -> None:
        assert self.ticket is not None
        conversation.customer_wrote(ticket=self.ticket, text=self.arrival.asked.again, at=at)
        settled_at = self._answered_at(at)
        if settled_at is not None:
            self.days.at(settled_at, self.is_settled)

    def is_settled(self, at: datetime) -> None:
        assert self.ticket is not None
        states.move_ticket(ticket=self.ticket, to=State.RESOLVED, by=self.person, at=at)
        look_at_promises(team=self.days.team, at=at)

    def _answered_at(self, at: datetime) -> datetime | None:
        """When the answer goes out; None where nobody is there as far as is planned."""
        assert self.ticket is not None
        standing = PromiseRecord.objects.filter(ticket=self.ticket, replaced_at__isnull=True)
        promise = standing.order_by("-made_at", "-id").first()
        if promise is None:
            return None
        line = Line(ahead=promise.line["ahead"], handle_seconds=promise.line["handle_seconds"])
        capacity, _is_planned = capacity_ahead(self.days.team, self.ticket.queue, at)
        work = line.work_seconds * float(self.days.rng.lognormal(USUAL_SHARE, SPREAD))
        reached = reaches_at(capacity=capacity, since=at.timestamp(), seconds=work)
        return None if reached is None else datetime.fromtimestamp(int(reached) + 1, tz=UTC)


def bring(team: Team, arrival: Arrival) -> Ticket | None:
    """A contact through the gate."""
    raw = gate.bring_in(
        team=team,
        source="demo",
        key=f"{arrival.at.isoformat()}-{arrival.order}",
        channel=arrival.channel,
        body={
            "email": arrival.address.value,
            "subject": arrival.asked.subject.format(order=f"LB{arrival.order}"),
            "text": arrival.text,
        },
        at=arrival.at,
    )
    return raw.ticket


def answer_words(what: Asked, *, order: int, at: datetime) -> str:
    """The answer, in the customer's language."""
    on = at + timedelta(days=2)
    with translation.override(LOCALES.get(what.language, what.language)):
        day = format_date(on, DAY_AND_MONTH.get(what.language, "j E"))
    return what.answer.format(order=f"LB{order}", day=day)
