"""How long the customers of each live queue are willing to wait, where a history tells."""

from dataclasses import dataclass

import polars as pl

from halfhour.engine.patience import Estimate, mean_patience, patience_curve, waits_of_contacts
from halfhour.engine.reasons import Reason
from halfhour.engine.team import Channel, Service, Team
from halfhour.insight.contact_times import Floats, instants
from halfhour.ledger.halfhours import channel_of

LIVE_CHANNELS = (Channel.PHONE, Channel.CHAT)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePatience:
    """Patience of a queue's customers, in seconds; values are None where what was seen does not reach.

    `waited` contacts stood in the line, `hangups` of them gave up. `mean` is right if patience is
    exponential, `median` whatever its shape. `at_goal` is the share still waiting when the goal's time is
    over, None with `goal_seconds` where the queue has no goal.
    """

    queue: str
    waited: int
    hangups: int
    mean: Estimate
    median: Estimate
    goal_seconds: float | None
    at_goal: Estimate | None
    reasons: tuple[Reason, ...]


def patience_of_queues(
    contacts: pl.DataFrame, *, team: Team | None, within_seconds: int | None = None
) -> tuple[QueuePatience, ...]:
    """The patience of every live queue in which somebody gave up and somebody's wait is known.

    Contacts have the columns of CONTACT_SCHEMA, their queues named as the team's. A queue that the team
    does not have is live unless its contacts came by other ways than phone and chat. A live contact that was
    neither answered nor given up tells nothing: it is not likely that it still waits.
    """
    found = []
    for queue, rows in sorted(_by_queue(contacts).items()):
        ours = next((each for each in team.queues if each.name == queue), None) if team else None
        if not (ours.service is Service.LIVE if ours else _came_live(rows)):
            continue
        goal = float(ours.goal.within_seconds) if ours else within_seconds
        told = _patience(rows, queue=queue, goal_seconds=goal)
        if told is not None:
            found.append(told)
    return tuple(found)


def _by_queue(contacts: pl.DataFrame) -> dict[str, pl.DataFrame]:
    named = contacts.with_columns(pl.col("queue").fill_null(""))
    parts = named.partition_by("queue", as_dict=True, maintain_order=True)
    return {str(queue): rows for (queue,), rows in parts.items()}


def _came_live(contacts: pl.DataFrame) -> bool:
    """Whether most contacts came by a channel on which the customer waits; true where no channel is told."""
    told = contacts["channel"].drop_nulls()
    words = told.unique().to_list()
    live = [word for word in words if channel_of(word) in LIVE_CHANNELS]
    return not told.len() or 2 * int(told.is_in(live).sum()) > told.len()


def _patience(contacts: pl.DataFrame, *, queue: str, goal_seconds: float | None) -> QueuePatience | None:
    """None where nobody gave up, or nobody's wait was ended by an answer: then the curve is no estimate."""
    waits = waits_of_contacts(
        opened_at=instants(contacts["opened_at"]),
        answered_at=instants(contacts["answered_at"]),
        abandoned_at=instants(contacts["abandoned_at"]),
        wait_seconds=_floats(contacts["wait_seconds"]),
    )
    if not waits.hangups or waits.hangups == waits.contacts:
        return None
    curve = patience_curve(waits)
    return QueuePatience(
        queue=queue,
        waited=waits.contacts,
        hangups=waits.hangups,
        mean=mean_patience(waits),
        median=curve.seconds_until_left(0.5),
        goal_seconds=goal_seconds,
        at_goal=None if goal_seconds is None else curve.staying_at(goal_seconds),
        reasons=curve.reasons,
    )


def _floats(values: pl.Series) -> Floats:
    return values.cast(pl.Float64).fill_null(float("nan")).to_numpy()
