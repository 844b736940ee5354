"""Response times of a history: from its frames to the engine's summaries and heat maps, and back.

Nothing here reads the database; a page that has frames of its own calls `analyse`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from halfhour.engine.business_time import business_calendar, open_seconds
from halfhour.engine.history import QueueHistory
from halfhour.engine.intervals import local_seconds
from halfhour.engine.response import (
    AnswerMap,
    ArrivalMap,
    GroupSummary,
    OutcomeShare,
    answer_map,
    arrival_map,
    by,
    outcome_shares,
    share_of,
    summarise,
)
from halfhour.engine.team import Team
from halfhour.insight.contact_times import Clock, ContactTimes, Measure, Outcome, contact_times, hours_of
from halfhour.insight.patience import QueuePatience, patience_of_queues
from halfhour.ledger.halfhours import contacts_of, match_queues, queue_histories
from halfhour.ledger.reading import History

DAY_SECONDS = 86_400


class Dimension(StrEnum):
    """What contacts are told apart by; ALL does not."""

    ALL = "all"
    QUEUE = "queue"
    CHANNEL = "channel"
    CATEGORY = "category"
    WEEKDAY = "weekday"
    HOUR = "hour"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseTable:
    """One measure on one clock, told apart by one dimension.

    Labels are names (empty where the history has none), weekdays (0 Monday) or hours (0 to 23).
    """

    measure: Measure
    clock: Clock
    dimension: Dimension
    rows: tuple[GroupSummary, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseAnalysis:
    """Everything there is to say about the response times of one history.

    `first_at` and `last_at` are the openings of the first and last contact, or the first and last
    interval counted, UTC epoch seconds. `tables` has those that mean something: a measure that was
    never taken, a clock without opening hours or a dimension without names is left out. `patience` is
    there for the live queues of an analysed history in which somebody gave up.
    """

    timezone: str
    interval_minutes: int
    contacts: int
    first_at: int
    last_at: int
    outcomes: tuple[OutcomeShare, ...]
    tables: tuple[ResponseTable, ...]
    arrivals: ArrivalMap
    arrivals_by_queue: Mapping[str, ArrivalMap]
    maps: Mapping[tuple[Measure, Clock], AnswerMap]
    patience: tuple[QueuePatience, ...] = ()

    def table(self, measure: Measure, clock: Clock, dimension: Dimension) -> ResponseTable | None:
        wanted = (measure, clock, dimension)
        return next(
            (table for table in self.tables if (table.measure, table.clock, table.dimension) == wanted), None
        )

    def promised_clock(self) -> Clock:
        """The clock in which goals are meant: business time where opening hours are known."""
        known = any(table.clock is Clock.BUSINESS for table in self.tables)
        return Clock.BUSINESS if known else Clock.ELAPSED


def analyse_history(
    history: History,
    *,
    team: Team | None = None,
    timezone: str | None = None,
    interval_minutes: int | None = None,
    within_seconds: int | None = None,
) -> ResponseAnalysis:
    """Analyse what a reader read; zone and intervals are the team's, else the history's and half hours.

    `within_seconds` is the goal of contacts whose queue has none of its own.
    """
    zone = timezone or (team.timezone if team else history.timezone)
    minutes = interval_minutes or (team.interval_minutes if team else 30)
    histories = queue_histories(history=history, team=team, timezone=zone, interval_minutes=minutes)
    contacts = contacts_of(history)
    if contacts is not None:
        contacts = with_our_queues(contacts, history, team)
    found = analyse(contacts=contacts, histories=histories, team=team, within_seconds=within_seconds)
    if contacts is None:
        return found
    return replace(found, patience=patience_of_queues(contacts, team=team, within_seconds=within_seconds))


def analyse(
    *,
    contacts: pl.DataFrame | None,
    histories: Mapping[str, QueueHistory],
    team: Team | None = None,
    within_seconds: int | None = None,
) -> ResponseAnalysis:
    """Analyse contacts (columns of CONTACT_SCHEMA, queues named as ours) and what came in on each queue.

    `histories` share one grid, whose zone and interval length are those of the analysis.
    """
    grid = next(iter(histories.values())).grid
    taken = None
    if contacts is not None and contacts.height:
        taken = contact_times(contacts, team=team, timezone=grid.timezone, within_seconds=within_seconds)
    together = _together(histories)
    moments = grid.starts[~np.isnan(together.offered)] if taken is None else taken.opened_at
    return ResponseAnalysis(
        timezone=grid.timezone,
        interval_minutes=grid.seconds // 60,
        contacts=round(float(np.nansum(together.offered))),
        first_at=int(moments.min()),
        last_at=int(moments.max()),
        outcomes=_outcomes(taken, histories),
        tables=() if taken is None or contacts is None else _tables(taken, contacts, grid.timezone),
        arrivals=_arrivals(together, team, None),
        arrivals_by_queue={name: _arrivals(history, team, name) for name, history in histories.items()},
        maps={} if taken is None else _maps(taken, grid.timezone, grid.seconds // 60),
    )


def with_our_queues(contacts: pl.DataFrame, history: History, team: Team | None) -> pl.DataFrame:
    """The contacts with the names of our queues in place of the file's."""
    matches = match_queues(history=history, team=team)
    ours = pl.DataFrame(
        [(match.theirs, match.channel, match.ours) for match in matches],
        schema={"_theirs": pl.String, "_via": pl.String, "_ours": pl.String},
        orient="row",
    )
    named = contacts.with_columns(
        pl.col("queue").fill_null("").alias("_theirs"), pl.col("channel").fill_null("").alias("_via")
    )
    joined = named.join(ours, on=["_theirs", "_via"], how="left", maintain_order="left")
    return joined.with_columns(pl.col("_ours").alias("queue")).drop("_theirs", "_via", "_ours")


def _outcomes(taken: ContactTimes | None, histories: Mapping[str, QueueHistory]) -> tuple[OutcomeShare, ...]:
    if taken is not None:
        return outcome_shares(taken.outcomes)
    gave_up, came = 0.0, 0.0
    for history in histories.values():
        if history.abandoned is not None:
            told = ~np.isnan(history.abandoned) & ~np.isnan(history.offered)
            gave_up, came = gave_up + history.abandoned[told].sum(), came + history.offered[told].sum()
    if not came:
        return ()
    hits, count = min(round(gave_up), round(came)), round(came)
    return (
        OutcomeShare(outcome=Outcome.HANDLED, share=share_of(hits=count - hits, count=count)),
        OutcomeShare(outcome=Outcome.ABANDONED, share=share_of(hits=hits, count=count)),
    )


def _tables(taken: ContactTimes, contacts: pl.DataFrame, timezone: str) -> tuple[ResponseTable, ...]:
    groups = _groups(taken, contacts, timezone)
    tables = []
    for (measure, clock), seconds in taken.measured().items():
        goals = taken.goal_seconds if measure is Measure.ANSWER else None
        missed = taken.missed[clock] if measure is Measure.ANSWER else None
        whole = summarise(seconds, goals, missed=missed)
        rows: dict[Dimension, tuple[GroupSummary, ...]] = {
            Dimension.ALL: (GroupSummary(label="", summary=whole),)
        }
        for dimension, (codes, names) in groups.items():
            found = by(labels=codes, values_seconds=seconds, within_seconds=goals, missed=missed)
            rows[dimension] = tuple(
                GroupSummary(label=names[int(row.label)], summary=row.summary) for row in found
            )
        tables += [
            ResponseTable(measure=measure, clock=clock, dimension=dimension, rows=found)
            for dimension, found in rows.items()
        ]
    return tuple(tables)


Groups = dict[Dimension, tuple[NDArray[np.int64], list[str] | list[int]]]


def _groups(taken: ContactTimes, contacts: pl.DataFrame, timezone: str) -> Groups:
    """For each dimension that tells contacts apart: a code per contact, and what the codes stand for."""
    groups: Groups = {}
    for dimension in (Dimension.QUEUE, Dimension.CHANNEL, Dimension.CATEGORY):
        labels = contacts[dimension.value].fill_null("")
        names = labels.unique().sort().to_list()
        if names != [""]:
            codes = labels.cast(pl.Enum(names)).to_physical().to_numpy().astype(np.int64)
            groups[dimension] = (codes, names)
    wall = local_seconds(taken.opened_at, timezone)
    groups[Dimension.WEEKDAY] = ((wall // DAY_SECONDS + 3) % 7, list(range(7)))
    groups[Dimension.HOUR] = (wall % DAY_SECONDS // 3600, list(range(24)))
    return groups


def _maps(
    taken: ContactTimes, timezone: str, interval_minutes: int
) -> dict[tuple[Measure, Clock], AnswerMap]:
    return {
        key: answer_map(
            opened_at=taken.opened_at,
            answer_seconds=seconds,
            timezone=timezone,
            interval_minutes=interval_minutes,
        )
        for key, seconds in taken.measured().items()
    }


def _together(histories: Mapping[str, QueueHistory]) -> QueueHistory:
    """All queues as one; known where any of them is."""
    several = list(histories.values())
    offered = np.stack([history.offered for history in several])
    unknown = np.isnan(offered).all(axis=0)
    return QueueHistory(
        queue="",
        grid=several[0].grid,
        offered=np.where(unknown, np.nan, np.nansum(offered, axis=0)),
        handle_seconds=np.full(offered.shape[1], np.nan),
    )


def _arrivals(history: QueueHistory, team: Team | None, queue: str | None) -> ArrivalMap:
    if team is None:
        return arrival_map(history=history)
    hours = hours_of(team, queue)
    dates = history.grid.dates
    calendar = business_calendar(
        hours=hours,
        timezone=history.grid.timezone,
        country=team.country,
        subdivision=team.subdivision,
        first_on=dates[0].item(),
        last_on=dates[-1].item() + timedelta(days=1),
    )
    return arrival_map(history=history, open_seconds=open_seconds(calendar=calendar, grid=history.grid))
