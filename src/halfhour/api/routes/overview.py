"""Who is there, how everything stands, what was promised and kept, what one is told, which values exist."""

from datetime import datetime
from typing import Any, Literal

from django.utils import timezone
from ninja import Router, Status
from pydantic import BaseModel

from halfhour.api.doors import TokenRequest, needs
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import Line, Taken
from halfhour.desk.actions.presence import set_presence
from halfhour.desk.models import PresenceState, PromiseRecord, Ticket
from halfhour.desk.queries.board import QueueNow, board
from halfhour.desk.queries.presence import PersonNow, engine_team_of, people_now
from halfhour.desk.queries.promises import kept_share
from halfhour.desk.queries.tags import OFFERED, tags_found
from halfhour.desk.queries.ticket_page import offered_to
from halfhour.people.access import Permission

router = Router()
MOST_TAGS = 100


class PersonOut(BaseModel):
    """`is_present`: contacts may be given to them. `takes` are the queues they take by plan now."""

    person: str
    name: str
    state: str
    since: datetime | None
    is_here: bool
    is_present: bool
    takes: list[str]
    until: datetime | None
    held: list[int]

    @classmethod
    def of(cls, row: PersonNow) -> "PersonOut":
        return cls(
            person=row.user.get_username(),
            name=row.name,
            state=row.state,
            since=row.since,
            is_here=row.is_here,
            is_present=row.is_present,
            takes=sorted(row.takes),
            until=row.until,
            held=[each.number for each in row.held],
        )


class PresenceIn(Taken):
    state: Literal["available", "busy", "away"]


class QueueNowOut(BaseModel):
    """A queue today; `expected` is null without a forecast.

    `late` answers are still owed beyond their goal, and count as missed in `share`. `verdict` says what came
    beside the forecast: `more`, `fewer`, `few` (too few to tell), `nothing` (expected yet), `closed`,
    `uncounted` (it comes with files), or nothing where it is as expected.
    """

    name: str
    channel: str
    waiting: int
    oldest_at: datetime | None
    answered: int
    in_time: int
    late: int
    share: float | None
    offered: int
    expected: float | None
    verdict: str

    @classmethod
    def of(cls, row: QueueNow) -> "QueueNowOut":
        return cls(
            name=row.name,
            channel=row.channel,
            waiting=row.waiting,
            oldest_at=row.oldest_at,
            answered=row.answered,
            in_time=row.in_time,
            late=row.late,
            share=row.share,
            offered=row.offered,
            expected=row.expected,
            verdict=row.verdict,
        )


class BoardTicket(BaseModel):
    number: int
    subject: str
    queue: str
    priority: str
    assignee: str | None
    due_at: datetime | None
    why: list[str]

    @classmethod
    def of(cls, ticket: Ticket, *, why: tuple[str, ...] = ()) -> "BoardTicket":
        return cls(
            number=ticket.number,
            subject=ticket.subject,
            queue=ticket.queue,
            priority=ticket.priority,
            assignee=ticket.assignee.get_username() if ticket.assignee else None,
            due_at=ticket.due_at,
            why=list(why),
        )


class BoardPromise(BaseModel):
    ticket: int
    assignee: str | None
    by_at: datetime

    @classmethod
    def of(cls, row: PromiseRecord) -> "BoardPromise":
        holder = row.ticket.assignee
        return cls(
            ticket=row.ticket.number, assignee=holder.get_username() if holder else None, by_at=row.by_at
        )


class BoardOut(BaseModel):
    """`clocks` run out within the hour or have; `waiting` has nobody, with why. Both need `tickets:read`."""

    at: datetime
    people: list[PersonOut]
    late: int
    soon: int
    clocks: list[BoardTicket]
    queues: list[QueueNowOut]
    waiting: list[BoardTicket]
    waiting_in_all: int
    promises: list[BoardPromise]


class KeptOut(BaseModel):
    """A queue's promises of the last 90 days: the share kept with its bounds, null where none is settled."""

    queue: str
    claimed: float
    settled: int
    kept: int
    told_again: int
    standing: int
    share: float | None
    low: float | None
    high: float | None


class QueueOut(BaseModel):
    name: str
    channel: str


class FieldOut(BaseModel):
    key: str
    label: str
    kind: str
    choices: list[Any]


class PersonName(BaseModel):
    person: str
    name: str


class ValuesOut(BaseModel):
    """What tickets of the team may be given; `tags` are those given most to the newest tickets."""

    queues: list[QueueOut]
    categories: list[str]
    tags: list[str]
    fields: list[FieldOut]
    people: list[PersonName]


@router.get("/values", response={200: ValuesOut, **REFUSALS}, operation_id="read_values")
@needs(Permission.SEE_TICKETS, Permission.SET_DESK)
def read_values(request: TokenRequest) -> ValuesOut:
    """Queues, categories, tags, fields and people who answer contacts: all that a ticket can be set to."""
    team = request.access.team
    offered = offered_to(team)
    return ValuesOut(
        queues=[QueueOut(name=each.name, channel=each.channel.value) for each in engine_team_of(team).queues],
        categories=list(offered.categories),
        tags=tags_found(team, most=MOST_TAGS),
        fields=[
            FieldOut(key=each.key, label=each.label, kind=each.kind, choices=each.choices)
            for each in offered.fields
        ],
        people=[PersonName(person=each.username, name=each.name) for each in offered.people if each.answers],
    )


@router.get("/values/tags", response={200: list[str], **REFUSALS}, operation_id="find_tags")
@needs(Permission.SEE_TICKETS)
def find_tags(request: TokenRequest, text: Line = "") -> list[str]:
    """At most 20 tags that hold a text, those that begin with it first."""
    return tags_found(request.access.team, text, most=OFFERED)


@router.get("/presence", response={200: list[PersonOut], **REFUSALS}, operation_id="list_presence")
@needs(Permission.SEE_BOARD)
def list_presence(request: TokenRequest) -> list[PersonOut]:
    """Everybody who answers contacts: what they say, what they take, what they hold."""
    return [PersonOut.of(each) for each in people_now(request.access.team, timezone.now())]


@router.put("/presence", response={200: PersonOut, 204: None, **REFUSALS}, operation_id="set_presence")
@needs(Permission.WORK_TICKETS)
def say_presence(request: TokenRequest, said: PresenceIn) -> Any:
    """Say whether the key's person takes contacts; to be said again within two minutes to go on holding.

    204 for somebody who is of no team, and so is given nothing.
    """
    team, user, at = request.access.team, request.access.user, timezone.now()
    set_presence(team=team, user=user, state=PresenceState(said.state), at=at)
    me = next((each for each in people_now(team, at) if each.user.pk == user.pk), None)
    return Status(204, None) if me is None else Status(200, PersonOut.of(me))


@router.get("/board", response={200: BoardOut, **REFUSALS}, operation_id="read_board")
@needs(Permission.SEE_BOARD)
def read_board(request: TokenRequest) -> BoardOut:
    """Who does what, which clocks run out, how the queues stand, what nobody holds and why."""
    now = board(request.access, at=timezone.now())
    sees_tickets = request.access.may(Permission.SEE_TICKETS)
    return BoardOut(
        at=now.at,
        people=[PersonOut.of(each) for each in now.people],
        late=now.late,
        soon=now.soon,
        clocks=[BoardTicket.of(each) for each in now.clocks],
        queues=[QueueNowOut.of(each) for each in now.queues],
        waiting=[BoardTicket.of(each.ticket, why=each.why) for each in now.waiting if sees_tickets],
        waiting_in_all=now.waiting_in_all,
        promises=[BoardPromise.of(each) for each in now.promises],
    )


@router.get("/promises", response={200: list[KeptOut], **REFUSALS}, operation_id="read_kept_promises")
@needs(Permission.SEE_BOARD)
def read_kept(request: TokenRequest) -> list[KeptOut]:
    """Queue by queue, the share of promises kept against what was claimed."""
    return [
        KeptOut(
            queue=each.queue,
            claimed=each.claimed,
            settled=each.settled,
            kept=each.kept,
            told_again=each.told_again,
            standing=each.standing,
            share=each.share.share if each.share else None,
            low=each.share.low if each.share else None,
            high=each.share.high if each.share else None,
        )
        for each in kept_share(request.access.team, at=timezone.now())
    ]
