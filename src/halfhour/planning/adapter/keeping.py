"""An edited roster back into rows: shifts, sessions, coverage, the days it touches, what is said of it."""

from datetime import date, timedelta

from halfhour.engine.dayplanning import plan_days
from halfhour.engine.plan import PlanReason, reasons_of_kept
from halfhour.engine.rostering import Roster
from halfhour.planning.adapter.judging import Desk, Judgement, judge, touched_days
from halfhour.planning.adapter.saving import coverage_rows, save_days, save_sessions, shift_row, stored_kept
from halfhour.planning.adapter.series import stored_reason
from halfhour.planning.adapter.whole import kept_days, summary_of, whole_plan
from halfhour.planning.models import Block, PlacedSession, Plan, QueueSeries, Shift


def keep_roster(plan: Plan, *, desk: Desk, after: Roster, judgement: Judgement | None = None) -> None:
    """Replace what differs between the roster of the desk and the one after."""
    gone = set(desk.roster.shifts) - set(after.shifts)
    new = set(after.shifts) - set(desk.roster.shifts)
    for shift in gone:
        Shift.objects.filter(plan=plan, agent=shift.agent, on=shift.on).delete()
    Shift.objects.bulk_create(shift_row(plan, shift) for shift in sorted(new, key=lambda s: (s.on, s.agent)))
    if desk.roster.sessions != after.sessions:
        PlacedSession.objects.filter(plan=plan).delete()
        save_sessions(plan, after)
    _keep_days(plan, desk, after, days={shift.on for shift in gone | new})
    touched = touched_days(desk, after)
    _forget_playing(plan, touched)
    _keep_judgement(plan, desk, judgement or judge(desk, after, days=touched))


def _forget_playing(plan: Plan, days: set[date]) -> None:
    """What was played is no longer so on these days."""
    kept = tuple(day for day in kept_days(plan.findings) if day.on not in days)
    others = [each for each in plan.findings.get("reasons", ()) if each["kind"] != PlanReason.DAYS_AT_RISK]
    risks = [stored_reason(each) for each in reasons_of_kept(kept, asked=plan.goal_chance)]
    plan.findings = plan.findings | {
        "kept": [stored_kept(day) for day in kept],
        "reasons": [*others, *risks],
    }


def _keep_judgement(plan: Plan, desk: Desk, judgement: Judgement) -> None:
    rows = coverage_rows(
        [requirement.queue for requirement in desk.problem.requirements],
        people=judgement.coverage.people,
        shortfall=judgement.coverage.shortfall,
        surplus=judgement.coverage.surplus,
    )
    for series in QueueSeries.objects.filter(plan=plan).order_by("position"):
        series.coverage = rows[series.queue]
        series.save(update_fields=["coverage"])
    plan.findings = plan.findings | {
        "breaches": [stored_reason(breach.reason) for breach in judgement.breaches]
    }
    plan.summary = summary_of(whole_plan(plan, with_days=False))
    plan.save(update_fields=["findings", "summary"])


def _keep_days(plan: Plan, desk: Desk, after: Roster, *, days: set[date]) -> None:
    """Lay out anew the days on which somebody's shift changed, for everybody.

    Shifts of the days around count too: one of them may reach over midnight.
    """
    near = {day + timedelta(days=step) for day in days for step in (-1, 0, 1)}
    shifts = tuple(shift for shift in after.shifts if shift.on in near)
    laid_out = plan_days(
        problem=desk.problem, roster=Roster(shifts=shifts, sessions=after.sessions), seed=plan.seed
    )
    Block.objects.filter(plan=plan, on__in=days).delete()
    save_days(plan, (day for day in laid_out if day.on in days))
