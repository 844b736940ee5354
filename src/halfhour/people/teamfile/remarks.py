"""What is allowed but probably not meant: told by `halfhour team check`, never refused."""

from babel.dates import get_day_names
from django.utils.translation import gettext as _

from halfhour.engine.team import Agent, Team
from halfhour.people.preferences import reader_locale
from halfhour.people.teamfile.usual import (
    longest_opening_minutes,
    opening_stretches,
    span_minutes,
    week_minutes,
)
from halfhour.people.teamfile.values import duration_text


def team_remarks(team: Team) -> tuple[str, ...]:
    """Sentences about settings that work but may surprise."""
    return (
        *_shifts_longer_than_the_hours(team),
        *_days_that_no_shift_fits(team),
        *_hours_that_no_week_makes(team),
        *_skills_that_no_queue_wants(team),
        *_hours_nobody_works(team),
    )


def _shifts_longer_than_the_hours(team: Team) -> tuple[str, ...]:
    """Shift lengths that never fit between opening and closing."""
    opening = longest_opening_minutes(team.hours, team.queues)
    return tuple(
        _(
            "A shift of {shift} lasts {span} with its unpaid breaks; the team never opens for that long."
        ).format(
            shift=duration_text(length * 60), span=duration_text(span_minutes(length, team.rules.breaks) * 60)
        )
        for length in team.rules.shift_minutes
        if span_minutes(length, team.rules.breaks) > opening
    )


def _days_that_no_shift_fits(team: Team) -> tuple[str, ...]:
    """Weekdays on which the team is open for less than its shortest shift: nobody can be rostered then."""
    shortest = min(team.rules.shift_minutes)
    span = span_minutes(shortest, team.rules.breaks)
    stretches = opening_stretches(team.hours, team.queues)
    if not any(stretch.minutes >= span for stretch in stretches):
        return ()  # said of each shift already
    names = get_day_names("wide", locale=reader_locale())
    return tuple(
        _(
            "On {day} the team opens for {open}, and no shift is that short: nobody works then. Add a"
            " length to “shift_lengths”, or close."
        ).format(day=names[stretch.weekday], open=duration_text(stretch.minutes * 60))
        for stretch in stretches
        if stretch.minutes < span
    )


def _hours_that_no_week_makes(team: Team) -> tuple[str, ...]:
    """Weekly hours that no mix of the shift lengths adds up to."""
    by_hours: dict[float, Agent] = {}
    for agent in team.agents:
        by_hours.setdefault(agent.weekly_hours, agent)
    sums = week_minutes(team.rules)
    remarks = []
    for hours, agent in sorted(by_hours.items()):
        least, most = hours - team.rules.undertime_hours, hours + team.rules.overtime_hours
        if any(least <= minutes / 60 <= most for minutes in sums):
            continue
        below = max((minutes for minutes in sums if minutes / 60 <= most), default=0)
        remarks.append(
            _(
                "No mix of the shift lengths ({lengths}) makes {hours:g} hours in a week, so {name} will "
                "work {below:g}. Add a length to “shift_lengths”, or allow “overtime_hours”."
            ).format(
                lengths=", ".join(duration_text(length * 60) for length in team.rules.shift_minutes),
                hours=hours,
                name=agent.name,
                below=below / 60,
            )
        )
    return tuple(remarks)


def _skills_that_no_queue_wants(team: Team) -> tuple[str, ...]:
    wanted = {skill for queue in team.queues for skill in queue.skills}
    held = {skill.name for agent in team.agents for skill in agent.skills}
    return tuple(
        _("No queue asks for the skill “{skill}”.").format(skill=skill) for skill in sorted(held - wanted)
    )


def _hours_nobody_works(team: Team) -> tuple[str, ...]:
    """People whose availability never meets the opening hours."""
    opening = [
        (period.weekday * 86_400 + period.opens_second, period.weekday * 86_400 + period.closes_second)
        for hours in (team.hours, *(queue.hours for queue in team.queues if queue.hours))
        for period in hours.periods
    ]
    return tuple(
        _("{name} is never available while the team is open.").format(name=agent.name)
        for agent in team.agents
        if agent.availability
        and not any(
            opens < period.weekday * 86_400 + period.closes_second
            and period.weekday * 86_400 + period.opens_second < closes
            for period in agent.availability
            for opens, closes in opening
        )
    )
