"""From a history to what came in on each queue, half hour by half hour."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from halfhour.engine.errors import OutOfRange
from halfhour.engine.history import (
    QueueHistory,
    queue_history_from_contacts,
    queue_history_from_counts,
)
from halfhour.engine.intervals import IntervalGrid, interval_grid
from halfhour.engine.team import Channel, Team
from halfhour.ledger.reading import EventRules, History, HistoryRefused, contacts_from_events

# The queue of what no queue of the team takes, where the file names none either.
ALL = "all"
CHANNEL_WORDS: dict[str, Channel] = {
    "phone": Channel.PHONE, "call": Channel.PHONE, "voice": Channel.PHONE, "telephone": Channel.PHONE,
    "chat": Channel.CHAT, "messenger": Channel.CHAT, "live chat": Channel.CHAT, "whatsapp": Channel.CHAT,
    "wechat": Channel.CHAT, "telegram": Channel.CHAT,
    "email": Channel.EMAIL, "e-mail": Channel.EMAIL, "mail": Channel.EMAIL,
    "form": Channel.FORM, "web": Channel.FORM, "web form": Channel.FORM, "portal": Channel.FORM,
    "self-service": Channel.FORM, "api": Channel.FORM,
    "other": Channel.OTHER,
    "电话": Channel.PHONE, "邮件": Channel.EMAIL, "在线": Channel.CHAT,
    "телефон": Channel.PHONE, "почта": Channel.EMAIL, "чат": Channel.CHAT,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueMatch:
    """Where the contacts of one queue and channel of the files went; `known` says it is a queue of the team.

    `theirs` and `channel` are empty where the files named none.
    """

    theirs: str
    channel: str
    ours: str
    known: bool
    contacts: float


def channel_of(text: str | None) -> Channel | None:
    """The channel that a word of an export means; None for a word that is not known."""
    return CHANNEL_WORDS.get((text or "").strip().casefold())


def match_queues(*, history: History, team: Team | None) -> tuple[QueueMatch, ...]:
    """Say for every queue and channel of the history which queue takes it.

    A queue of the team with the same name takes it. A team's only queue takes what names no queue, and
    everything where no name in the history is the team's. Else the only queue of the same channel takes
    it; what is left keeps its own name, or goes to "all".
    """
    pairs = _pairs(history)
    names = {queue.name.casefold(): queue.name for queue in team.queues} if team else {}
    any_known = any(theirs.casefold() in names for theirs, _channel in pairs)
    matches = []
    for (theirs, channel), contacts in sorted(pairs.items()):
        ours = names.get(theirs.casefold())
        if ours is None and team is not None:
            ours = _taken_by(team, theirs, channel, any_known=any_known)
        matches.append(
            QueueMatch(
                theirs=theirs,
                channel=channel,
                ours=ours or theirs or ALL,
                known=ours is not None,
                contacts=contacts,
            )
        )
    return tuple(matches)


def queue_histories(
    *,
    history: History,
    team: Team | None = None,
    timezone: str | None = None,
    interval_minutes: int = 30,
    rules: EventRules | None = None,
) -> dict[str, QueueHistory]:
    """What came in on each queue, all on one grid of whole local days from the first to the last.

    `timezone` is the history's own where it is None. Queues of the team without any contact are left
    out; names that no queue of the team takes stay as they are (see `match_queues`).

    Raises
    ------
    HistoryRefused
        Where rows of counts are longer than the intervals, or there is nothing at all.
    """
    frames = _with_queues(history, team, rules)
    if not frames and history.activity is not None:
        raise HistoryRefused(_("The history holds what people did, and no contact."))
    if not frames:
        raise HistoryRefused(_("The history holds no contact."))
    grid = _grid_over(frames, timezone or history.timezone, interval_minutes)
    found: dict[str, QueueHistory] = {}
    contacts = frames.get("contacts")
    if contacts is not None:
        found.update(_from_contacts(contacts, grid))
    intervals = frames.get("intervals")
    if intervals is not None:
        for name, counted in _from_intervals(intervals, grid).items():
            found[name] = _joined(counted, found[name]) if name in found else counted
    return found


def contacts_of(history: History, rules: EventRules | None = None) -> pl.DataFrame | None:
    """All contacts of a history, those made from its events included."""
    frames = [] if history.contacts is None else [history.contacts]
    if history.events is not None:
        frames.append(contacts_from_events(history.events, rules=rules).contacts)
    if not frames:
        return None
    if len(frames) == 1:
        return frames[0]
    return pl.concat(frames).unique(subset="contact_id", keep="first", maintain_order=True).sort("opened_at")


def _pairs(history: History) -> dict[tuple[str, str], float]:
    pairs: dict[tuple[str, str], float] = {}
    blank = pl.lit("")
    contacts = contacts_of(history)
    counted = []
    if contacts is not None:
        counted.append(
            contacts.group_by(
                pl.col("queue").fill_null(blank).alias("queue"),
                pl.col("channel").fill_null(blank).alias("channel"),
            ).agg(pl.len().cast(pl.Float64).alias("contacts"))
        )
    if history.intervals is not None:
        counted.append(
            history.intervals.group_by(pl.col("queue").fill_null(blank).alias("queue"))
            .agg(pl.col("offered").sum().alias("contacts"))
            .select("queue", blank.alias("channel"), "contacts")
        )
    for queue, channel, contacts_there in pl.concat(counted).iter_rows() if counted else ():
        pairs[queue, channel] = pairs.get((queue, channel), 0.0) + contacts_there
    return pairs


def _taken_by(team: Team, theirs: str, channel: str, *, any_known: bool) -> str | None:
    if len(team.queues) == 1 and (not theirs or not any_known):
        return team.queues[0].name
    meant = channel_of(channel) or channel_of(theirs)
    same_channel = [queue.name for queue in team.queues if queue.channel is meant]
    return same_channel[0] if len(same_channel) == 1 else None


def _with_queues(history: History, team: Team | None, rules: EventRules | None) -> dict[str, pl.DataFrame]:
    """The frames with each row's queue replaced by the one that takes it."""
    matches = match_queues(history=history, team=team)
    table = pl.DataFrame(
        {
            "theirs": [match.theirs for match in matches],
            "via": [match.channel for match in matches],
            "ours": [match.ours for match in matches],
        },
        schema={"theirs": pl.String, "via": pl.String, "ours": pl.String},
    )
    frames = {"contacts": contacts_of(history, rules), "intervals": history.intervals}
    renamed = {}
    for name, frame in frames.items():
        if frame is None or frame.is_empty():
            continue
        channel = pl.col("channel").fill_null("") if "channel" in frame.columns else pl.lit("")
        renamed[name] = (
            frame.with_columns(pl.col("queue").fill_null("").alias("theirs"), channel.alias("via"))
            .join(table, on=["theirs", "via"], how="left", maintain_order="left")
            .with_columns(pl.col("ours").alias("queue"))
            .drop("theirs", "via", "ours")
        )
    return renamed


def _grid_over(frames: dict[str, pl.DataFrame], timezone: str, interval_minutes: int) -> IntervalGrid:
    times = pl.concat(
        [
            frame.select(pl.col("opened_at" if name == "contacts" else "interval_start").alias("at"))
            for name, frame in frames.items()
        ]
    )["at"].dt.convert_time_zone(timezone)
    first, last = times.dt.date().min(), times.dt.date().max()
    return interval_grid(
        first_on=first,  # type: ignore[arg-type]
        last_on=last,  # type: ignore[arg-type]
        timezone=timezone,
        interval_minutes=interval_minutes,
    )


def _from_contacts(contacts: pl.DataFrame, grid: IntervalGrid) -> dict[str, QueueHistory]:
    """Every queue is known from the first to the last contact of the whole export."""
    opened = _seconds(contacts["opened_at"])
    gave_up = contacts["abandoned_at"].is_not_null()
    known_from, known_until = int(opened.min()), int(opened.max()) + 1
    found = {}
    for (name,), rows in contacts.with_columns(gave_up.alias("gave_up")).group_by(
        "queue", maintain_order=True
    ):
        found[str(name)] = queue_history_from_contacts(
            queue=str(name),
            grid=grid,
            opened_at=_seconds(rows["opened_at"]),
            handle_seconds=_measured(rows["handle_seconds"]),
            abandoned=rows["gave_up"].to_numpy() if gave_up.any() else None,
            known_from=known_from,
            known_until=known_until,
        )
    return found


def _from_intervals(intervals: pl.DataFrame, grid: IntervalGrid) -> dict[str, QueueHistory]:
    found = {}
    for (name,), rows in intervals.group_by("queue", maintain_order=True):
        try:
            found[str(name)] = queue_history_from_counts(
                queue=str(name),
                grid=grid,
                interval_start=_seconds(rows["interval_start"]),
                offered=rows["offered"].to_numpy(),
                handle_seconds=_measured(rows["handle_seconds_mean"]),
                handled=_measured(rows["handled"]),
                abandoned=_measured(rows["abandoned"]),
            )
        except OutOfRange:
            raise HistoryRefused(
                _(
                    "The counts of queue {queue} stand further apart than {minutes} minutes; choose longer"
                    " intervals for the team, or bring counts per {minutes} minutes or finer."
                ).format(queue=name, minutes=grid.seconds // 60)
            ) from None
    return found


def _joined(counted: QueueHistory, single: QueueHistory) -> QueueHistory:
    """Counts where there are any, single contacts elsewhere."""
    known = ~np.isnan(counted.offered)
    return QueueHistory(
        queue=counted.queue,
        grid=counted.grid,
        offered=np.where(known, counted.offered, single.offered),
        handle_seconds=np.where(
            np.isnan(counted.handle_seconds), single.handle_seconds, counted.handle_seconds
        ),
        handled=counted.handled,
        abandoned=counted.abandoned,
    )


def _seconds(times: pl.Series) -> NDArray[np.int64]:
    return times.dt.epoch("s").to_numpy().astype(np.int64)


def _measured(values: pl.Series) -> NDArray[np.float64] | None:
    return None if values.is_null().all() else values.cast(pl.Float64).to_numpy().astype(np.float64)
