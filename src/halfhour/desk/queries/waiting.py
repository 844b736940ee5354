"""What waits for somebody, and why a ticket is with whom it is with."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from halfhour import wording
from halfhour.customers.models import Customer
from halfhour.desk.adapter.routing import key_of, reason_from, work_of
from halfhour.desk.models import EventKind, Priority, Ticket
from halfhour.desk.models.tickets import OURS
from halfhour.desk.queries.customers import last_answered_by
from halfhour.desk.queries.presence import DeskNow, PersonNow, desk_now
from halfhour.engine.reasons import Reason
from halfhour.engine.routing import RoutingReason, Work, refusal_of
from halfhour.people.models import Team, User

LOOKED_AT = 200  # of each queue, the first by due time; beyond them only what is urgent
OWN = ("id", "queue", "channel", "opened_at", "due_at", "priority", "complexity", "weight")
READ = (*OWN, "knows", "customer", "answered_last_by", "is_merged")


def waiting_tickets(team: Team) -> QuerySet[Ticket]:
    """Tickets that nobody holds and that are the team's turn, those due first at the head."""
    return Ticket.objects.filter(
        team=team, assignee__isnull=True, state__in=OURS, merged_into__isnull=True
    ).order_by(F("due_at").asc(nulls_last=True), "id")


def waiting_for(person: PersonNow, team: Team) -> int:
    """How many wait in the queues that somebody takes now."""
    return waiting_tickets(team).filter(queue__in=person.takes).order_by().count()


def waiting_work(desk: DeskNow, *, queues: Iterable[str]) -> tuple[Work, ...]:
    """What somebody who takes these queues could take next."""
    found: list[dict[str, Any]] = []
    for queue in sorted(queues):
        of_queue = _read(waiting_tickets(desk.team).filter(queue=queue))
        first = list(of_queue[:LOOKED_AT])
        found += first
        if len(first) == LOOKED_AT:
            known = {row["id"] for row in first}
            urgent = of_queue.filter(priority=Priority.URGENT)[:LOOKED_AT]
            found += [row for row in urgent if row["id"] not in known]
    return _as_work(desk, found)


def work_of_tickets(desk: DeskNow, ids: Iterable[int]) -> tuple[Work, ...]:
    """These tickets as the engine's work, in the order in which they are due."""
    rows = Ticket.objects.filter(id__in=list(ids)).order_by(F("due_at").asc(nulls_last=True), "id")
    return _as_work(desk, _read(rows))


def work_now(desk: DeskNow, ticket: Ticket, found: Work) -> Work:
    """The work that a ticket is under its lock; who knows its customer stays as it was found."""
    row = {name: getattr(ticket, name) for name in OWN}
    return work_of(row, desk.engine, desk.setting, known_by=found.known_by)


def _read(rows: QuerySet[Ticket]) -> QuerySet[Ticket, dict[str, Any]]:
    before = (
        Ticket.objects.filter(customer=OuterRef("customer"), answered_last_by__isnull=False)
        .order_by("-opened_at")
        .values("answered_last_by")[:1]
    )
    others = Customer.objects.filter(merged_into=OuterRef("customer"))
    found: QuerySet[Ticket, dict[str, Any]] = rows.annotate(
        knows=Coalesce(F("answered_last_by_id"), Subquery(before), output_field=BigIntegerField()),
        is_merged=Q(customer__merged_into__isnull=False) | Exists(others),
    ).values(*READ)
    return found


def _as_work(desk: DeskNow, rows: Iterable[dict[str, Any]]) -> tuple[Work, ...]:
    names: dict[Any, str] = desk.username_of
    rows = list(rows)
    merged = {row["customer"] for row in rows if _asks_of_others(row)}
    known = last_answered_by(merged) if merged else {}
    return tuple(
        work_of(row, desk.engine, desk.setting, known_by=names.get(_knows(row, known))) for row in rows
    )


def _asks_of_others(row: Mapping[str, Any]) -> bool:
    """Whether the tickets of people who were merged tell who knows a ticket's customer."""
    return bool(row["is_merged"]) and row["answered_last_by"] is None


def _knows(row: Mapping[str, Any], known: Mapping[int, int]) -> int | None:
    found: int | None = known.get(row["customer"]) if _asks_of_others(row) else row["knows"]
    return found


def why_routed(ticket: Ticket) -> list[str]:
    """Why the ticket was given to who holds it; nothing where a person chose, or nobody holds it.

    What kept the others from it then is not said: it may be otherwise by now.
    """
    if ticket.assignee_id is None:
        return []
    given = ticket.events.filter(kind=EventKind.HANDED, facts__has_key="assignee")
    last = given.order_by("-at", "-id").first()
    return _sentences(last.reason)[:1] if last is not None else []


def why_unassigned(ticket: Ticket) -> list[str]:
    """Why nobody has it, as routing last found."""
    return _sentences(ticket.unassigned_why) if ticket.assignee_id is None else []


def why_waiting(ticket: Ticket, at: datetime, *, desk: DeskNow | None = None) -> list[str]:
    """Who of the people who are here could take it now, and why each of the others cannot."""
    return whys_waiting([ticket], desk or desk_now(ticket.team, at))[ticket.pk]


def whys_waiting(tickets: Iterable[Ticket], desk: DeskNow) -> dict[int, list[str]]:
    """What a lead asks of tickets that wait, for each by its id."""
    ids = [ticket.pk for ticket in tickets]
    works = {work.key: work for work in work_of_tickets(desk, ids)} if ids else {}
    here = [each for each in desk.people if each.is_here]
    return {pk: _why_waiting(works[key_of(pk)], here, desk) for pk in ids}


def _why_waiting(work: Work, here: list[PersonNow], desk: DeskNow) -> list[str]:
    if not here:
        return [_("Nobody is there now.")]
    refusals = [(each, refusal_of(work=work, person=each.engine, rules=desk.setting.rules)) for each in here]
    able = [each.name for each, refusal in refusals if refusal is None]
    first = [_("Could take it now: {people}.").format(people=", ".join(able))] if able else []
    return first + [_refusal_words(each, refusal) for each, refusal in refusals if refusal is not None]


def _refusal_words(person: PersonNow, refusal: Reason) -> str:
    if refusal.kind == RoutingReason.NOT_PRESENT:
        return _("{person} wants no new contacts now.").format(person=person.name)
    return wording.sentence(_named(refusal, {person.engine.name: person.name}))


def _sentences(kept: Mapping[str, Any]) -> list[str]:
    if "kind" not in kept or kept["kind"] not in {each.value for each in RoutingReason}:
        return []
    return _worded([reason_from(kept), *(reason_from(each) for each in kept.get("refusals", ()))])


def _worded(reasons: Iterable[Reason]) -> list[str]:
    reasons = list(reasons)
    usernames = {str(each.figures["person"]) for each in reasons if "person" in each.figures}
    names = {
        user.get_username(): user.get_full_name() or user.get_username()
        for user in User.objects.filter(username__in=usernames).order_by("id")
    }
    return [wording.sentence(_named(each, names)) for each in reasons]


def _named(reason: Reason, names: Mapping[str, str]) -> Reason:
    person = reason.figures.get("person")
    if not isinstance(person, str):
        return reason
    return Reason(kind=reason.kind, figures={**reason.figures, "person": names.get(person, person)})
