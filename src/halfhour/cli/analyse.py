"""`halfhour analyse`: how long customers wait for an answer and for a solution, where and when."""

from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from halfhour.cli import options
from halfhour.cli.options import Refusal

READING_SHARE = 0.8


def _within(_ctx: click.Context, _param: click.Parameter, value: str | None) -> int | None:
    """A length of time as the team file writes it."""
    if value is None:
        return None
    from halfhour.people.teamfile.problems import Refused
    from halfhour.people.teamfile.values import duration

    options.set_up_django()
    try:
        return int(duration(least=1, most=366 * 86_400)(int(value) if value.isdigit() else value))
    except Refused as error:
        raise click.BadParameter(str(error)) from None


@options.command("analyse")
@options.history_argument
@options.optional_team_option
@options.map_option
@options.timezone_option
@options.shape_option
@options.text_options
@click.option(
    "--within",
    "within_seconds",
    metavar="TIME",
    callback=_within,
    help="The goal of contacts whose queue has none in the team file, such as “20 s” or “4 h”.",
)
@options.optional_out_option
@options.json_option
@options.quiet_option
def command(
    history: tuple[Path, ...],
    team_path: Path | None,
    mapping: dict[str, str],
    timezone: str | None,
    within_seconds: int | None,
    out_dir: Path | None,
    as_json: bool,
    quiet: bool,
    **reading: Any,
) -> None:
    """Analyse a contact HISTORY (one or more files): answer and resolution times, outcomes, heat maps.

    With a team file, times are also counted in business time, and against the goals of its queues.
    Of live queues in which somebody gave up it also tells how long customers are willing to wait.
    With --out, writes response_times.csv, outcomes.csv, patience.csv, heatmap_arrivals.csv,
    heatmap_times.csv, rejected.csv and summary.json into that folder.
    """
    from halfhour.cli.analysis_summary import print_analysis
    from halfhour.insight.analysis import analyse_history
    from halfhour.insight.outputs import analysis_summary, write_analysis
    from halfhour.ledger.reading import HistoryRefused, ReadingProgress, read_history
    from halfhour.people.teamfile import read_team

    team = read_team(team_path) if team_path else None
    with options.progress_bar(quiet=quiet) as show:

        def tell(progress: ReadingProgress) -> None:
            show(READING_SHARE * progress.share, _("Reading {file}").format(file=Path(progress.file).name))

        try:
            read = read_history(
                history,
                mapping=mapping,
                timezone=timezone or (team.timezone if team else None),
                on_progress=tell,
                **reading,
            )
            show(READING_SHARE, _("Analysing"))
            analysis = analyse_history(read, team=team, within_seconds=within_seconds)
        except HistoryRefused as error:
            raise Refusal(error.sentence) from None
        summary = (
            write_analysis(analysis, out_dir, history=read)
            if out_dir is not None
            else analysis_summary(analysis, history=read)
        )
    if as_json:
        options.print_json(summary)
    elif not quiet:
        print_analysis(analysis, history=read, out_dir=out_dir)
