"""`halfhour forecast`: contacts and handle time per queue and interval, and how well they were tested."""

import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.utils.translation import gettext as _

from halfhour.cli import options
from halfhour.cli.inputs import Show, read_inputs, refuse_out_of_reach, tell_reading
from halfhour.cli.options import Refusal

if TYPE_CHECKING:
    from rich.table import Table

    from halfhour.engine.forecasting import QueueForecast
    from halfhour.engine.history import QueueHistory
    from halfhour.engine.team import Team

READING_SHARE = 0.2


@options.command("forecast")
@options.history_argument
@options.team_option
@options.map_option
@options.timezone_option
@options.shape_option
@options.text_options
@options.from_option
@options.weeks_option
@click.option(
    "--out",
    "out",
    type=click.Path(path_type=Path),
    help="File for the forecast, or a folder for forecast.csv. Default: stdout.",
)
@click.option(
    "--backtest", "show_tests", is_flag=True, help="Print how each model did on past weeks held back."
)
@options.seed_option
@options.json_option
@options.quiet_option
def command(
    history: tuple[Path, ...],
    team_path: Path,
    mapping: dict[str, str],
    timezone: str | None,
    first_on: date | None,
    weeks: int,
    out: Path | None,
    show_tests: bool,
    seed: int,
    as_json: bool,
    quiet: bool,
    **reading: Any,
) -> None:
    """Forecast the weeks after a contact HISTORY (one or more files), per queue and interval.

    Writes the columns of forecast.csv. Several models forecast past weeks that were held back; the one
    that came closest makes the forecast, and how far it was off makes the bounds.
    """
    from halfhour.people.teamfile import read_team

    team = read_team(team_path)
    with options.progress_bar(quiet=quiet) as show:
        read, histories = read_inputs(
            history_paths=history,
            team=team,
            mapping=mapping,
            timezone=timezone,
            reading=reading,
            show=lambda done, note: show(done * READING_SHARE, note),
        )
        forecasts = forecast_all(team, histories, first_on=first_on, weeks=weeks, seed=seed, show=show)
    if out is not None:
        write_file(out, forecasts)
    if as_json:
        options.print_json(document(forecasts, tests_only=show_tests))
    elif show_tests:
        print_tests(forecasts)
    elif out is None:
        write_stdout(forecasts)
    elif not quiet:
        print_summary(forecasts)
    if not quiet:
        tell_reading(read, today=date.today())


def forecast_all(
    team: "Team",
    histories: "dict[str, QueueHistory]",
    *,
    first_on: date | None,
    weeks: int,
    seed: int,
    show: Show,
) -> "list[QueueForecast]":
    """The forecast of each of the team's queues that has a history."""
    from halfhour.engine.intervals import interval_grid
    from halfhour.engine.plan import default_first_on, queue_forecast, queue_hours

    queues = [queue for queue in team.queues if queue.name in histories]
    if not queues:
        raise Refusal(
            _("The history names none of the team's queues: {queues}.").format(
                queues=", ".join(queue.name for queue in team.queues)
            )
        )
    first_on = first_on or default_first_on(histories)
    refuse_out_of_reach([histories[queue.name] for queue in queues], first_on)
    grid = interval_grid(
        first_on=first_on,
        last_on=first_on + timedelta(days=7 * weeks - 1),
        timezone=team.timezone,
        interval_minutes=team.interval_minutes,
    )
    forecasts = []
    for number, queue in enumerate(queues):
        show(READING_SHARE + (1 - READING_SHARE) * number / len(queues), _("Forecasting"))
        history = histories[queue.name]
        hours = queue_hours(queue=queue, team=team, history=history, grid=grid)
        forecasts.append(
            queue_forecast(team=team, queue=queue, history=history, hours=hours, grid=grid, seed=seed)
        )
    return forecasts


def write_file(out: Path, forecasts: "list[QueueForecast]") -> None:
    """Write forecast.csv, under the name given or into the folder given."""
    from halfhour.planning.outputs import write_forecasts

    path = out if out.suffix else out / "forecast.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_forecasts(path, forecasts)


def write_stdout(forecasts: "list[QueueForecast]") -> None:
    from halfhour.planning.outputs import write_forecasts

    write_forecasts(sys.stdout, forecasts)


def document(forecasts: "list[QueueForecast]", *, tests_only: bool) -> dict[str, Any]:
    """The forecasts as JSON: per queue its tests and reasons, and unless `tests_only` its intervals."""
    from halfhour.wording import sentence

    return {
        "queues": [
            {
                "queue": forecast.queue,
                "model": forecast.model,
                "scores": [
                    {
                        "model": score.model,
                        "wape": _finite(score.wape),
                        "coverage": _finite(score.coverage),
                        "folds": score.folds,
                    }
                    for score in forecast.scores
                ],
                "reasons": [
                    {"kind": reason.kind.value, "figures": dict(reason.figures), "sentence": sentence(reason)}
                    for reason in forecast.reasons
                ],
                **({} if tests_only else {"intervals": rows_of(forecast)}),
            }
            for forecast in forecasts
        ]
    }


def rows_of(forecast: "QueueForecast") -> list[dict[str, Any]]:
    """Each interval as a row with the names of forecast.csv."""
    from halfhour.planning.outputs.cells import times

    bounds = {
        f"offered_p{round(level * 100):02}": bound
        for level, bound in zip(forecast.levels, forecast.offered_quantiles, strict=True)
    }
    columns = {
        "offered_mean": forecast.offered_mean.round(4),
        **bounds,
        "handle_seconds_mean": forecast.handle_seconds_mean.round(2),
        "handle_seconds_p05": forecast.handle_seconds_low.round(2),
        "handle_seconds_p95": forecast.handle_seconds_high.round(2),
    }
    values = zip(*(column.tolist() for column in columns.values()), strict=True)
    return [
        {"interval_start": start, **dict(zip(columns, row, strict=True))}
        for start, row in zip(times(forecast.grid.starts, forecast.grid.timezone), values, strict=True)
    ]


def print_tests(forecasts: "list[QueueForecast]") -> None:
    """Per queue and model, the rolling-origin figures."""
    from halfhour.engine.forecasting import wape_floor
    from halfhour.wording.forecasting import model_words

    table = table_with(_("WAPE"), _("In 5–95%"), _("Periods"))
    for forecast in forecasts:
        for score in forecast.scores:
            chosen = score.model == forecast.model
            table.add_row(
                forecast.queue,
                _share(score.wape),
                _share(score.coverage),
                str(score.folds),
                model_words(score.model) + (" *" if chosen else ""),
                style="bold" if chosen else None,
            )
        floor = _share(wape_floor(forecast.offered_mean))
        table.add_row(forecast.queue, floor, "", "", _("chance alone"), style="dim")
    console = options.console()
    console.print(table)
    console.print(
        _("WAPE: errors over contacts, per interval of the periods held back. * makes the forecast.")
    )


def table_with(*heads: str) -> "Table":
    """A table of queues with these figures; where the line is short, the model's name wraps."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("Queue"), min_width=8)
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True, min_width=len(head))
    table.add_column(_("Model"))
    return table


def print_summary(forecasts: "list[QueueForecast]") -> None:
    """Per queue how many contacts, and what there is to say."""
    from halfhour.people.wording.figures import figure
    from halfhour.wording import sentence
    from halfhour.wording.forecasting import model_words

    table = table_with(_("Contacts"), _("Handle time"), _("WAPE"), _("In 5–95%"))
    for forecast in forecasts:
        score = next((found for found in forecast.scores if found.model == forecast.model), None)
        table.add_row(
            forecast.queue,
            figure(forecast.offered_mean.sum()),
            _("{seconds:.0f} s").format(seconds=_handle_seconds(forecast)),
            _share(score.wape) if score else "–",
            _share(score.coverage) if score else "–",
            model_words(forecast.model),
        )
    console = options.console()
    console.print(table)
    for forecast in forecasts:
        for reason in forecast.reasons:
            console.print(f"· {sentence(reason)}")


def _handle_seconds(forecast: "QueueForecast") -> float:
    """The mean handle time of the contacts expected."""
    contacts = forecast.offered_mean.sum()
    if contacts == 0:
        return float(forecast.handle_seconds_mean.mean())
    return float((forecast.offered_mean * forecast.handle_seconds_mean).sum() / contacts)


def _share(value: float) -> str:
    from halfhour.people.wording.figures import percent

    return percent(value, 1)


def _finite(value: float) -> float | None:
    return None if value != value else round(value, 4)
