"""`halfhour staff`: how many people each interval of a forecast needs, or one interval by itself."""

import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.utils.translation import gettext as _

from halfhour.cli import options
from halfhour.cli.measured import activity_option, with_measured_shrinkage
from halfhour.cli.options import Refusal
from halfhour.cli.staff_one import OneInterval, answer_one, lasting, part_of_one
from halfhour.cli.staff_risk import RiskAsked, answer_one_under_risk, staff_file_under_risk

if TYPE_CHECKING:
    from halfhour.engine.staffing import QueueRequirement
    from halfhour.engine.team import Team


@options.command("staff")
@click.argument("forecast", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--team",
    "team_path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The team file: goals, hours, shrinkage.",
)
@activity_option
@options.optional_out_option
@click.option(
    "--at",
    "at",
    metavar="TIME",
    help="Explain the interval of a forecast that holds this time, e.g. 2026-06-01T14:00.",
)
@click.option("--calls", type=click.FloatRange(min=0), help="One interval: contacts that come in it.")
@click.option("--load", type=click.FloatRange(min=0), help="One interval: offered load in erlangs.")
@click.option(
    "--interval",
    type=click.IntRange(1, 1440),
    default=30,
    show_default=True,
    metavar="MINUTES",
    help="Its length.",
)
@click.option("--aht", metavar="TIME", callback=lasting, help="Mean handle time, e.g. 180 or “3 min”.")
@click.option("--within", metavar="TIME", callback=lasting, help="Answer within this time …")
@click.option("--share", metavar="SHARE", callback=part_of_one, help="… this share, e.g. 80% or 0.8.")
@click.option(
    "--patience", metavar="TIME", callback=lasting, help="Mean time before a customer gives up (Erlang A)."
)
@click.option(
    "--concurrency",
    type=click.IntRange(1, 20),
    default=1,
    show_default=True,
    help="Contacts that one person holds at once.",
)
@click.option("--shrinkage", metavar="SHARE", callback=part_of_one, help="Share of paid time off queue.")
@click.option(
    "--spread", metavar="SHARE", callback=part_of_one, help="How far the load may differ: one deviation."
)
@click.option(
    "--chance",
    metavar="SHARE",
    callback=part_of_one,
    help="Chance of keeping the goal, given that spread or under risk. Default: 80%, or the team file's.",
)
@click.option("--agents", type=click.IntRange(min=0), help="Tell what so many people achieve.")
@click.option(
    "--by-chance",
    is_flag=True,
    help="Also tell what single intervals show by chance: nine in ten of them, and how many miss the goal.",
)
@click.option(
    "--over",
    type=click.Choice(["interval", "day"]),
    help="Under risk: people with whom each interval, or each day as a whole, really shows its goal.",
)
@click.option(
    "--absence",
    metavar="SHARE",
    callback=part_of_one,
    help="Under risk: chance that a person rostered is away. Default: none, or the team file's.",
)
@click.option(
    "--by",
    type=click.Choice(["formula", "simulation"]),
    help="Under risk: each queue by formula, or all by simulation as the team's skills are shared.",
)
@options.seed_option
@options.json_option
@options.quiet_option
def command(
    forecast: Path | None,
    team_path: Path | None,
    activity_paths: tuple[Path, ...],
    out_dir: Path | None,
    at: str | None,
    chance: float | None,
    over: str | None,
    absence: float | None,
    by: str | None,
    seed: int,
    as_json: bool,
    quiet: bool,
    **one: Any,
) -> None:
    """How many people are needed on queue.

    With a FORECAST (forecast.csv, as “halfhour forecast” writes it) and a team file: requirement.csv
    on stdout, or in the folder of --out.

    Without: one interval from the figures given, such as

        halfhour staff --calls 100 --aht 180 --within 20 --share 80%

    With --over, --absence or --by: people under risk, so that the goal is really shown with a chance.
    """
    risk = RiskAsked(over=over, absence=absence, by=by)
    if forecast is None and activity_paths:
        raise click.UsageError(_("--activity goes with a forecast and --team; one interval has --shrinkage."))
    if forecast is None:
        asked = OneInterval.from_options(**one, chance=chance)
        if risk.is_asked:
            answer_one_under_risk(asked, risk, as_json=as_json, quiet=quiet)
        else:
            answer_one(asked, as_json=as_json, quiet=quiet)
        return
    if team_path is None:
        raise click.UsageError(_("A forecast needs the team's goals and hours: add --team."))
    staff_file(
        forecast,
        team_path,
        activity_paths=activity_paths,
        out_dir=out_dir,
        at=at,
        chance=chance,
        risk=risk,
        seed=seed,
        as_json=as_json,
        quiet=quiet,
    )


def staff_file(
    path: Path,
    team_path: Path,
    *,
    activity_paths: tuple[Path, ...],
    out_dir: Path | None,
    at: str | None,
    chance: float | None,
    risk: RiskAsked,
    seed: int,
    as_json: bool,
    quiet: bool,
) -> None:
    """Staff every queue of a forecast file."""
    from halfhour.cli.forecast_file import forecasts_from_file
    from halfhour.people.teamfile import read_team
    from halfhour.planning.outputs import write_requirements

    team = with_measured_shrinkage(read_team(team_path), activity_paths)
    forecasts = forecasts_from_file(path, team)
    if risk.is_asked:
        staff_file_under_risk(
            team,
            forecasts,
            risk,
            out_dir=out_dir,
            at=None if at is None else (at, instant_of(at, team.timezone)),
            chance=chance,
            seed=seed,
            as_json=as_json,
            quiet=quiet,
        )
        return
    found = [
        staffed(team, name, forecast, chance=team.goal_chance if chance is None else chance)
        for name, forecast in forecasts.items()
    ]
    if at is not None:
        explain(found, at, team=team, as_json=as_json)
    elif as_json:
        options.print_json({"requirement": [row for each in found for row in rows_of(each)]})
    elif out_dir is not None:
        out_dir.mkdir(parents=True, exist_ok=True)
        write_requirements(out_dir / "requirement.csv", found)
        if not quiet:
            print_peaks(found, out_dir / "requirement.csv")
    else:
        write_requirements(sys.stdout, found)


def staffed(team: "Team", name: str, forecast: Any, *, chance: float) -> "QueueRequirement":
    """The requirement of one queue, in its own hours or the team's."""
    from halfhour.engine.business_time import business_calendar, open_seconds
    from halfhour.engine.staffing import staff_queue

    queue = team.queue(name)
    calendar = business_calendar(
        hours=queue.hours or team.hours,
        timezone=team.timezone,
        country=team.country,
        subdivision=team.subdivision,
        first_on=forecast.grid.dates[0].item(),
        last_on=forecast.grid.dates[-1].item(),
    )
    return staff_queue(
        queue=queue,
        forecast=forecast,
        open_seconds=open_seconds(calendar=calendar, grid=forecast.grid),
        calendar=calendar,
        shrinkage=team.shrinkage,
        goal_chance=chance,
    )


def rows_of(found: "QueueRequirement") -> list[dict[str, Any]]:
    """Each interval as a row with the names of requirement.csv."""
    from halfhour.planning.outputs.cells import times

    columns = {
        "on_queue": found.on_queue,
        "on_queue_mean": found.on_queue_mean,
        "scheduled": found.scheduled.round(4),
        "service_level_mean": found.service_level_mean.round(4),
        "goal_chance": found.goal_chance.round(4),
        "occupancy": found.occupancy.round(4),
    }
    values = zip(*(column.tolist() for column in columns.values()), strict=True)
    return [
        {"interval_start": start, "queue": found.queue, **dict(zip(columns, row, strict=True))}
        for start, row in zip(times(found.grid.starts, found.grid.timezone), values, strict=True)
    ]


def print_peaks(found: "list[QueueRequirement]", path: Path) -> None:
    """Per queue the most people on queue and the hours, on the terminal."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("Queue"))
    for head in (_("On queue at the peak"), _("Hours on queue"), _("Paid hours"), _("Expected in time")):
        table.add_column(head, justify="right")
    for each in found:
        hours = (each.grid.ends - each.grid.starts) / 3600
        offered = each.offered_mean.sum()
        level = (each.offered_mean * each.service_level_mean).sum() / offered if offered else 1.0
        table.add_row(
            each.queue,
            str(each.on_queue.max()),
            f"{(each.on_queue * hours).sum():.1f}",
            f"{(each.scheduled * hours).sum():.1f}",
            f"{level:.0%}",
        )
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(table)
    console.print(_("Written to {file}.").format(file=path))


def explain(found: "list[QueueRequirement]", at: str, *, team: "Team", as_json: bool) -> None:
    """Why each queue needs the people it needs in the interval that holds a time."""
    instant = instant_of(at, team.timezone)
    answers = [explanation(each, instant, at) for each in found]
    if as_json:
        options.print_json([asdict(answer) for answer in answers])
        return
    for answer in answers:
        heading = _("{queue}, {start}: {people} on queue")
        click.echo(heading.format(queue=answer.queue, start=answer.interval_start, people=answer.on_queue))
        for reason in answer.reasons:
            click.echo(f"· {reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why one queue needs so many people in one interval."""

    queue: str
    interval_start: str
    on_queue: int
    reasons: tuple[str, ...]


def explanation(found: "QueueRequirement", instant: int, asked: str) -> Explanation:
    from halfhour.planning.outputs.cells import times
    from halfhour.wording import sentence

    place, inside = found.grid.index_of([instant])
    if not inside[0]:
        raise Refusal(_("The forecast does not reach {time}.").format(time=asked))
    position = int(place[0])
    return Explanation(
        queue=found.queue,
        interval_start=times(found.grid.starts[place], found.grid.timezone)[0],
        on_queue=int(found.on_queue[position]),
        reasons=tuple(sentence(reason) for reason in found.reasons_at(position)),
    )


def instant_of(text: str, timezone: str) -> int:
    """A time with offset, or on the team's wall clock."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(_("“{text}” is not a time such as 2026-06-01T14:00.").format(text=text)) from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone))).timestamp())
