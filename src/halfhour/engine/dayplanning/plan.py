"""One person's day: blocks of time, each with the reason it is where it is."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from halfhour.engine.reasons import Reason


class BlockKind(StrEnum):
    """What a person does in a block."""

    QUEUE = "queue"  # answers a live queue's contacts as they come
    FOCUS = "focus"  # works off a deferred queue, undisturbed
    BUFFER = "buffer"  # kept free for what nobody foresaw
    BREAK = "break"
    LUNCH = "lunch"
    TRAINING = "training"
    COACHING = "coaching"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of a day; `queue` is None for what serves no queue."""

    kind: BlockKind
    starts_at: int
    ends_at: int
    queue: str | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """What one person does on the shift that starts on `on`; the blocks tile it from end to end."""

    agent: str
    on: date
    blocks: tuple[Block, ...]
