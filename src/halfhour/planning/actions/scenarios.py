"""Saving, sharing, copying and deleting scenarios, and keeping what is typed until it is saved."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.people.models import Team, User
from halfhour.planning.models import Plan, Scenario, ScenarioDraft
from halfhour.planning.refusals import PlanChanged, PlanRefused

LONGEST_NAME = 120
LONGEST_TEXT = 30_000
MOST_SCENARIOS = 200  # of one person in one team


@transaction.atomic
def save_scenario(*, team: Team, name: str, lines: str, shared: bool, by: User, at: datetime) -> Scenario:
    """Save lines under a new name; the person's own scenario of that name is not overwritten."""
    name = _good_name(name)
    _refuse_bad_lines(lines)
    own = Scenario.objects.filter(team=team, made_by=by)
    if own.filter(name=name).exists():
        raise PlanRefused(
            _("You have a scenario called “{name}” already. Give another name.").format(name=name)
        )
    if own.count() >= MOST_SCENARIOS:
        raise PlanRefused(
            _("You have {most} scenarios, the most that are kept. Delete one first.").format(
                most=MOST_SCENARIOS
            )
        )
    return Scenario.objects.create(
        team=team, name=name, lines=lines, shared=shared, made_by=by, made_at=at, changed_at=at
    )


@transaction.atomic
def change_scenario(
    *, scenario: Scenario, name: str, lines: str, shared: bool, at: datetime, revision: int
) -> Scenario:
    """Give a scenario other lines, or another name, unless it was changed since it was looked at."""
    name = _good_name(name)
    _refuse_bad_lines(lines)
    locked = Scenario.objects.select_for_update().filter(id=scenario.id).first()
    if locked is None:
        raise PlanRefused(_("This scenario has been deleted. Save your lines under a new name."))
    if locked.revision != revision:
        raise PlanChanged(
            _(
                "This scenario was changed in another window."
                " Open it again, or save your lines under a new name."
            )
        )
    same_name = Scenario.objects.filter(team=locked.team, made_by=locked.made_by, name=name)
    if same_name.exclude(id=locked.id).exists():
        raise PlanRefused(
            _("You have a scenario called “{name}” already. Give another name.").format(name=name)
        )
    locked.name, locked.lines, locked.shared = name, lines, shared
    locked.changed_at = at
    locked.revision += 1
    locked.save(update_fields=["name", "lines", "shared", "changed_at", "revision"])
    return locked


def share_scenario(*, scenario: Scenario, shared: bool, at: datetime) -> None:
    """Let the whole team's planners see it, or nobody else any more."""
    Scenario.objects.filter(id=scenario.id).update(shared=shared, changed_at=at)


@transaction.atomic
def copy_scenario(*, scenario: Scenario, by: User, at: datetime) -> Scenario:
    """A copy of one's own, not shared."""
    taken = set(Scenario.objects.filter(team=scenario.team, made_by=by).values_list("name", flat=True))
    name = scenario.name
    number = 2
    while name in taken:
        name = f"{scenario.name[: LONGEST_NAME - 5]} {number}"
        number += 1
    return save_scenario(team=scenario.team, name=name, lines=scenario.lines, shared=False, by=by, at=at)


def delete_scenario(*, scenario: Scenario) -> None:
    Scenario.objects.filter(id=scenario.id).delete()


def keep_draft(*, plan: Plan, lines: str, scenario: Scenario | None, by: User, at: datetime) -> None:
    """Keep what is typed; what is longer than any scenario may be is not kept."""
    if len(lines) > LONGEST_TEXT:
        return
    ScenarioDraft.objects.update_or_create(
        plan=plan, by=by, defaults={"lines": lines, "scenario": scenario, "changed_at": at}
    )


def discard_draft(*, plan: Plan, by: User) -> None:
    ScenarioDraft.objects.filter(plan=plan, by=by).delete()


def _good_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise PlanRefused(_("A scenario needs a name, so that you find it again."))
    if len(name) > LONGEST_NAME:
        raise PlanRefused(_("A scenario's name has at most 120 characters."))
    return name


def _refuse_bad_lines(lines: str) -> None:
    if not lines.strip():
        raise PlanRefused(_("There is no change to save yet. Write a line, or move a slider."))
    if len(lines) > LONGEST_TEXT:
        raise PlanRefused(_("The lines are too long to be saved. A scenario has at most 100 lines."))
