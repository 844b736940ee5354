"""A figure and how far it can be trusted."""

from dataclasses import dataclass

from halfhour.engine.errors import OutOfRange

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure with its bounds; the value is None where what was seen does not reach that far."""

    value: float | None
    low: float
    high: float


def check_confidence(confidence: float) -> None:
    if not 0 < confidence < 1:
        raise OutOfRange(f"got a confidence of {confidence:g}; need a number between 0 and 1")
