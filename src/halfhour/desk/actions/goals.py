"""Goals: saved as a version that holds from now on; a tie between two rules is refused."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.desk.actions.locking import lock_desk
from halfhour.desk.actions.telling import tell
from halfhour.desk.adapter.goals import suggestions, ties_in
from halfhour.desk.errors import DeskRefused, SavedSince
from halfhour.desk.models import DeskSettings, GoalPolicy, Notice
from halfhour.desk.queries.goals import current_goals
from halfhour.desk.queries.there import leads_of
from halfhour.people.actions import record_setting
from halfhour.people.models import Team, User
from halfhour.people.queries import team_zone

MONTH_SECONDS = 28 * 86_400


@transaction.atomic
def save_goals(
    *,
    team: Team,
    document: Mapping[str, Any],
    based_on: int,
    by: User,
    at: datetime,
    note: str = "",
) -> GoalPolicy:
    """Put goals into force; contacts that came before keep theirs.

    Raises
    ------
    DeskRefused
        Where two rules tie, two have one name, one asks for the resolution before the first answer, or
        somebody else saved since `based_on`.
    """
    lock_desk(team)
    kept, newest = current_goals(team)
    if based_on != newest:
        sentence = _("Somebody else changed the goals since you opened them; look at them again.")
        raise SavedSince(sentence, revision=newest)
    refuse_unclear(document)
    record_setting(team=team, part="goals", before=kept, after=document, by=by, at=at)
    return GoalPolicy.objects.create(
        team=team, number=newest + 1, in_force_from=at, document=dict(document), changed_by=by, note=note
    )


def refuse_unclear(document: Mapping[str, Any]) -> None:
    """Refuse rules between which nobody could decide, and goals that cannot all be kept."""
    names = [rule["name"].casefold() for rule in document["rules"]]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise DeskRefused(_("Two rules are called “{name}”; give each its own name.").format(name=twice))
    for rule in document["rules"]:
        first, resolved = rule.get("first_answer_seconds"), rule.get("resolution_seconds")
        if first and resolved and resolved < first:
            sentence = _("“{name}” would have a contact resolved before its first answer is due.")
            raise DeskRefused(sentence.format(name=rule["name"]))
    for tie in ties_in(document):
        raise DeskRefused(
            _(
                "“{first}” and “{second}” are equally specific, and both match some contacts. "
                "Add a condition to one of them, or a third rule for what both match."
            ).format(first=tie.first.name, second=tie.second.name)
        )


def remind_of_review(at: datetime) -> int:
    """Once a month, where the past suggests other goals than those in force, ask the leads to look.

    Safe to run again: who was told in a month is not told in it again, and nothing is looked at twice.
    """
    told = 0
    for team in Team.objects.filter(desk_settings__isnull=False).order_by("id"):
        month = at.astimezone(team_zone(team)).strftime("%Y-%m")
        key = f"goals-review-{team.pk}-{month}"
        if not cache.add(key, 1, MONTH_SECONDS) or Notice.objects.filter(team=team, key=key).exists():
            continue
        document, _number = current_goals(team)
        found = suggestions(team=team, document=document, at=at)
        others = sum(each.is_another for each in found)
        if others:
            tell(leads_of(team), team=team, kind="goals_review", key=key, figures={"count": others}, at=at)
            told += 1
    return told


@transaction.atomic
def save_escalation(
    *, team: Team, steps: Sequence[Mapping[str, Any]], by: User, at: datetime
) -> DeskSettings:
    """Who is warned at which share of a goal; from the next warning on."""
    settings = lock_desk(team)
    before = settings.escalation.get("steps", ())
    settings.escalation = {"steps": [dict(step) for step in steps]}
    settings.revision += 1
    settings.save(update_fields=["escalation", "revision"])
    shares, after = _by_share(before), _by_share(steps)
    record_setting(team=team, part="escalation", before=shares, after=after, by=by, at=at)
    return settings


def _by_share(steps: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    return {f"{step['share']:.0%}": list(step["tell"]) for step in steps}
