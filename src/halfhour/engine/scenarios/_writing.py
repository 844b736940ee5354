"""A change as the line that says it, and as a reason that can be worded."""

from functools import singledispatch

from halfhour.engine.reasons import Figure, Reason
from halfhour.engine.scenarios._amounts import (
    change_text,
    clock_text,
    duration_text,
    name_text,
    names_text,
    number_text,
    percent_text,
    window_text,
)
from halfhour.engine.scenarios._changes import (
    Absence,
    AddPeople,
    BreakKind,
    BreaksTogether,
    BufferOnQueue,
    Change,
    Concurrency,
    HandleTime,
    Interrupt,
    Move,
    NewGoal,
    Patience,
    Pool,
    ShiftDay,
    Sick,
    SickSome,
    SpreadBreaks,
    TakePeople,
    Train,
    Volume,
    Window,
)
from halfhour.engine.scenarios._reasons import ChangeReason


def change_line(change: Change) -> str:
    """The line that says the change, in the form that the reference gives first."""
    return _line(change)


def change_reason(change: Change) -> Reason:
    """What the change says, for people; `halfhour.wording` has the words."""
    kind, figures = _told(change)
    return Reason(kind=kind, figures=figures)


@singledispatch
def _line(change: Change) -> str:
    raise NotImplementedError(type(change).__name__)


@singledispatch
def _told(change: Change) -> tuple[ChangeReason, dict[str, Figure]]:
    raise NotImplementedError(type(change).__name__)


def _of_window(window: Window) -> dict[str, Figure]:
    return {"start": clock_text(window.start_second), "end": clock_text(window.end_second)}


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _people(count: int) -> str:
    return "person" if count == 1 else "people"


@_line.register
def _(change: AddPeople) -> str:
    queues = f"for {names_text(change.queues)}" if change.queues else None
    return _joined(f"+{change.count}", _people(change.count), window_text(change.window), queues)


@_told.register
def _(change: AddPeople) -> tuple[ChangeReason, dict[str, Figure]]:
    figures = {"count": change.count, **_of_window(change.window)}
    if not change.queues:
        return ChangeReason.PEOPLE_ADDED_ANYWHERE, figures
    return ChangeReason.PEOPLE_ADDED, {**figures, "queues": ", ".join(change.queues)}


@_line.register
def _(change: TakePeople) -> str:
    queues = names_text(change.queues)
    return f"-{change.count} {_people(change.count)} {window_text(change.window)} for {queues}"


@_told.register
def _(change: TakePeople) -> tuple[ChangeReason, dict[str, Figure]]:
    figures = {"count": change.count, **_of_window(change.window), "queues": ", ".join(change.queues)}
    return ChangeReason.PEOPLE_TAKEN, figures


@_line.register
def _(change: Sick) -> str:
    return f"sick {names_text(change.names)}"


@_told.register
def _(change: Sick) -> tuple[ChangeReason, dict[str, Figure]]:
    return ChangeReason.SICK, {"names": ", ".join(change.names)}


@_line.register
def _(change: SickSome) -> str:
    return f"{change.count} sick"


@_told.register
def _(change: SickSome) -> tuple[ChangeReason, dict[str, Figure]]:
    return ChangeReason.SICK_SOME, {"count": change.count}


@_line.register
def _(change: Absence) -> str:
    return f"absence {percent_text(change.share)}"


@_told.register
def _(change: Absence) -> tuple[ChangeReason, dict[str, Figure]]:
    return ChangeReason.ABSENCE, {"share": change.share}


@_line.register
def _(change: Train) -> str:
    pace = f"at {percent_text(change.handle_factor)}" if change.handle_factor != 1 else None
    return _joined(f"train {names_text(change.names)} for {name_text(change.queue)}", pace)


@_told.register
def _(change: Train) -> tuple[ChangeReason, dict[str, Figure]]:
    figures: dict[str, Figure] = {"names": ", ".join(change.names), "queue": change.queue}
    if change.handle_factor == 1:
        return ChangeReason.TRAINED, figures
    return ChangeReason.TRAINED_SLOWER, {**figures, "factor": change.handle_factor}


@_line.register
def _(change: Move) -> str:
    window = window_text(change.window) if change.window else None
    return _joined(f"move {name_text(change.name)} to {name_text(change.queue)}", window)


@_told.register
def _(change: Move) -> tuple[ChangeReason, dict[str, Figure]]:
    figures: dict[str, Figure] = {"name": change.name, "queue": change.queue}
    if change.window is None:
        return ChangeReason.MOVED, figures
    return ChangeReason.MOVED_FOR, {**figures, **_of_window(change.window)}


@_line.register
def _(change: ShiftDay) -> str:
    sign = "-" if change.seconds < 0 else "+"
    return f"shift {name_text(change.name)} {sign}{duration_text(abs(change.seconds))}"


@_told.register
def _(change: ShiftDay) -> tuple[ChangeReason, dict[str, Figure]]:
    kind = ChangeReason.SHIFT_EARLIER if change.seconds < 0 else ChangeReason.SHIFT_LATER
    return kind, {"name": change.name, "duration": duration_text(abs(change.seconds))}


@_line.register
def _(change: SpreadBreaks) -> str:
    word = "lunch" if change.kind is BreakKind.LUNCH else "breaks"
    return f"{word} spread {window_text(change.window)}"


@_told.register
def _(change: SpreadBreaks) -> tuple[ChangeReason, dict[str, Figure]]:
    return ChangeReason.BREAKS_SPREAD, {"break_kind": str(change.kind), **_of_window(change.window)}


@_line.register
def _(change: BreaksTogether) -> str:
    word = "lunch" if change.kind is BreakKind.LUNCH else "breaks"
    return f"{word} at {clock_text(change.start_second)}"


@_told.register
def _(change: BreaksTogether) -> tuple[ChangeReason, dict[str, Figure]]:
    figures = {"break_kind": str(change.kind), "start": clock_text(change.start_second)}
    return ChangeReason.BREAKS_TOGETHER, {**figures}


@_line.register
def _(_change: BufferOnQueue) -> str:
    return "buffer on queue"


@_told.register
def _(_change: BufferOnQueue) -> tuple[ChangeReason, dict[str, Figure]]:
    return ChangeReason.BUFFER_ON_QUEUE, {}


@_line.register
def _(change: Pool) -> str:
    window = window_text(change.window) if change.window else None
    return _joined(f"pool {names_text(change.queues)}", window)


@_told.register
def _(change: Pool) -> tuple[ChangeReason, dict[str, Figure]]:
    figures: dict[str, Figure] = {"queues": ", ".join(change.queues)}
    if change.window is None:
        return ChangeReason.POOLED, figures
    return ChangeReason.POOLED_FOR, {**figures, **_of_window(change.window)}


@_line.register
def _(change: Interrupt) -> str:
    queues = f"for {names_text(change.live_queues)}" if change.live_queues else None
    return _joined(f"interrupt {name_text(change.queue)}", queues)


@_told.register
def _(change: Interrupt) -> tuple[ChangeReason, dict[str, Figure]]:
    if not change.live_queues:
        return ChangeReason.INTERRUPTED, {"queue": change.queue}
    figures = {"queue": change.queue, "queues": ", ".join(change.live_queues)}
    return ChangeReason.INTERRUPTED_FOR, {**figures}


@_line.register
def _(change: HandleTime) -> str:
    amount = change_text(change.factor) if change.factor is not None else duration_text(change.seconds or 0.0)
    return _joined("handle time", name_text(change.queue) if change.queue else None, amount)


@_told.register
def _(change: HandleTime) -> tuple[ChangeReason, dict[str, Figure]]:
    queue: dict[str, Figure] = {"queue": change.queue} if change.queue else {}
    if change.factor is not None:
        kind = ChangeReason.HANDLE_TIME_BY if queue else ChangeReason.HANDLE_TIME_BY_ALL
        return kind, {**queue, "change": change_text(change.factor)}
    kind = ChangeReason.HANDLE_TIME if queue else ChangeReason.HANDLE_TIME_ALL
    return kind, {**queue, "duration": duration_text(change.seconds or 0.0)}


@_line.register
def _(change: Volume) -> str:
    if change.factor is not None:
        amount = change_text(change.factor)
    else:
        amount = f"+{number_text(change.contacts or 0.0)} contacts"
    window = window_text(change.window) if change.window else None
    return _joined("volume", name_text(change.queue) if change.queue else None, amount, window)


@_told.register
def _(change: Volume) -> tuple[ChangeReason, dict[str, Figure]]:
    window = _of_window(change.window) if change.window else {}
    queue: dict[str, Figure] = {"queue": change.queue} if change.queue else {}
    if change.factor is None:
        kind = ChangeReason.VOLUME_MORE_FOR if window else ChangeReason.VOLUME_MORE
        return kind, {**queue, **window, "count": change.contacts or 0.0}
    figures = {**queue, **window, "change": change_text(change.factor)}
    if queue:
        return ChangeReason.VOLUME_BY_FOR if window else ChangeReason.VOLUME_BY, figures
    return ChangeReason.VOLUME_BY_FOR_ALL if window else ChangeReason.VOLUME_BY_ALL, figures


@_line.register
def _(change: NewGoal) -> str:
    lasting = duration_text(change.within_seconds)
    return f"goal {name_text(change.queue)} {percent_text(change.share)} in {lasting}"


@_told.register
def _(change: NewGoal) -> tuple[ChangeReason, dict[str, Figure]]:
    return ChangeReason.GOAL, {
        "queue": change.queue,
        "share": change.share,
        "duration": duration_text(change.within_seconds),
    }


@_line.register
def _(change: Patience) -> str:
    if change.factor is not None:
        amount = change_text(change.factor)
    else:
        amount = "endless" if change.seconds is None else duration_text(change.seconds)
    return f"patience {name_text(change.queue)} {amount}"


@_told.register
def _(change: Patience) -> tuple[ChangeReason, dict[str, Figure]]:
    queue: dict[str, Figure] = {"queue": change.queue}
    if change.factor is not None:
        return ChangeReason.PATIENCE_BY, {**queue, "change": change_text(change.factor)}
    if change.seconds is None:
        return ChangeReason.PATIENCE_ENDLESS, queue
    return ChangeReason.PATIENCE, {**queue, "duration": duration_text(change.seconds)}


@_line.register
def _(change: Concurrency) -> str:
    pace = f"at {percent_text(change.factor)}" if change.factor is not None else None
    return _joined(f"{name_text(change.queue)} concurrency {change.most}", pace)


@_told.register
def _(change: Concurrency) -> tuple[ChangeReason, dict[str, Figure]]:
    return ChangeReason.CONCURRENCY, {"queue": change.queue, "count": change.most}
