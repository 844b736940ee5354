"""Every contact of a simulation, for those who want to look closer than its figures."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.arguments import Numbers
from halfhour.engine.simulation._centre import Centre
from halfhour.engine.simulation._floor import Rows


class ContactOutcome(IntEnum):
    """What became of a contact."""

    WAITING = 0  # still, when the horizon ended
    ANSWERED = 1
    ABANDONED = 2
    CALLED_BACK = 3  # answered, by a call back


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Records:
    """Every contact of every replication, one array each; by replication, then by arrival.

    `answered_at` is NaN for contacts that were not answered, `ended_at` (handled, or hung up) for those
    that were not ended; only the answered have an `agent`. `queue` and `agent` count in the order of
    the centre's queues and of `Outcome.agent_names`. Contacts of a backlog arrived before 0.
    """

    replication: NDArray[np.uint32]
    queue: NDArray[np.uint16]
    arrived_at: Numbers
    answered_at: Numbers
    ended_at: Numbers
    handled_seconds: Numbers
    agent: NDArray[np.uint32]
    outcome: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kept:
    """What the loop leaves behind of some replications: contacts as it had them, and of which each was."""

    contacts: Rows
    replication: NDArray[np.uint32]

    def first(self, count: int) -> "Kept":
        return Kept(contacts=self.contacts[:count], replication=self.replication[:count])

    def with_room(self, size: int) -> "Kept":
        larger = Kept(
            contacts=np.zeros(size, self.contacts.dtype), replication=np.zeros(size, self.replication.dtype)
        )
        larger.contacts[: self.contacts.size] = self.contacts
        larger.replication[: self.replication.size] = self.replication
        return larger


def records_of(parts: list[Kept], centre: Centre) -> Records:
    contacts = np.concatenate([part.contacts for part in parts])
    replication = np.concatenate([part.replication for part in parts])
    order = np.lexsort((contacts["queue"], contacts["arrived_at"], replication))
    contacts, replication = contacts[order], replication[order]
    was_answered = np.isfinite(contacts["answered_at"])
    hung_up = ~was_answered & (contacts["deadline"] <= centre.horizon_seconds)
    offered_after = np.array(
        [queue.callback.after_seconds if queue.callback else np.inf for queue in centre.queues]
    )
    offered_at = np.maximum(contacts["arrived_at"], 0.0) + offered_after[contacts["queue"]]
    called_back = was_answered & contacts["promised"] & (contacts["answered_at"] > offered_at)
    outcome = np.full(contacts.size, ContactOutcome.WAITING, np.uint8)
    outcome[was_answered] = ContactOutcome.ANSWERED
    outcome[hung_up] = ContactOutcome.ABANDONED
    outcome[called_back] = ContactOutcome.CALLED_BACK
    ended = np.where(hung_up, contacts["deadline"], np.where(was_answered, contacts["ended_at"], np.inf))
    return Records(
        replication=replication,
        queue=contacts["queue"].copy(),
        arrived_at=contacts["arrived_at"].copy(),
        answered_at=np.where(was_answered, contacts["answered_at"], np.nan),
        ended_at=np.where(np.isfinite(ended), ended, np.nan),
        handled_seconds=contacts["handled"].copy(),
        agent=contacts["agent"].copy(),
        outcome=outcome,
    )
