"""`halfhour day`: what each person of a roster does in each block of the day."""

import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halfhour.cli import options
from halfhour.cli.measured import activity_option, with_measured_shrinkage
from halfhour.cli.options import Refusal

if TYPE_CHECKING:
    from halfhour.engine.dayplanning import DayPlan
    from halfhour.engine.rostering import Breach, Roster, RosterProblem
    from halfhour.engine.team import Team

MOST_BREACHES = 10
NAMES_LISTED = 12


@options.command("day")
@click.argument("roster", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("requirement", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.team_option
@activity_option
@options.optional_out_option
@click.option("--agent", metavar="NAME", help="Show this person's days instead of writing them all.")
@click.option("--on", type=options.Date(), help="Show the days of this date instead.")
@options.seed_option
@options.json_option
@options.quiet_option
def command(
    roster: Path,
    requirement: Path,
    team_path: Path,
    activity_paths: tuple[Path, ...],
    out_dir: Path | None,
    agent: str | None,
    on: datetime | None,
    seed: int,
    as_json: bool,
    quiet: bool,
) -> None:
    """Plan the days of a ROSTER (roster.csv) against a REQUIREMENT (requirement.csv), both as “halfhour
    plan” writes them: breaks, sessions, work on each queue, focus blocks and a buffer, with reasons.

    Writes dayplan.csv to stdout, or into the folder of --out. With --agent or --on, shows those days
    instead.
    """
    from halfhour.cli.requirement_file import problem_from_file
    from halfhour.engine.dayplanning import complete_roster, plan_days
    from halfhour.people.teamfile import read_team

    team = with_measured_shrinkage(read_team(team_path), activity_paths)
    problem = problem_from_file(requirement, team)
    shifts = shifts_from_file(roster)
    known = {each.name for each in team.agents}
    if shifts and not any(shift.agent in known for shift in shifts):
        raise Refusal(
            _(
                "Nobody in {file} is on the team of {team}; give the team file that the roster was made with."
            ).format(file=roster.name, team=team_path.name)
        )
    whole = complete_roster(problem=problem, shifts=shifts)
    days = plan_days(problem=problem, roster=whole, seed=seed)
    if agent is not None or on is not None:
        show(wanted(days, agent=agent, on=on.date() if on else None), team, as_json=as_json)
        return
    write(days, team, out_dir, as_json=as_json, quiet=quiet)
    if not quiet:
        tell_breaches(problem, whole, days)


def shifts_from_file(path: Path) -> Any:
    from halfhour.planning.outputs import OutputFileError, read_roster

    try:
        return read_roster(path)
    except OutputFileError as error:
        raise Refusal(str(error)) from None


def wanted(days: "Sequence[DayPlan]", *, agent: str | None, on: date | None) -> "list[DayPlan]":
    """The days asked for."""
    found = [day for day in days if agent in (None, day.agent) and on in (None, day.on)]
    if found:
        return sorted(found, key=lambda day: (day.on, day.agent))
    if agent is not None and all(day.agent != agent for day in days):
        everybody = sorted({day.agent for day in days})
        names = ", ".join(everybody[:NAMES_LISTED]) + (", …" if len(everybody) > NAMES_LISTED else "")
        raise Refusal(
            _("“{agent}” has no shift in this roster. It names: {names}.").format(agent=agent, names=names)
        )
    if agent is not None:
        raise Refusal(_("{agent} has no shift on {date}.").format(agent=agent, date=on))
    raise Refusal(_("Nobody has a shift on {date}.").format(date=on))


def show(days: "Sequence[DayPlan]", team: "Team", *, as_json: bool) -> None:
    """Each day as a table of times, what is done, and why."""
    if as_json:
        options.print_json([row for day in days for row in rows_of(day, team)])
        return
    from django.utils.formats import date_format
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, markup=False)
    for number, day in enumerate(days):
        if number:
            console.print()
        console.print(f"{day.agent} · {date_format(day.on, 'l, j F Y')}", style="bold")
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True)
        table.add_column(style="dim")
        for row in rows_of(day, team):
            times = f"{row['block_start'][11:16]}–{row['block_end'][11:16]}"
            table.add_row(times, what(row["kind"], row["queue"]), row["reason"])
        console.print(table)


def what(kind: str, queue: str | None) -> str:
    """The name of a block in the reader's language."""
    names = {
        "queue": _("answers {queue}"),
        "focus": _("focus on {queue}"),
        "buffer": _("buffer"),
        "break": _("break"),
        "lunch": _("lunch"),
        "training": _("training"),
        "coaching": _("coaching"),
        "meeting": _("meeting"),
    }
    return names[kind].format(queue=queue or "")


def rows_of(day: "DayPlan", team: "Team") -> list[dict[str, Any]]:
    """Each block as a row with the names of dayplan.csv."""
    from zoneinfo import ZoneInfo

    from halfhour.planning.outputs.cells import time
    from halfhour.wording import sentence

    zone = ZoneInfo(team.timezone)
    return [
        {
            "agent": day.agent,
            "block_start": time(block.starts_at, zone),
            "block_end": time(block.ends_at, zone),
            "kind": block.kind.value,
            "queue": block.queue,
            "reason": sentence(block.reason),
        }
        for block in day.blocks
    ]


def write(
    days: "Sequence[DayPlan]", team: "Team", out_dir: Path | None, *, as_json: bool, quiet: bool
) -> None:
    from halfhour.planning.outputs import write_day_plans

    if as_json:
        options.print_json({"days": [row for day in days for row in rows_of(day, team)]})
    elif out_dir is None:
        write_day_plans(sys.stdout, days, timezone=team.timezone)
    else:
        out_dir.mkdir(parents=True, exist_ok=True)
        path = out_dir / "dayplan.csv"
        write_day_plans(path, days, timezone=team.timezone)
        if not quiet:
            planned = ngettext("{count} day planned", "{count} days planned", len(days)).format(
                count=len(days)
            )
            click.echo(_("{planned}. Written to {file}.").format(planned=planned, file=path))


def tell_breaches(problem: "RosterProblem", roster: "Roster", days: "Sequence[DayPlan]") -> None:
    """What the checkers find, on stderr, so that a file on stdout stays a file."""
    from halfhour.engine.dayplanning import check_days
    from halfhour.engine.rostering import check_roster
    from halfhour.wording import sentence

    found: list[Breach] = [
        *check_roster(problem=problem, roster=roster),
        *check_days(problem=problem, roster=roster, days=days),
    ]
    for breach in found[:MOST_BREACHES]:
        click.echo(f"· {sentence(breach.reason)}", err=True)
    more = len(found) - MOST_BREACHES
    if more > 0:
        words = ngettext("… and {count} more.", "… and {count} more.", more)
        click.echo(words.format(count=more), err=True)
