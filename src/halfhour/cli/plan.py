"""`halfhour plan`: from a contact history and a team file to a plan, without a server."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halfhour.cli import options
from halfhour.cli.inputs import read_inputs, refuse_out_of_reach, tell_reading
from halfhour.cli.measured import activity_option, with_measured_shrinkage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from halfhour.engine.history import QueueHistory
    from halfhour.engine.plan import Plan, Stage
    from halfhour.engine.team import Team

READING_SHARE = 0.1
REMARKS_SHOWN = 12


@options.command("plan")
@options.history_argument
@options.team_option
@activity_option
@options.map_option
@options.timezone_option
@options.shape_option
@options.text_options
@options.from_option
@options.weeks_option
@options.out_option
@options.seed_option
@options.effort_option
@options.language_option
@options.json_option
@options.quiet_option
def command(
    history: tuple[Path, ...],
    team_path: Path,
    activity_paths: tuple[Path, ...],
    mapping: dict[str, str],
    timezone: str | None,
    first_on: date | None,
    weeks: int,
    out_dir: Path,
    seed: int,
    effort: float,
    language: str | None,
    as_json: bool,
    quiet: bool,
    **reading: Any,
) -> None:
    """Plan the weeks after a contact HISTORY (one or more files): forecast, people needed, roster, days.

    Writes forecast.csv, requirement.csv, roster.csv, dayplan.csv, rejected.csv, summary.json and
    report.html into the folder of --out.
    """
    from halfhour.engine.plan import Progress, default_first_on, make_plan
    from halfhour.people.teamfile import read_team
    from halfhour.planning.outputs import write_plan

    team = with_measured_shrinkage(read_team(team_path), activity_paths)
    with options.progress_bar(quiet=quiet) as show:
        read, histories = read_inputs(
            history_paths=history,
            team=team,
            mapping=mapping,
            timezone=timezone,
            reading=reading,
            show=lambda done, note: show(done * READING_SHARE, note),
        )

        def tell(progress: Progress) -> None:
            show(READING_SHARE + (0.97 - READING_SHARE) * progress.done, stage_words(progress.stage))

        starts_on = first_on or default_first_on(histories)
        refuse_without_history(team, histories, starts_on)
        plan = make_plan(
            histories=histories,
            team=team,
            first_on=starts_on,
            weeks=weeks,
            seed=seed,
            effort=effort,
            on_progress=tell,
        )
        show(0.97, _("Writing"))
        summary = write_plan(plan, out_dir, history=read, language=language)
    if as_json:
        options.print_json(summary)
    elif not quiet:
        print_summary(plan, out_dir)
        tell_reading(read, today=date.today())


def refuse_without_history(team: "Team", histories: "Mapping[str, QueueHistory]", first_on: date) -> None:
    """A plan for nobody helps nobody: say which names the history has, or that its time does not fit."""
    import numpy as np

    planned = [histories[queue.name] for queue in team.queues if queue.name in histories]
    if not planned:
        raise options.Refusal(
            _(
                "The history names {theirs}; the team file has {ours}. Give a queue the name it has there."
            ).format(theirs=", ".join(histories), ours=", ".join(queue.name for queue in team.queues))
        )
    if not any((each.offered[each.grid.dates < np.datetime64(first_on)] > 0).any() for each in planned):
        raise options.Refusal(
            _("The history has no contact before {date}, the first day of the plan.").format(date=first_on)
        )
    refuse_out_of_reach(planned, first_on)


def stage_words(stage: "Stage") -> str:
    return {
        "forecast": _("Forecasting"),
        "staff": _("Working out how many people are needed"),
        "roster": _("Making the roster"),
        "day": _("Planning the days"),
        "play": _("Playing the days"),
    }[stage]


def print_summary(plan: "Plan", out_dir: Path | None) -> None:
    """The first answers of the report, on the terminal."""
    from rich.table import Table

    from halfhour.planning.outputs.report import report_content
    from halfhour.wording import sentence

    content = report_content(plan)
    console = options.console()
    console.print(f"{content.team} · {content.period}", style="bold")
    tone = {"good": "green", "fair": "yellow", "bad": "red"}[content.headline.tone]
    console.print(content.headline.answer, style=tone)
    console.print(content.headline.because)
    figures = Table(box=None, show_header=False, pad_edge=False)
    for card in content.cards:
        figures.add_row(card.label, card.value, card.note)
    console.print()
    console.print(figures)
    queues = Table(box=None, pad_edge=False, header_style="bold")
    for head in (
        _("Queue"),
        _("Goal"),
        _("Contacts"),
        _("On queue at the peak"),
        _("Hours fully staffed"),
        _("Expected in time"),
        _("Forecast error"),
    ):
        queues.add_column(head, justify="left" if head in (_("Queue"), _("Goal")) else "right")
    for row in content.queues:
        queues.add_row(
            row.queue, row.goal, row.contacts, row.needed_at_peak, row.covered, row.service, row.error
        )
    console.print()
    console.print(queues)
    if content.left_to_chance:
        console.print(content.left_to_chance, style="dim")
    remarks = [*map(sentence, plan.reasons), *content.clashes, *content.breaches]
    for remark in remarks[:REMARKS_SHOWN]:
        console.print(f"· {remark}")
    more = len(remarks) - REMARKS_SHOWN
    if more > 0:
        console.print(ngettext("· {count} more remark", "· {count} more remarks", more).format(count=more))
    if out_dir is not None:
        console.print()
        console.print(
            _("Written to {folder}; open {report} in a browser.").format(
                folder=out_dir, report=out_dir / "report.html"
            )
        )
