"""Copying, renaming and deleting drafts. Published plans stay as they are for ever."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.people.models import User
from halfhour.planning.actions.events import record
from halfhour.planning.actions.locking import lock_team, locked_draft, next_number
from halfhour.planning.models import (
    Block,
    EventKind,
    PlacedSession,
    Plan,
    PlanState,
    PublishedDay,
    QueueSeries,
    Shift,
)
from halfhour.planning.refusals import PlanRefused

BATCH = 1000
LONGEST_NAME = 120
COPIED_ROWS = (QueueSeries, Shift, PlacedSession, Block)


@transaction.atomic
def copy_plan(*, plan: Plan, by: User, at: datetime) -> Plan:
    """A new draft with everything the plan holds: to try a change, or to change what is published."""
    lock_team(plan.team)
    source = Plan.objects.select_related("team").filter(id=plan.id).first()
    if source is None:
        raise PlanRefused(_("This plan has been deleted."))
    copied = Plan.objects.get(id=source.id)
    copied.pk = None
    copied.number = next_number(plan.team)
    copied.state = PlanState.DRAFT
    copied.copied_from = source
    copied.name = _name_of_copy(source)
    copied.job = None
    copied.revision = 1
    copied.made_by, copied.made_at = by, at
    copied.published_by = copied.published_at = None
    copied.save(force_insert=True)
    for rows in COPIED_ROWS:
        _copy_rows(rows, source=source, to=copied)
    record(plan=copied, kind=EventKind.COPIED, by=by, at=at, before={"plan": source.number})
    return copied


@transaction.atomic
def return_to_published(*, plan: Plan, by: User, at: datetime) -> Plan:
    """Put a draft's shifts, sessions and days back as they are in the plan that is published for its days."""
    draft = locked_draft(plan)
    holding = set(
        PublishedDay.objects.filter(team=draft.team, on__in=draft.days)
        .order_by()
        .values_list("plan", flat=True)
    )
    source = Plan.objects.filter(id__in=holding, first_on=draft.first_on, weeks=draft.weeks).first()
    if source is None or source.team_version_id != draft.team_version_id:
        raise PlanRefused(
            _("Nothing is published for exactly these days and settings, so there is nothing to return to.")
        )
    for rows in COPIED_ROWS:
        rows.objects.filter(plan=draft).delete()
        _copy_rows(rows, source=source, to=draft)
    draft.findings, draft.summary, draft.setting = source.findings, source.summary, source.setting
    draft.revision += 1
    draft.save(update_fields=["findings", "summary", "setting", "revision"])
    record(plan=draft, kind=EventKind.RETURNED, by=by, at=at, after={"plan": source.number})
    return draft


@transaction.atomic
def rename_plan(*, plan: Plan, name: str, by: User, at: datetime) -> Plan:
    """Give a plan another name, published or not: a name changes nobody's day."""
    locked = Plan.objects.select_for_update(of=("self",)).filter(id=plan.id).first()
    if locked is None:
        raise PlanRefused(_("This plan has been deleted."))
    name = name.strip()
    if len(name) > LONGEST_NAME:
        raise PlanRefused(_("A plan's name has at most 120 characters."))
    if name == locked.name:
        return locked
    before, locked.name = locked.name, name
    locked.save(update_fields=["name"])
    record(plan=locked, kind=EventKind.RENAMED, by=by, at=at, before={"name": before}, after={"name": name})
    return locked


@transaction.atomic
def delete_draft(*, plan: Plan, by: User, at: datetime) -> None:
    """Throw a draft away. What happened to it stays in the team's history."""
    draft = locked_draft(plan)
    record(plan=draft, kind=EventKind.DELETED, by=by, at=at, before={"name": draft.name})
    draft.delete()


def _name_of_copy(source: Plan) -> str:
    """“Summer (copy)”, or “Summer (copy 2)” where there is one; plans without a name differ by number."""
    if not source.name:
        return ""
    taken = set(Plan.objects.filter(team=source.team).order_by().values_list("name", flat=True))
    numbered = (
        _("(copy)"),
        *(_("(copy {number})").format(number=number) for number in range(2, len(taken) + 3)),
    )
    plain = next(
        (source.name.removesuffix(f" {end}") for end in numbered if source.name.endswith(f" {end}")),
        source.name,
    )
    names = (f"{plain[: LONGEST_NAME - len(end) - 1]} {end}" for end in numbered)
    return next(name for name in names if name not in taken)


def _copy_rows(rows, *, source: Plan, to: Plan) -> None:  # type: ignore[no-untyped-def]
    copies = []
    for row in rows.objects.filter(plan=source).order_by("id").iterator(chunk_size=BATCH):
        row.pk = None
        row.plan = to
        copies.append(row)
    rows.objects.bulk_create(copies, batch_size=BATCH)
