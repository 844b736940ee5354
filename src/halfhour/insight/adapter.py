"""The ledger's part that a person chose, analysed; kept for as long as the ledger stays as it is."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import polars as pl

from halfhour.engine.history import QueueHistory
from halfhour.engine.intervals import IntervalGrid
from halfhour.engine.team import Team as EngineTeam
from halfhour.insight.analysis import ResponseAnalysis, analyse, with_our_queues
from halfhour.ledger.halfhours import contacts_of
from halfhour.ledger.queries import team_history
from halfhour.people.models import Team
from halfhour.planning.adapter.history import LedgerPlace, histories, ledger_place

WEEK_SECONDS = 7 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A queue or a channel, "" for all, and the last so many weeks of the history, 0 for all of it."""

    queue: str = ""
    channel: str = ""
    weeks: int = 0

    def takes(self, queue: str, settings: EngineTeam) -> bool:
        if self.queue:
            return queue == self.queue
        if self.channel:
            return any(each.name == queue and each.channel == self.channel for each in settings.queues)
        return True


def analysis_of(team: Team, settings: EngineTeam, selection: Selection) -> ResponseAnalysis | None:
    """None where nothing is known of what was chosen."""
    return _analysis(ledger_place(team), settings, selection)


def queues_of(team: Team, settings: EngineTeam) -> tuple[str, ...]:
    """Every queue that the ledger has contacts of."""
    return tuple(histories(team, settings))


@lru_cache(maxsize=32)
def _analysis(place: LedgerPlace, settings: EngineTeam, selection: Selection) -> ResponseAnalysis | None:
    chosen = {
        name: history
        for name, history in histories(place.team, settings).items()
        if selection.takes(name, settings)
    }
    if not chosen:
        return None
    grid = next(iter(chosen.values())).grid
    first_at = int(grid.starts[0])
    if selection.weeks:
        first_at = int(grid.ends[-1]) - selection.weeks * WEEK_SECONDS
        chosen = {name: _since(history, first_at) for name, history in chosen.items()}
    if all(not np.nansum(history.offered) for history in chosen.values()):
        return None
    contacts = _contacts(place, settings)
    if contacts is not None:
        contacts = contacts.filter(
            pl.col("queue").is_in(list(chosen)), pl.col("opened_at").dt.epoch("s") >= first_at
        )
    return analyse(contacts=contacts, histories=chosen, team=settings)


@lru_cache(maxsize=4)
def _contacts(place: LedgerPlace, settings: EngineTeam) -> pl.DataFrame | None:
    history = team_history(place.team)
    contacts = contacts_of(history)
    return None if contacts is None else with_our_queues(contacts, history, settings)


def _since(history: QueueHistory, first_at: int) -> QueueHistory:
    """The part from the first whole day at or after an instant."""
    grid = history.grid
    first_on = grid.dates[np.searchsorted(grid.starts, first_at)]
    kept = grid.dates >= first_on
    return replace(
        history,
        grid=IntervalGrid(starts=grid.starts[kept], seconds=grid.seconds, timezone=grid.timezone),
        offered=history.offered[kept],
        handle_seconds=history.handle_seconds[kept],
        handled=None if history.handled is None else history.handled[kept],
        abandoned=None if history.abandoned is None else history.abandoned[kept],
    )
