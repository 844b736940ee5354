"""What only shows when sections are held against each other: names, skills and rules that contradict."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from halfhour.engine.team import BreakRule, Rules, Team
from halfhour.people.teamfile.problems import Path, Problems, suggestion, told
from halfhour.people.teamfile.values import duration_text

DAY_MINUTES = 1440


@dataclass(slots=True)
class Places:
    """Where the values that were read stand, and which sections hold some that were not."""

    paths: dict[str, list[Path]] = field(default_factory=lambda: defaultdict(list))
    unread: set[str] = field(default_factory=set)


def check_team(team: Team, places: Places, problems: Problems) -> None:
    check_presence(team, places, problems)
    check_unique_names(team, places, problems)
    check_queues_are_served(team, places, problems)
    check_attendees(team, places, problems)
    check_time_off_names(team, places, problems)
    check_breaks_fit(team.rules, problems)
    check_weeks_are_possible(team, places, problems)
    check_on_duty(team, places, problems)
    check_shrinkage(team, problems)


def check_presence(team: Team, places: Places, problems: Problems) -> None:
    """There is someone to plan, something to answer and a time to do it."""
    if not team.queues and not places.unread & {"queue"} and ("queue",) not in _noted(problems):
        problems.add(("queue",), _("A team needs at least one queue: add a table headed by [[queue]]."))
    if not team.agents and not places.unread & {"agent"} and ("agent",) not in _noted(problems):
        problems.add(("agent",), _("A team needs at least one agent: add a table headed by [[agent]]."))
    if not team.hours.periods and not any(path[:1] == ("hours",) for path in _noted(problems)):
        example = 'mon-fri = "09:00-17:00"'
        problems.add(
            ("hours",), _("The team never opens: give hours such as {example}.").format(example=example)
        )


def check_unique_names(team: Team, places: Places, problems: Problems) -> None:
    for section, names in (
        ("queue", [queue.name for queue in team.queues]),
        ("agent", [agent.name for agent in team.agents]),
        ("session", [session.name for session in team.sessions]),
    ):
        for name, path in _repeated(names, places.paths[section]):
            wrong = _("The name “{name}” is used twice.").format(name=name)
            problems.add((*path, "name"), told(wrong, _("Give each one a name of its own.")))


def _repeated(names: list[str], paths: list[Path]) -> Iterable[tuple[str, Path]]:
    seen: set[str] = set()
    for name, path in zip(names, paths, strict=True):
        if name in seen:
            yield name, path
        seen.add(name)


def check_queues_are_served(team: Team, places: Places, problems: Problems) -> None:
    """Every queue has someone with all the skills it asks for."""
    if "agent" in places.unread or not team.agents:
        return
    held = sorted({skill.name for agent in team.agents for skill in agent.skills})
    for queue, path in zip(team.queues, places.paths["queue"], strict=True):
        if any(agent.serves(queue) for agent in team.agents):
            continue
        where = (*path, "skills")
        unknown = [skill for skill in queue.skills if skill not in held]
        for skill in unknown:
            wrong = _("No agent has the skill “{skill}”, so nobody can serve “{queue}”.").format(
                skill=skill, queue=queue.name
            )
            problems.add(where, told(wrong, suggestion(skill, held)))
        if not unknown:
            wrong = _("No agent has all the skills of “{queue}”: {skills}.").format(
                queue=queue.name, skills=", ".join(queue.skills)
            )
            problems.add(where, told(wrong, _("Give them to one agent, or ask for fewer.")))


def check_attendees(team: Team, places: Places, problems: Problems) -> None:
    if "agent" in places.unread:
        return
    names = [agent.name for agent in team.agents]
    for session, path in zip(team.sessions, places.paths["session"], strict=True):
        for number, name in enumerate(session.agents):
            if name not in names:
                wrong = _("“{session}” is for “{name}”, who is no agent of this team.").format(
                    session=session.name, name=name
                )
                problems.add((*path, "agents", number), told(wrong, suggestion(name, names)))


def check_time_off_names(team: Team, places: Places, problems: Problems) -> None:
    if "agent" in places.unread:
        return
    names = [agent.name for agent in team.agents]
    for away, path in zip(team.time_off, places.paths["time_off"], strict=True):
        if away.agent not in names:
            wrong = _("The time off is for “{name}”, who is no agent of this team.").format(name=away.agent)
            problems.add((*path, "agent"), told(wrong, suggestion(away.agent, names)))


def check_breaks_fit(rules: Rules, problems: Problems) -> None:
    """Each break has room in every shift that must carry it."""
    for number, rule in enumerate(rules.breaks):
        path = ("rules", "break", number)
        if rule.shift_below_minutes is not None and rule.shift_below_minutes <= rule.shift_from_minutes:
            wrong = _("No shift is both from {from_shift} and below {below_shift} long.").format(
                from_shift=_length(rule.shift_from_minutes), below_shift=_length(rule.shift_below_minutes)
            )
            problems.add((*path, "below_shift"), told(wrong, _("Raise “below_shift” or lower “from_shift”.")))
        tight = [
            length for length in rules.shift_minutes if _applies(rule, length) and not _fits(rule, length)
        ]
        if tight:
            wrong = _(
                "This {kind} has no room in a shift of {length}: {before} before it, {within} after it."
            ).format(
                kind=rule.kind,
                length=_length(tight[0]),
                before=_length(rule.not_before_minutes),
                within=_length(rule.not_within_minutes),
            )
            problems.add(path, told(wrong, _("Lower “not_before” or “not_within”, or raise “from_shift”.")))


def _applies(rule: BreakRule, shift_minutes: int) -> bool:
    below = rule.shift_below_minutes
    return rule.shift_from_minutes <= shift_minutes and (below is None or shift_minutes < below)


def _fits(rule: BreakRule, shift_minutes: int) -> bool:
    working = shift_minutes - (rule.minutes if rule.paid else 0)
    return rule.not_before_minutes + rule.not_within_minutes <= working


def check_weeks_are_possible(team: Team, places: Places, problems: Problems) -> None:
    """Each person's weekly hours can be worked with the shift lengths and days that the rules allow."""
    rules = team.rules
    shortest, longest = rules.shift_minutes[0] / 60, rules.shift_minutes[-1] / 60
    if longest * 60 + rules.rest_minutes > DAY_MINUTES:
        wrong = _("A shift of {shift} and a rest of {rest} do not fit into one day.").format(
            shift=_length(rules.shift_minutes[-1]), rest=_length(rules.rest_minutes)
        )
        problems.add(("rules", "rest"), told(wrong, _("Shorten one of them.")))
    for agent, path in zip(team.agents, places.paths["agent"], strict=True):
        where = (*path, "weekly_hours")
        figures = {"name": agent.name, "hours": f"{agent.weekly_hours:g}"}
        if agent.weekly_hours + rules.overtime_hours < shortest:
            wrong = _("{name} works {hours} hours a week, less than the shortest shift of {shift}.").format(
                **figures, shift=_length(rules.shift_minutes[0])
            )
            problems.add(where, told(wrong, _("Add a shorter length to “shift_lengths” in [rules].")))
        if agent.weekly_hours - rules.undertime_hours > longest * rules.days_per_week + 2:
            wrong = _("{name} works {hours} hours a week, more than {days} days of {shift} make.").format(
                **figures, days=rules.days_per_week, shift=_length(rules.shift_minutes[-1])
            )
            problems.add(where, told(wrong, _("Raise “days_per_week” or add a longer shift in [rules].")))


def check_on_duty(team: Team, places: Places, problems: Problems) -> None:
    if "agent" not in places.unread and team.agents and team.rules.on_duty_at_least > len(team.agents):
        wrong = _("“on_duty_at_least” asks for {asked} people, but the team has {size}.").format(
            asked=team.rules.on_duty_at_least, size=len(team.agents)
        )
        problems.add(("rules", "on_duty_at_least"), told(wrong, _("Lower it.")))


def check_shrinkage(team: Team, problems: Problems) -> None:
    total = sum(cause.share for cause in team.shrinkage)
    if total >= 0.95:
        wrong = _("The shares add up to {total:.0%}, which leaves nobody on queue.").format(total=total)
        problems.add(("shrinkage",), told(wrong, _("They must stay below 95% together.")))


def _length(minutes: int) -> str:
    return duration_text(minutes * 60)


def _noted(problems: Problems) -> set[Path]:
    return {problem.path for problem in problems.found}
