"""What the engine refuses, drawn as a tree.

::

    EngineError
    ├── OutOfRange        a value outside the range a function allows
    ├── EmptyCalendar     no open time, so working time never passes
    ├── BeyondCalendar    a time before or after the days that a calendar covers
    ├── UnknownTimezone   a time zone that the tz database does not know
    ├── UnknownCountry    a country or subdivision whose public holidays are not known
    ├── ImpossibleCentre  a team that cannot be simulated as it was described
    ├── NotMeasured       a figure that is to be measured, where nothing has been
    └── UnreadableClassifier  bytes that are not a classifier, or not one of this version

Each message gives the value and the allowed range, for who calls the engine; what people may meet gives
a `reason` beside it, which has words in their language (`halfhour.wording.refusal`). Things that can
honestly happen (no feasible roster, time ran out) are fields of a result instead.
"""

from halfhour.engine.reasons import Reason


class EngineError(ValueError):
    """Anything the engine refuses; `reason` is None where only the message says why."""

    def __init__(self, message: str = "", *, reason: Reason | None = None) -> None:
        super().__init__(message)
        self.reason = reason


class OutOfRange(EngineError):
    """A value outside the range that the function allows."""


class EmptyCalendar(EngineError):
    """No open time in the calendar, so working time never passes."""


class BeyondCalendar(EngineError):
    """A time before or after the days that a calendar covers, where nothing is known of hours."""


class UnknownTimezone(EngineError):
    """A name that the tz database does not know."""


class UnknownCountry(EngineError):
    """A country or subdivision whose public holidays are not known."""


class ImpossibleCentre(EngineError):
    """A team that cannot be simulated as it was described."""


class NotMeasured(EngineError):
    """A figure that is to be measured, where nothing has been."""


class UnreadableClassifier(EngineError):
    """Bytes that are not a classifier, or not one of this version."""
