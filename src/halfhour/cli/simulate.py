"""`halfhour simulate`: a day of a plan played many times, as planned and as it might be."""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.utils.translation import gettext as _

from halfhour.cli import options
from halfhour.cli.measured import activity_option, with_measured_shrinkage
from halfhour.cli.options import Refusal

if TYPE_CHECKING:
    from rich.console import Console

    from halfhour.engine.plan import PlanDay
    from halfhour.engine.scenarios import (
        Compared,
        Difference,
        Problem,
        Question,
        QueueDifference,
        Scenario,
    )
    from halfhour.engine.simulation import Curve, Figure

MOST_THREADS = 8
MOST_REPLICATIONS = 20_000


@options.command("simulate")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@options.team_option
@activity_option
@click.option("--on", "on", type=options.Date(), required=True, help="The day of the plan.")
@click.option(
    "--change",
    "changes",
    multiple=True,
    metavar="LINE",
    help="A change to try, such as “+1 person 12:00-20:00 for phone”. May be repeated.",
)
@click.option(
    "--scenario",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of changes, one a line.",
)
@click.option(
    "--replications",
    type=click.IntRange(10, MOST_REPLICATIONS),
    default=1000,
    show_default=True,
    help="How many days to play on each side.",
)
@options.seed_option
@options.json_option
@options.quiet_option
def command(
    folder: Path,
    team_path: Path,
    activity_paths: tuple[Path, ...],
    on: datetime,
    changes: tuple[str, ...],
    scenario: Path | None,
    replications: int,
    seed: int,
    as_json: bool,
    quiet: bool,
) -> None:
    """Play a day of a plan (the FOLDER that “halfhour plan” wrote) many times: as planned, and with changes
    beside it, under the same chance.

    Tells for each queue how many contacts are answered in time, how long they wait and who gives up,
    and what the changes do to that, as far as it can be told.
    """
    from halfhour.cli.plan_folder import day_from_folder
    from halfhour.engine.scenarios import answer, ask
    from halfhour.people.teamfile import read_team

    wanted = scenario_asked_for(changes, scenario)
    team = with_measured_shrinkage(read_team(team_path), activity_paths)
    day = day_from_folder(folder, team, on.date())
    question = ask(day=day, scenario=wanted, replications=replications, seed=seed)
    refuse_wrong_lines(question.applied.problems, changes, scenario)
    if question.problem is not None:
        raise Refusal(_sentence(question.problem))
    with options.progress_bar(quiet=quiet or as_json) as show:
        show(0.1, _("Making the simulator ready"))
        warm()
        show(0.4, _("Playing the day"))
        found = answer(question, threads=min(os.cpu_count() or 1, MOST_THREADS))
    if as_json:
        options.print_json(document(question, found, wanted))
    else:
        show_all(question, found, wanted)


def warm() -> None:
    from halfhour.engine import simulation

    simulation.warm()


def scenario_asked_for(changes: tuple[str, ...], path: Path | None) -> "Scenario":
    """The lines of the options, or those of the file."""
    from halfhour.engine.scenarios import read_lines, read_scenario

    if changes and path is not None:
        raise click.UsageError(_("Give the changes by --change or in a file by --scenario, not both."))
    if path is None:
        return read_lines(changes)
    try:
        return read_scenario(path.read_text("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refusal(_("{file} is not a text in UTF-8.").format(file=path.name)) from None


def refuse_wrong_lines(problems: "Iterable[Problem]", changes: tuple[str, ...], path: Path | None) -> None:
    """Every wrong line with its place; a command does not guess what was meant."""
    sentences = []
    for problem in problems:
        place = (
            f"{path.name}:{problem.line}" if path is not None else f"--change “{changes[problem.line - 1]}”"
        )
        sentences.append(f"{place}: {_sentence(problem.reason)}")
    if sentences:
        raise Refusal("\n".join(sentences))


def _sentence(reason: Any) -> str:
    from halfhour.wording import sentence

    return sentence(reason)


def show_all(question: "Question", found: "Difference", scenario: "Scenario") -> None:
    """The day, the changes in words, and a table for each queue."""
    from django.utils.formats import date_format
    from rich.console import Console

    console = Console(highlight=False, markup=False, soft_wrap=True)
    played = _("{date}, played {count} times").format(
        date=date_format(question.day.on, "l, j F Y"), count=question.replications
    )
    console.print(played, style="bold")
    for line in told_of(question, scenario):
        console.print(f"· {line}")
    is_compared = bool(scenario.entries)
    for queue in found.queues:
        console.print()
        show_queue(console, queue, is_compared=is_compared)
    console.print()
    show_table(console, [found.occupancy], title=_("All people"), is_compared=is_compared)


def told_of(question: "Question", scenario: "Scenario") -> list[str]:
    """Each change as a sentence, then what is worth knowing."""
    from halfhour.engine.scenarios import change_reason

    changes = [_sentence(change_reason(entry.change)) for entry in scenario.entries]
    notes = [_sentence(note.reason) for note in question.applied.notes]
    return [*changes, *notes, *(_sentence(warning) for warning in question.warnings)]


def show_queue(console: "Console", queue: "QueueDifference", *, is_compared: bool) -> None:
    before, after = f"{queue.offered_today:,.0f}", f"{queue.offered_changed:,.0f}"
    if is_compared and before != after:
        title = _("{queue}: {before} contacts, {after} with the changes").format(
            queue=queue.queue, before=before, after=after
        )
    else:
        title = _("{queue}: {count} contacts").format(queue=queue.queue, count=before)
    show_table(console, queue.day, title=title, is_compared=is_compared)


def show_table(console: "Console", rows: "Iterable[Compared]", *, title: str, is_compared: bool) -> None:
    from rich.table import Table

    from halfhour.planning import measures

    table = Table(box=None, pad_edge=False, header_style="dim", title=title, title_justify="left")
    table.title_style = "bold"
    table.add_column("")
    table.add_column(_("As planned"), justify="right")
    if is_compared:
        table.add_column(_("Changed"), justify="right")
        table.add_column(_("Difference"), justify="right")
        table.add_column(_("95% sure: between"), justify="right")
        table.add_column("")
    for row in rows:
        cells = [measures.measure_words(row.measure), measures.amount(row.measure, mean_of(row.today))]
        if is_compared:
            cells += compared_cells(row)
        table.add_row(*cells)
    console.print(table)


def compared_cells(row: "Compared") -> list[str]:
    from halfhour.planning import measures

    changed = measures.amount(row.measure, mean_of(row.changed))
    if row.difference is None:
        return [changed, "", "", measures.verdict_words(row.verdict)]
    return [
        changed,
        measures.difference_words(row.measure, row.difference.mean),
        measures.bounds_words(row.measure, row.difference),
        measures.verdict_words(row.verdict),
    ]


def mean_of(figure: "Figure | None") -> float | None:
    return None if figure is None else figure.mean


def document(question: "Question", found: "Difference", scenario: "Scenario") -> dict[str, Any]:
    """Everything that was found; shares are 0 to 1, waits in seconds."""
    return {
        "schema": "halfhour.simulation/1",
        "date": question.day.on.isoformat(),
        "timezone": question.day.timezone,
        "interval_minutes": question.day.interval_seconds / 60,
        "replications": found.replications,
        "seed": question.seed,
        "changes": [entry.text for entry in scenario.entries],
        "notes": [_sentence(note.reason) for note in question.applied.notes],
        "warnings": [_sentence(warning) for warning in question.warnings],
        "queues": [queue_document(queue, question.day) for queue in found.queues],
        "occupancy": compared_document(found.occupancy),
    }


def queue_document(queue: "QueueDifference", day: "PlanDay") -> dict[str, Any]:
    today, changed = queue.offered_course
    return {
        "queue": queue.queue,
        "offered": {"today": round(queue.offered_today, 3), "changed": round(queue.offered_changed, 3)},
        **{str(row.measure): compared_document(row) for row in queue.day},
        "intervals": [
            {
                "start": day.clock_at(place * day.interval_seconds),
                "offered": {
                    "today": round(float(today[place]), 3),
                    "changed": round(float(changed[place]), 3),
                },
                **{
                    str(course.measure): {
                        "today": figure_document(course.today, place),
                        "changed": figure_document(course.changed, place),
                        "difference": figure_document(course.difference, place),
                        "verdict": str(course.verdict_at(place)),
                    }
                    for course in queue.courses
                },
            }
            for place in range(day.intervals)
            if today[place] or changed[place]
        ],
    }


def compared_document(row: "Compared") -> dict[str, Any]:
    return {
        "today": _bounded(row.today),
        "changed": _bounded(row.changed),
        "difference": _bounded(row.difference),
        "verdict": str(row.verdict),
    }


def figure_document(curve: "Curve", place: int) -> dict[str, float] | None:
    return _bounded(curve.at(place))


def _bounded(figure: "Figure | None") -> dict[str, float] | None:
    if figure is None:
        return None
    return {"mean": round(figure.mean, 5), "low": round(figure.low, 5), "high": round(figure.high, 5)}
