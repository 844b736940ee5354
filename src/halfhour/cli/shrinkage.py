"""`halfhour shrinkage`: where paid time went, from records of what people did."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.utils.translation import gettext as _

from halfhour.cli import options
from halfhour.cli.measured import read_activity
from halfhour.cli.options import Refusal

if TYPE_CHECKING:
    from halfhour.engine.rostering import Shift
    from halfhour.engine.team import StateMeaning
    from halfhour.planning.adapter.paid_time import PlannedBlock

OUR_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _meanings(
    _ctx: click.Context, _param: click.Parameter, pairs: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    from halfhour.engine.team import TimeUse

    allowed = [use.value for use in TimeUse if use is not TimeUse.UNKNOWN]
    found = []
    for pair in pairs:
        state, equals, meaning = pair.rpartition("=")
        if not (state.strip() and equals and meaning.strip() in allowed):
            raise click.BadParameter(
                f"“{pair}” is not of the form state=meaning; meanings are {', '.join(allowed)}."
            )
        found.append((state.strip(), meaning.strip()))
    return tuple(found)


@options.command("shrinkage")
@click.argument("activity", nargs=-1, required=True, type=OUR_FILE)
@options.optional_team_option
@click.option(
    "--roster",
    "roster_paths",
    multiple=True,
    type=OUR_FILE,
    help="What people were paid for: roster.csv as “halfhour plan” writes it. May be repeated.",
)
@click.option(
    "--day-plan",
    "dayplan_paths",
    multiple=True,
    type=OUR_FILE,
    help="What was planned: dayplan.csv as “halfhour plan” writes it, beside its roster. May be repeated.",
)
@options.map_option
@options.timezone_option
@options.text_options
@click.option(
    "--state",
    "meanings",
    multiple=True,
    metavar="STATE=MEANING",
    callback=_meanings,
    help="What a state means, e.g. “AUX 7=meeting”. May be repeated.",
)
@click.option("--weeks", type=click.IntRange(1, 520), help="Only the last so many weeks. Default: all.")
@click.option(
    "--on-queue",
    type=click.IntRange(1, 100_000),
    default=10,
    show_default=True,
    metavar="PEOPLE",
    help="Say what these figures mean for so many people on queue.",
)
@options.json_option
@options.quiet_option
def command(
    activity: tuple[Path, ...],
    team_path: Path | None,
    roster_paths: tuple[Path, ...],
    dayplan_paths: tuple[Path, ...],
    mapping: dict[str, str],
    timezone: str | None,
    meanings: tuple[tuple[str, str], ...],
    weeks: int | None,
    on_queue: int,
    as_json: bool,
    quiet: bool,
    **reading: Any,
) -> None:
    """Measure shrinkage by cause from ACTIVITY records (one or more files) of what people did.

    Paid time is that of --roster, or of rows marked as planned; on days without either, what was recorded.
    Nobody is named: leave, sickness, lateness and absence are told apart from five people on.
    """
    from halfhour.cli.shrinkage_summary import print_shrinkage
    from halfhour.insight.shrinkage_document import shrinkage_document
    from halfhour.people.teamfile import read_team
    from halfhour.planning.adapter.shrinkage import shrinkage_of_records

    team = read_team(team_path) if team_path else None
    if dayplan_paths and not roster_paths:
        raise click.UsageError(_("--day-plan needs the --roster it belongs to."))
    zone = timezone or (team.timezone if team else None)
    records = read_activity(activity, timezone=zone, mapping=mapping, reading=reading)
    found = shrinkage_of_records(
        records,
        settings=team,
        timezone=(team.timezone if team else None) or zone or "UTC",
        interval_minutes=team.interval_minutes if team else 30,
        shifts=[shift for path in roster_paths for shift in _shifts(path)],
        blocks=[block for path in dayplan_paths for block in _blocks(path)],
        weeks=weeks or 0,
        states=_states(meanings),
    )
    if found.measured is None:
        raise Refusal(_("The records hold no time at work, so there is nothing to measure."))
    if as_json:
        options.print_json(shrinkage_document(found.measured, found.states))
    elif not quiet:
        print_shrinkage(found, team=team, on_queue=on_queue)


def _states(meanings: tuple[tuple[str, str], ...]) -> "tuple[StateMeaning, ...]":
    from halfhour.engine.team import StateMeaning, TimeUse

    return tuple(StateMeaning(state=state, use=TimeUse(meaning)) for state, meaning in meanings)


def _shifts(path: Path) -> "tuple[Shift, ...]":
    from halfhour.planning.outputs import OutputFileError, read_roster

    try:
        return read_roster(path)
    except OutputFileError as error:
        raise Refusal(str(error)) from None


def _blocks(path: Path) -> "tuple[PlannedBlock, ...]":
    from halfhour.planning.adapter.paid_time import PlannedBlock
    from halfhour.planning.outputs import OutputFileError, read_day_plans

    try:
        rows = read_day_plans(path)
    except OutputFileError as error:
        raise Refusal(str(error)) from None
    return tuple(
        PlannedBlock(agent=row.agent, kind=row.kind, starts_at=row.starts_at, ends_at=row.ends_at)
        for row in rows
    )
