"""What the planning commands start from: a team file and a contact history."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.utils.translation import gettext as _

from halfhour.cli.options import Refusal

if TYPE_CHECKING:
    from halfhour.engine.history import QueueHistory
    from halfhour.engine.team import Team
    from halfhour.ledger.reading import History

Show = Callable[[float, str], None]


def read_inputs(
    *,
    history_paths: tuple[Path, ...],
    team: "Team",
    mapping: Mapping[str, str],
    timezone: str | None,
    reading: Mapping[str, Any],
    show: Show,
) -> "tuple[History, dict[str, QueueHistory]]":
    """The history, and what came in on each queue; `show` hears the share read.

    `reading` is what was said of how the files are written, as `read_history` takes it.
    """
    from halfhour.ledger.halfhours import queue_histories
    from halfhour.ledger.reading import ReadingProgress, read_history

    def tell(progress: ReadingProgress) -> None:
        show(progress.share, _("Reading {file}").format(file=Path(progress.file).name))

    history = read_history(
        history_paths, mapping=mapping, timezone=timezone or team.timezone, on_progress=tell, **reading
    )
    histories = queue_histories(
        history=history, team=team, timezone=team.timezone, interval_minutes=team.interval_minutes
    )
    return history, histories


def tell_reading(history: "History", *, today: date) -> None:
    """What a person should know of the files, on stderr: what was left out, and what looks odd."""
    from halfhour.ledger.reading import TITLES
    from halfhour.ledger.reading.words import future_notice
    from halfhour.people.wording.figures import figure

    for reason, count in sorted(history.rejected.by_reason.items(), key=lambda item: -item[1]):
        left_out = _("· left out: {count} × {title}").format(count=figure(count), title=TITLES[reason])
        click.echo(left_out, err=True)
    for notice in history.notices:
        click.echo(f"· {notice}", err=True)
    coming = contacts_after(history, today + timedelta(days=1))
    if coming is not None:
        click.echo(f"· {future_notice(*coming)}", err=True)


def contacts_after(history: "History", day: date) -> tuple[int, date] | None:
    """How many contacts opened after a day, and on which the last did; None where there are none."""
    import polars as pl

    counted = [
        frame.select(at=time, count=count)
        for frame, time, count in (
            (history.contacts, "opened_at", pl.lit(1.0)),
            (history.intervals, "interval_start", "offered"),
        )
        if frame is not None
    ]
    late = [frame.filter(pl.col("at").dt.date() > day) for frame in counted]
    if not any(frame.height for frame in late):
        return None
    count = sum(frame["count"].cast(pl.Float64).sum() for frame in late)
    return round(count), max(frame["at"].max() for frame in late if frame.height).date()  # type: ignore[union-attr,type-var]


def refuse_out_of_reach(histories: "Iterable[QueueHistory]", first_on: date) -> None:
    """From contacts of long ago no forecast can be made: it would say that nobody comes."""
    import numpy as np

    from halfhour.planning.reach import out_of_reach

    before = (
        each.grid.dates[(each.offered > 0) & (each.grid.dates < np.datetime64(first_on))]
        for each in histories
    )
    last_on = max((days[-1].item() for days in before if days.size), default=None)
    if last_on is not None and out_of_reach(first_on=first_on, last_contact_on=last_on):
        raise Refusal(
            _(
                "The last contact is of {last}, more than a year before {date}, the first day of the plan; no"
                " forecast reaches so far. Say an earlier day with --from, or bring newer contacts."
            ).format(last=last_on, date=first_on)
        )
