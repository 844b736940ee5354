"""What the planning commands start from: a team file and a contact history."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

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
    show: Show,
) -> "tuple[History, dict[str, QueueHistory]]":
    """The history, and what came in on each queue; `show` hears the share read."""
    from halfhour.ledger.halfhours import queue_histories
    from halfhour.ledger.reading import ReadingProgress, read_history

    def tell(progress: ReadingProgress) -> None:
        show(progress.share, _("Reading {file}").format(file=Path(progress.file).name))

    history = read_history(
        history_paths, mapping=mapping, timezone=timezone or team.timezone, on_progress=tell
    )
    histories = queue_histories(
        history=history, team=team, timezone=team.timezone, interval_minutes=team.interval_minutes
    )
    return history, histories
