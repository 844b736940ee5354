"""The promise: when a customer will be answered, kept as often as it claims."""

from halfhour.engine.promise._calibration import Calibration, learn, starting_calibration
from halfhour.engine.promise._capacity import Capacity, agent_seconds, capacity_of, reaches_at
from halfhour.engine.promise._promise import Line, Promise, is_slipping, promise_at, score_of
from halfhour.engine.promise._reasons import PromiseReason

__all__ = [
    "Calibration",
    "Capacity",
    "Line",
    "Promise",
    "PromiseReason",
    "agent_seconds",
    "capacity_of",
    "is_slipping",
    "learn",
    "promise_at",
    "reaches_at",
    "score_of",
    "starting_calibration",
]
