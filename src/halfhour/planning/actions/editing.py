"""Editing a draft's roster by hand: every edit is judged before it is saved, and can be undone."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.people.models import User
from halfhour.planning.actions.events import record
from halfhour.planning.actions.locking import locked_draft
from halfhour.planning.adapter.judging import Desk, desk_of, edited, judge_edit, kept_shift, put_back
from halfhour.planning.adapter.keeping import keep_roster
from halfhour.planning.edits import EditCost, Place, ShiftEdit, Wanted
from halfhour.planning.models import EventKind, Plan, PlanEvent
from halfhour.planning.queries.coverage import series_of
from halfhour.planning.refusals import BreaksRules, PlanRefused

EDITS = (EventKind.SHIFT_ADDED, EventKind.SHIFT_MOVED, EventKind.SHIFT_REMOVED)
SHORTEST_MINUTES, LONGEST_MINUTES = 30, 16 * 60


def edit_cost(*, plan: Plan, edit: ShiftEdit) -> EditCost:
    """What an edit would change; nothing is saved."""
    desk = desk_of(plan, series_of(plan))
    _refuse_what_does_not_fit(plan, desk, edit)
    return judge_edit(desk, edit, after=edited(desk, edit)).cost


def move_shift(
    *,
    plan: Plan,
    taken: Place,
    given: Wanted,
    by: User,
    at: datetime,
    revision: int,
    accept_breaches: bool = False,
) -> Plan:
    """Give a shift another time, length, day or person."""
    edit = ShiftEdit(taken=taken, given=given)
    return edit_roster(plan=plan, edit=edit, by=by, at=at, revision=revision, accept_breaches=accept_breaches)


def add_shift(
    *, plan: Plan, given: Wanted, by: User, at: datetime, revision: int, accept_breaches: bool = False
) -> Plan:
    """Put a shift where there is none; its breaks are those of the rules."""
    edit = ShiftEdit(given=given)
    return edit_roster(plan=plan, edit=edit, by=by, at=at, revision=revision, accept_breaches=accept_breaches)


def remove_shift(
    *, plan: Plan, taken: Place, by: User, at: datetime, revision: int, accept_breaches: bool = False
) -> Plan:
    """Take a shift out."""
    edit = ShiftEdit(taken=taken)
    return edit_roster(plan=plan, edit=edit, by=by, at=at, revision=revision, accept_breaches=accept_breaches)


@transaction.atomic
def edit_roster(
    *, plan: Plan, edit: ShiftEdit, by: User, at: datetime, revision: int, accept_breaches: bool = False
) -> Plan:
    """Save an edit of the draft that the person saw; rules that it newly breaks must be accepted."""
    draft = locked_draft(plan, revision=revision)
    desk = desk_of(draft, series_of(draft))
    _refuse_what_does_not_fit(draft, desk, edit)
    after = edited(desk, edit)
    judged = judge_edit(desk, edit, after=after)
    if judged.cost.broken and not accept_breaches:
        raise BreaksRules(_("This change breaks rules that hold now."), breaches=judged.cost.broken)
    kind = _kind_of(edit)
    keep_roster(draft, desk=desk, after=after, judgement=judged.after)
    _next_revision(draft)
    record(
        plan=draft,
        kind=kind,
        by=by,
        at=at,
        before=kept_shift(desk.roster, edit.taken) if edit.taken else {},
        after=kept_shift(after, edit.given.place) if edit.given else {},
    )
    return draft


@transaction.atomic
def undo_last_edit(*, plan: Plan, by: User, at: datetime, revision: int) -> Plan:
    """Take back the latest edit that has not been taken back yet."""
    draft = locked_draft(plan, revision=revision)
    event = last_undoable(draft)
    if event is None:
        raise PlanRefused(_("There is no change to undo in this draft."))
    desk = desk_of(draft, series_of(draft))
    keep_roster(draft, desk=desk, after=put_back(desk, now=event.after, then=event.before))
    _next_revision(draft)
    record(
        plan=draft,
        kind=EventKind.UNDONE,
        by=by,
        at=at,
        before=event.after,
        after=event.before | {"undoes": event.id},
    )
    return draft


def last_undoable(plan: Plan) -> PlanEvent | None:
    """The latest edit that has not been undone; none from before the roster was replaced as a whole."""
    undone: set[int] = set()
    for event in PlanEvent.objects.filter(plan=plan).order_by("-id"):
        if event.kind == EventKind.UNDONE:
            undone.add(event.after["undoes"])
        elif event.kind == EventKind.RETURNED:
            return None
        elif event.kind in EDITS and event.id not in undone:
            return event
    return None


def _next_revision(draft: Plan) -> None:
    draft.revision += 1
    draft.save(update_fields=["revision"])


def _kind_of(edit: ShiftEdit) -> EventKind:
    if edit.taken is None:
        return EventKind.SHIFT_ADDED
    return EventKind.SHIFT_MOVED if edit.given else EventKind.SHIFT_REMOVED


def _refuse_what_does_not_fit(plan: Plan, desk: Desk, edit: ShiftEdit) -> None:
    """Edits that no roster can hold; what merely breaks a rule is for the checker."""
    if edit.taken and desk.shift_at(edit.taken) is None:
        raise PlanRefused(
            _("{agent} has no shift on that day. Look at the roster again.").format(agent=edit.taken.agent)
        )
    if edit.given is None:
        return
    wanted = edit.given
    if wanted.place.agent not in {agent.name for agent in desk.problem.team.agents}:
        raise PlanRefused(
            _("{agent} is not in the team that this plan was made for.").format(agent=wanted.place.agent)
        )
    if not plan.first_on <= wanted.place.on <= plan.last_on:
        raise PlanRefused(_("That day is outside the plan."))
    if not 0 <= wanted.starts_minute < 1440:
        raise PlanRefused(_("A shift starts between 00:00 and 23:59."))
    if not SHORTEST_MINUTES <= wanted.paid_minutes <= LONGEST_MINUTES:
        raise PlanRefused(_("A shift is between half an hour and 16 hours long."))
    if wanted.place != edit.taken and desk.shift_at(wanted.place):
        raise PlanRefused(_("{agent} already has a shift on that day.").format(agent=wanted.place.agent))
