"""One change of many tickets: looked at before, done at once, taken back within ten minutes."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.desk.access import may_move_others, visible_tickets
from halfhour.desk.actions.assigning import hold, is_another_s
from halfhour.desk.actions.changing import apply_changes, changed_events, checked_changes
from halfhour.desk.actions.holders import refuse_who_does_not_answer, tell_new_holder
from halfhour.desk.actions.locking import lock_presence, lock_tickets
from halfhour.desk.actions.recording import moved, save_ticket
from halfhour.desk.actions.states import refuse_erased, refuse_merged
from halfhour.desk.actions.tagging import tags_after
from halfhour.desk.actions.undoing_change import sorted_as
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import BulkChange, EventKind, State, Ticket, TicketEvent
from halfhour.desk.models.tickets import UNDONE_WITHIN
from halfhour.people.access import TeamAccess
from halfhour.people.models import Member, Team, User
from halfhour.people.typed import whole_number

MOST_TICKETS = 1_000
# What a change of many may hold beside what `change_ticket` takes; what is one ticket's own it may not.
STATE, ASSIGNEE = "state", "assignee"
OF_TAGS = frozenset({"tags", "add_tags", "remove_tags"})
ONE_BY_ONE = frozenset({"subject", "customer"})
MANY_INTO = tuple(state.value for state in State if state not in (State.NEW, State.SCHEDULED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What would happen to a ticket: {what: (before, after)}, or the sentence that refuses it.

    `ticket` is None where there is none of this number, as far as who asks may see.
    """

    number: int
    ticket: Ticket | None
    facts: Mapping[str, Any]
    refused: str = ""

    @property
    def stamp(self) -> str:
        """By which what would happen is told from anything else that might."""
        told = json.dumps(self.facts, sort_keys=True, default=str)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Tickets by their ids, and the numbers under which there is none."""

    ids: tuple[int, ...]
    missing: tuple[int, ...]


def chosen_tickets(access: TeamAccess, numbers: Iterable[int]) -> Chosen:
    """Those of the tickets that a person may see; what they may not see is missing as what never was."""
    wanted = list(dict.fromkeys(numbers))
    found = dict(visible_tickets(access).filter(number__in=wanted).values_list("number", "id"))
    return Chosen(
        ids=tuple(found[number] for number in wanted if number in found),
        missing=tuple(number for number in wanted if number not in found),
    )


def preview_bulk(
    *, team: Team, ids: Iterable[int], changes: Mapping[str, Any], by: User, missing: Sequence[int] = ()
) -> tuple[Effect, ...]:
    """What a change would do to each ticket, the missing ones last; nothing is saved.

    Raises
    ------
    DeskRefused
        For too many tickets, and for what cannot be changed at all.
    """
    wanted = _checked(team, changes)
    tickets = Ticket.objects.filter(team=team, id__in=_few(ids, missing)).select_related(
        "assignee", "merged_into"
    )
    may_move = may_move_others(by, team)
    effects = [
        _effect(ticket, wanted, by=by, moves_others=may_move)
        for ticket in tickets.prefetch_related("tags").order_by("id")
    ]
    return (*effects, *map(_missing, missing))


@transaction.atomic
def apply_bulk(
    *,
    team: Team,
    ids: Iterable[int],
    changes: Mapping[str, Any],
    by: User,
    at: datetime,
    missing: Sequence[int] = (),
    looked_at: Mapping[int, str] | None = None,
) -> BulkChange:
    """Change many tickets in one go; those that refuse stay as they are, and say why, as missing ones do.

    `looked_at` are stamps of the effects that were looked at, by the tickets' numbers: what would happen
    otherwise by now, or was not told, does not happen. None asks nothing.

    Raises
    ------
    DeskRefused
        For too many tickets, and for what cannot be changed at all.
    """
    wanted = _checked(team, changes)
    may_move = may_move_others(by, team)
    before, refused = [], []
    if person := wanted.get(ASSIGNEE):
        lock_presence(person.pk)
    for ticket in lock_tickets(_few(ids, missing)).values():
        if ticket.team_id != team.pk:
            continue
        effect = _effect(ticket, wanted, by=by, moves_others=may_move)
        if effect.facts and looked_at is not None and looked_at.get(ticket.number) != effect.stamp:
            effect = replace(effect, facts={}, refused=_("It is not as it was when you looked; look again."))
        if effect.refused:
            refused.append({"ticket": ticket.number, "why": effect.refused})
        elif effect.facts:
            said, held = ticket.triage, _held(ticket)
            events = _apply(ticket, wanted, by=by, at=at)
            save_ticket(ticket, events=events, at=at)
            if ASSIGNEE in effect.facts:
                tell_new_holder(ticket, by=by, at=at)
            values = {name: pair[0] for name, pair in effect.facts.items()}
            before.append(
                {
                    "ticket": ticket.pk,
                    "revision": ticket.revision,
                    "event": events[-1].pk,
                    "values": values,
                    "held": held,
                    "moves": [event.pk for event in events if event.kind == EventKind.MOVED],
                    "triage": sorted_as(said, values),
                }
            )
    refused += [{"ticket": each, "why": _missing(each).refused} for each in missing]
    return BulkChange.objects.create(
        team=team,
        by=by,
        at=at,
        asked=_asked(wanted),
        before=before,
        refused=refused,
        undo_until=at + UNDONE_WITHIN,
    )


def _few(ids: Iterable[int], missing: Sequence[int]) -> list[int]:
    few = list(dict.fromkeys(ids))
    count = len(few) + len(missing)
    if not count:
        raise DeskRefused(_("Choose some tickets."), field="tickets")
    if count > MOST_TICKETS:
        sentence = _("At most {most} tickets can be changed at once; these are {count}.")
        raise DeskRefused(sentence.format(most=MOST_TICKETS, count=count), field="tickets")
    return few


def _missing(number: int) -> Effect:
    sentence = _("There is no ticket {number}.").format(number=number)
    return Effect(number=number, ticket=None, facts={}, refused=sentence)


def _checked(team: Team, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes with values that exist: `state`, `assignee` (a User, their id or None) and the rest."""
    if not changes:
        raise DeskRefused(_("Choose what to change."))
    for name in ONE_BY_ONE & set(changes):
        raise DeskRefused(_("“{name}” is changed ticket by ticket.").format(name=name), field=name)
    rest = {name: value for name, value in changes.items() if name not in (STATE, ASSIGNEE)}
    wanted = checked_changes(team, rest)
    if STATE in changes:
        if changes[STATE] not in MANY_INTO:
            sentence = _("Many tickets at once cannot be put into this state.")
            raise DeskRefused(sentence, field=STATE, allowed=MANY_INTO)
        wanted[STATE] = State(changes[STATE])
    if ASSIGNEE in changes:
        wanted[ASSIGNEE] = _member(team, changes[ASSIGNEE])
    return wanted


def _member(team: Team, person: Any) -> User | None:
    if person in (None, ""):
        return None
    pk = person.pk if isinstance(person, User) else person
    wanted = whole_number(str(pk))
    member = Member.objects.filter(team=team, user=wanted).select_related("user").first() if wanted else None
    if member is None:
        sentence = _("{person} does not belong to this team.").format(person=person)
        raise DeskRefused(sentence, field=ASSIGNEE)
    refuse_who_does_not_answer(member.user, team_id=team.pk, field=ASSIGNEE)
    return member.user


def _asked(wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.get_username() if isinstance(value, User) else value for name, value in wanted.items()
    }


def _effect(ticket: Ticket, wanted: Mapping[str, Any], *, by: User, moves_others: bool) -> Effect:
    try:
        refuse_merged(ticket)
        if ASSIGNEE in wanted and is_another_s(ticket, by) and not moves_others:
            sentence = _("Ticket {number} is somebody else's; a lead can give it to others.")
            raise DeskRefused(sentence.format(number=ticket.number))
        if wanted.get(STATE) not in (None, State.CLOSED):
            refuse_erased(ticket)
        if (
            ticket.state == State.CLOSED
            and wanted.get(ASSIGNEE)
            and wanted.get(STATE) in (None, State.CLOSED)
        ):
            raise DeskRefused(_("Ticket {number} is closed; reopen it first.").format(number=ticket.number))
        facts = _tag_facts(ticket, wanted)
    except DeskRefused as refused:
        return Effect(number=ticket.number, ticket=ticket, facts={}, refused=refused.sentence)
    for name, value in wanted.items():
        if name not in OF_TAGS:
            facts |= _fact(ticket, name, value)
    if wanted.get(ASSIGNEE) and ticket.state == State.NEW and STATE not in wanted:
        facts[STATE] = (ticket.state, State.OPEN.value)  # a new ticket is open once somebody holds it
    if STATE in facts and ticket.state == State.SCHEDULED and ticket.wakes_at is not None:
        facts["wakes_at"] = (ticket.wakes_at.isoformat(), None)
    return Effect(number=ticket.number, ticket=ticket, facts=facts)


def _fact(ticket: Ticket, name: str, value: Any) -> dict[str, Any]:
    """What a wanted value changes on a ticket."""
    if name == ASSIGNEE:
        person = value.get_username() if value else None
        now = ticket.assignee.get_username() if ticket.assignee else None
        return {ASSIGNEE: (now, person)} if now != person else {}
    if name == "fields":
        pairs = {f"field-{key}": (ticket.fields.get(key), each) for key, each in value.items()}
        return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
    now = getattr(ticket, name)
    return {name: (now, str(value))} if now != value else {}


def _tag_facts(ticket: Ticket, wanted: Mapping[str, Any]) -> dict[str, Any]:
    now = {tag.name for tag in ticket.tags.all()}
    after = tags_after(now, wanted)
    return {"tags": (sorted(now), sorted(after))} if after != now else {}


def _apply(ticket: Ticket, wanted: Mapping[str, Any], *, by: User, at: datetime) -> list[TicketEvent]:
    rest = {name: value for name, value in wanted.items() if name not in (STATE, ASSIGNEE)}
    events = changed_events(ticket, apply_changes(ticket, rest, by=by, at=at), by=by, at=at)
    if ASSIGNEE in wanted:
        events += hold(ticket, wanted[ASSIGNEE], at=at, by=by)
    if STATE in wanted:
        events += moved(ticket, wanted[STATE], at=at, by=by)
    return events


def _held(ticket: Ticket) -> dict[str, Any]:
    """Since when somebody holds a ticket, and whether a person said so."""
    since = ticket.assigned_at.isoformat() if ticket.assigned_at else ""
    return {"since": since, "by_person": ticket.assigned_by_person}
