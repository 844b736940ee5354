"""`halfhour roster`: who works when, so that a requirement is met."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halfhour.cli import options
from halfhour.cli.measured import activity_option, with_measured_shrinkage
from halfhour.cli.options import Refusal

if TYPE_CHECKING:
    from halfhour.engine.rostering import RosterProblem, RosterResult, Shift
    from halfhour.engine.team import Team


@options.command("roster")
@click.argument("requirement", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.team_option
@activity_option
@options.optional_out_option
@click.option(
    "--previous",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The roster.csv of the weeks before: its shifts count for rest, days in a row and fair shares.",
)
@options.seed_option
@options.effort_option
@options.json_option
@options.quiet_option
def command(
    requirement: Path,
    team_path: Path,
    activity_paths: tuple[Path, ...],
    out_dir: Path | None,
    previous: Path | None,
    seed: int,
    effort: float,
    as_json: bool,
    quiet: bool,
) -> None:
    """Roster a team for a REQUIREMENT (requirement.csv, as “halfhour staff” or “plan” writes it).

    Writes roster.csv to stdout, or into the folder of --out. What cannot be had is told, not refused:
    the roster is legal, and covers as much as it can.
    """
    from halfhour.cli.requirement_file import problem_from_file
    from halfhour.engine.rostering import solve_roster
    from halfhour.people.teamfile import read_team

    team = with_measured_shrinkage(read_team(team_path), activity_paths)
    problem = problem_from_file(requirement, team)
    if previous is not None:
        problem = replace(problem, previous=shifts_before(previous, problem))
    with options.progress_bar(quiet=quiet or as_json) as show:
        result = solve_roster(
            problem=problem,
            effort=effort,
            seed=seed,
            on_progress=lambda done: show(done, _("Finding a roster")),
        )
    if result.roster is None:
        raise Refusal("\n".join(words_of(result)))
    write(result, team, out_dir, as_json=as_json, quiet=quiet)


def shifts_before(path: Path, problem: "RosterProblem") -> "tuple[Shift, ...]":
    """The shifts of a roster file that start before the problem does."""
    from halfhour.planning.outputs import OutputFileError, read_roster

    try:
        shifts = read_roster(path)
    except OutputFileError as error:
        raise Refusal(str(error)) from None
    return tuple(shift for shift in shifts if shift.on < problem.first_on)


def words_of(result: "RosterResult") -> list[str]:
    """How good the roster is, then each clash, as sentences."""
    from halfhour.wording import sentence

    return [sentence(reason) for reason in (*result.reasons, *result.clashes)]


def write(result: "RosterResult", team: "Team", out_dir: Path | None, *, as_json: bool, quiet: bool) -> None:
    from halfhour.planning.outputs import write_roster

    assert result.roster is not None
    shifts = result.roster.shifts
    if as_json:
        options.print_json(document(result, team))
        return
    if out_dir is None:
        write_roster(sys.stdout, shifts, timezone=team.timezone)
    else:
        out_dir.mkdir(parents=True, exist_ok=True)
        path = out_dir / "roster.csv"
        write_roster(path, shifts, timezone=team.timezone)
        if not quiet:
            rostered = ngettext("{count} shift", "{count} shifts", len(shifts)).format(count=len(shifts))
            click.echo(_("{shifts}. Written to {file}.").format(shifts=rostered, file=path))
    if not quiet:
        # On stderr, so that a file on stdout stays a file.
        for words in words_of(result):
            click.echo(f"· {words}", err=True)


def document(result: "RosterResult", team: "Team") -> dict[str, Any]:
    """The result with the names of roster.csv."""
    from zoneinfo import ZoneInfo

    from halfhour.planning.outputs.cells import time
    from halfhour.wording import sentence

    assert result.roster is not None
    zone = ZoneInfo(team.timezone)
    return {
        "cost": round(result.cost, 2),
        "bound": round(result.bound, 2),
        "gap": round(result.gap, 4),
        "reasons": [sentence(reason) for reason in result.reasons],
        "clashes": [sentence(reason) for reason in result.clashes],
        "roster": [
            {
                "agent": shift.agent,
                "date": shift.on.isoformat(),
                "shift_start": time(shift.starts_at, zone),
                "shift_end": time(shift.ends_at, zone),
                "paid_seconds": shift.paid_seconds,
            }
            for shift in result.roster.shifts
        ],
    }
