"""What the planning commands start from: a team file and a contact history."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
