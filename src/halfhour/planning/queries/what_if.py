"""The what-if page: its controls, each of which writes a line, and the answer as tables and pictures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from halfhour.engine.plan import PlanDay
from halfhour.engine.scenarios import Compared, Course, Measure, QueueDifference, Verdict
from halfhour.engine.simulation import Figure
from halfhour.planning import measures
from halfhour.planning.adapter.what_if import Answered

TONES = {Verdict.BETTER: "good", Verdict.WORSE: "bad", Verdict.DIFFERENT: "info"}
# How the axis of each course is told.
AXES: dict[Measure, dict[str, Any]] = {
    Measure.SERVICE_LEVEL: {"format": "percent", "decimals": 1, "top": 1},
    Measure.MEAN_WAIT: {"format": "duration"},
    Measure.ABANDONMENT: {"format": "percent", "decimals": 1},
    Measure.WAITING_AT_END: {"decimals": 2},
}
NEARLY_ALL = 0.75  # of a share: from here on its axis ends at 100 %, where it would else go beyond


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measure of a day in words. All but the first two are empty where nothing was changed."""

    label: str
    today: str
    changed: str = ""
    difference: str = ""
    bounds: str = ""
    verdict: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfHour:
    """One half hour of a picture: its contacts, and what is measured."""

    clock: str
    offered: float
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One measure over the day, with the table behind it."""

    name: str
    title: str
    options: dict[str, Any]
    half_hours: tuple[HalfHour, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueAnswer:
    """One queue's day. `headline` is what is answered in time, the first thing to look at."""

    queue: str
    place: int
    offered_today: float
    offered_changed: float
    headline: Row
    rows: tuple[Row, ...]
    pictures: tuple[Picture, ...]

    @property
    def offered_differs(self) -> bool:
        return round(self.offered_today) != round(self.offered_changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    queues: tuple[QueueAnswer, ...]
    occupancy: Row
    is_compared: bool
    said: str


def answer_view(answered: Answered) -> AnswerView | None:
    """The answer in words and pictures; None where the day cannot be played."""
    found = answered.difference
    if found is None:
        return None
    day = answered.question.day
    queues = tuple(
        _queue_answer(queue, day, place=place, is_compared=answered.has_changes)
        for place, queue in enumerate(found.queues)
    )
    return AnswerView(
        queues=queues,
        occupancy=_row(found.occupancy, is_compared=answered.has_changes),
        is_compared=answered.has_changes,
        said=_said(queues, is_compared=answered.has_changes),
    )


def _said(queues: Iterable[QueueAnswer], *, is_compared: bool) -> str:
    """The answer in a breath, for who listens."""
    if is_compared:
        each = (
            _("%(queue)s: answered in time %(today)s, then %(changed)s: %(verdict)s.")
            % {
                "queue": queue.queue,
                "today": queue.headline.today,
                "changed": queue.headline.changed,
                "verdict": queue.headline.verdict,
            }
            for queue in queues
        )
    else:
        each = (
            _("%(queue)s: answered in time %(today)s.")
            % {"queue": queue.queue, "today": queue.headline.today}
            for queue in queues
        )
    return " ".join(each)


def _queue_answer(queue: QueueDifference, day: PlanDay, *, place: int, is_compared: bool) -> QueueAnswer:
    shown = _shown_intervals(queue)
    rows = tuple(_row(compared, is_compared=is_compared) for compared in queue.day)
    return QueueAnswer(
        queue=queue.queue,
        place=place,
        offered_today=queue.offered_today,
        offered_changed=queue.offered_changed,
        headline=rows[0],
        rows=rows,
        pictures=tuple(
            _picture(
                queue, course, day, shown, name=f"what-if-{place}-{course.measure}", is_compared=is_compared
            )
            for course in queue.courses
        ),
    )


def _shown_intervals(queue: QueueDifference) -> list[int]:
    """From the first half hour in which anybody comes to the last."""
    found = np.flatnonzero(queue.offered_course[0] + queue.offered_course[1] > 0)
    return list(range(int(found[0]), int(found[-1]) + 1)) if found.size else []


def _row(compared: Compared, *, is_compared: bool) -> Row:
    label = measures.measure_words(compared.measure)
    today = measures.amount(compared.measure, compared.today.mean if compared.today else None)
    if not is_compared:
        return Row(label=label, today=today)
    difference = compared.difference
    verdict = compared.verdict
    return Row(
        label=label,
        today=today,
        changed=measures.amount(compared.measure, compared.changed.mean if compared.changed else None),
        difference=measures.difference_words(compared.measure, difference.mean) if difference else "",
        bounds=measures.bounds_words(compared.measure, difference)
        if difference and _is_unsure(difference)
        else "",
        verdict=measures.verdict_words(verdict),
        tone=TONES.get(verdict, ""),
    )


def _is_unsure(difference: Figure) -> bool:
    """Whether there are bounds to tell; what is the same to the last contact has none."""
    return difference.low < difference.high


def _picture(
    queue: QueueDifference,
    course: Course,
    day: PlanDay,
    shown: Sequence[int],
    *,
    name: str,
    is_compared: bool,
) -> Picture:
    clocks = [day.clock_at(at * day.interval_seconds) for at in shown]
    planned: dict[str, Any] = {
        "name": _("As planned"),
        "values": _values(course.today.mean, shown),
        "kind": "line",
        "tone": "5",
        "dashed": is_compared,
    }
    series = [planned]
    if is_compared:
        changed: dict[str, Any] = {
            "name": _("Changed"),
            "values": _values(course.changed.mean, shown),
            "kind": "line",
            "tone": "1",
            "band": {
                "name": _("95% sure"),
                "low": _values(course.changed.low, shown),
                "high": _values(course.changed.high, shown),
            },
        }
        series = [planned, changed]
    return Picture(
        name=name,
        title=_course_words(course.measure),
        options={
            "x": clocks,
            "ticks": {place: clock for place, clock in enumerate(clocks) if clock.endswith(":00")},
            "series": series,
            **AXES[course.measure],
            **_top(course),
        },
        half_hours=tuple(
            HalfHour(
                clock=clock,
                offered=float(queue.offered_course[1][at]),
                row=_row(
                    Compared(
                        measure=course.measure,
                        today=course.today.at(at),
                        changed=course.changed.at(at),
                        difference=course.difference.at(at),
                    ),
                    is_compared=is_compared,
                ),
            )
            for at, clock in zip(shown, clocks, strict=True)
        ),
    )


def _top(course: Course) -> dict[str, float]:
    """Where the axis of a share ends that comes near to all."""
    highest = np.nanmax(np.concatenate(([0.0], course.today.mean, course.changed.mean, course.changed.high)))
    return {"top": 1} if course.measure is Measure.ABANDONMENT and highest > NEARLY_ALL else {}


def _course_words(measure: Measure) -> str:
    """What a course is called: at the end of a half hour, not of the day."""
    if measure is Measure.WAITING_AT_END:
        return _("Still waiting at the end of the half hour")
    return measures.measure_words(measure)


def _values(values: np.ndarray[Any, Any], shown: Sequence[int]) -> list[float | None]:
    return [None if np.isnan(values[at]) else round(float(values[at]), 4) for at in shown]
