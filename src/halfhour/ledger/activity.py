"""From records of what people did to the engine's spans: what was done, what was planned, what was paid."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from halfhour.engine.shrinkage import SHRINKAGE, Records, Spans, ended, uses_of_states
from halfhour.engine.team import StateMeaning, TimeUse
from halfhour.ledger.reading import whole_activity

# A state without an end that nothing follows for so long was forgotten, not lived through.
LONGEST_OPEN_SECONDS = 12 * 3600
AWAY = (TimeUse.LEAVE, TimeUse.SICKNESS)
USES = tuple(TimeUse)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateTime:
    """One state of the records: what it is taken for, and how long people were in it."""

    state: str
    use: TimeUse
    seconds: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RecordedTime:
    """Records as the engine wants them, and the states they were made of, longest first.

    The shifts in `records` are those of a plan among the rows, none where there is none.
    """

    records: Records
    states: tuple[StateTime, ...]


def recorded_time(activity: pl.DataFrame, *, states: tuple[StateMeaning, ...] = ()) -> RecordedTime:
    """Understand rows with the columns of ACTIVITY_SCHEMA; `states` says what the team means by its own.

    A row without an end lasts until the person's next one, at most LONGEST_OPEN_SECONDS unless it is leave
    or sickness. Of the rows of a plan, all but leave and what is not paid are shifts.
    """
    uses = uses_of_states(activity["state"].unique().to_list(), states)
    is_planned = (activity["planned"].fill_null(0) != 0).to_numpy()
    done, planned = _spans(activity.filter(~is_planned), uses), _spans(activity.filter(is_planned), uses)
    off, shrinkage = _codes((TimeUse.OFF,)), _codes(SHRINKAGE)
    records = Records(
        activity=done,
        shifts=planned.where(~np.isin(planned.use, [*off, *_codes(AWAY)])),
        unpaid=planned.where(np.isin(planned.use, off)),
        planned=planned.where(np.isin(planned.use, shrinkage)),
    )
    return RecordedTime(records=records, states=_states(activity.filter(~is_planned), done, uses))


def newest_activity(copy: pl.DataFrame) -> pl.DataFrame:
    """Rows of the ledger's copy as a file has them; of rows that begin together the later import's."""
    rows = copy.with_columns(pl.col("is_planned").cast(pl.Int64).alias("planned"))
    return whole_activity([rows.select("agent", "started_at", "ended_at", "state", "planned", "source")],
                          newest="source")[0]  # fmt: skip


def _spans(rows: pl.DataFrame, uses: dict[str, TimeUse]) -> Spans:
    agents = rows["agent"].unique().sort().to_list()
    place = {name: number for number, name in enumerate(agents)}
    agent = rows["agent"].replace_strict(place, return_dtype=pl.Int64).cast(pl.Int64).to_numpy()
    code = {state: USES.index(use) for state, use in uses.items()}
    use = rows["state"].replace_strict(code, return_dtype=pl.Int64).cast(pl.Int64).to_numpy()
    starts, is_open = _seconds(rows["started_at"]), rows["ended_at"].is_null().to_numpy()
    given = _seconds(rows["ended_at"].fill_null(rows["started_at"]))
    ends = ended(agent=agent, starts_at=starts, ends_at=given, is_open=is_open)
    forgotten = is_open & ~np.isin(use, _codes(AWAY))
    ends = np.where(forgotten, np.minimum(ends, starts + LONGEST_OPEN_SECONDS), ends)
    return Spans(agents=tuple(agents), agent=agent, starts_at=starts, ends_at=ends, use=use)


def _states(rows: pl.DataFrame, done: Spans, uses: dict[str, TimeUse]) -> tuple[StateTime, ...]:
    seconds = pl.Series("seconds", done.ends_at - done.starts_at)
    summed = (
        rows.select("state").with_columns(seconds).group_by("state").agg(pl.col("seconds").sum(), pl.len())
    )
    found = [
        StateTime(state=state, use=uses[state], seconds=int(lasted), rows=int(count))
        for state, lasted, count in summed.iter_rows()
    ]
    return tuple(sorted(found, key=lambda each: (-each.seconds, each.state)))


def _seconds(times: pl.Series) -> NDArray[np.int64]:
    return times.dt.epoch("s").to_numpy().astype(np.int64)


def _codes(uses: tuple[TimeUse, ...]) -> list[int]:
    return [USES.index(use) for use in uses]
