"""`halfhour team`: check a team file, or start one."""

from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halfhour.cli.options import command as plain_command
from halfhour.cli.options import json_option, print_json, refuse
from halfhour.engine.team import Team
from halfhour.people.teamfile import Problem, TeamFileError, read_team, starter_file, team_remarks


@click.group("team")
def command() -> None:
    """Check a team file, or start one."""


@command.add_command
@plain_command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def check(file: Path, as_json: bool) -> None:
    """Say what is wrong with a team file, all at once; end with 0 if nothing is."""
    try:
        team = read_team(file)
    except TeamFileError as error:
        if as_json:
            print_json({"ok": False, "problems": [_problem(each) for each in error.problems]})
            raise click.exceptions.Exit(1) from None
        refuse(_all(error.problems))
    remarks = team_remarks(team)
    if as_json:
        print_json({"ok": True, "problems": [], "remarks": list(remarks)})
        return
    click.echo(_what_it_holds(team))
    for remark in remarks:
        click.echo(f"· {remark}")


@command.add_command
@plain_command("new")
def new() -> None:
    """Print a commented team file to start from: halfhour team new > team.toml"""
    click.echo(starter_file(), nl=False)


def _problem(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.file,
        "line": problem.line,
        "path": list(problem.path),
        "sentence": problem.sentence,
    }


def _all(problems: tuple[Problem, ...]) -> str:
    count = ngettext("{count} problem found.", "{count} problems found.", len(problems))
    return "\n".join([*map(str, problems), count.format(count=len(problems))])


def _what_it_holds(team: Team) -> str:
    queues = ngettext("{count} queue", "{count} queues", len(team.queues)).format(count=len(team.queues))
    agents = ngettext("{count} agent", "{count} agents", len(team.agents)).format(count=len(team.agents))
    hours = f"{sum(agent.weekly_hours for agent in team.agents):g}"
    return _("“{name}” is fine: {queues}, {agents}, {hours} hours a week, times in {timezone}.").format(
        name=team.name, queues=queues, agents=agents, hours=hours, timezone=team.timezone
    )
