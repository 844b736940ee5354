"""What a change does, as figures in the reader's form: shares in per cent, waits as people say them."""

from functools import cache

from babel.numbers import NumberPattern, parse_pattern
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from halfhour.engine.scenarios import Measure, Verdict
from halfhour.engine.simulation import Figure
from halfhour.people.preferences import reader_locale
from halfhour.wording.scenarios import MEASURES, VERDICTS

WAITS = frozenset({Measure.MEAN_WAIT, Measure.LONG_WAIT})
COUNTS = frozenset({Measure.WAITING_AT_END})
NOTHING = "–"


def measure_words(measure: Measure) -> str:
    return str(MEASURES[measure])


def verdict_words(verdict: Verdict) -> str:
    return str(VERDICTS[verdict])


def amount(measure: Measure, value: float | None) -> str:
    """One figure: 85.7%, 12 s, 3.5; a dash where there is none."""
    if value is None or value != value:
        return NOTHING
    if measure in WAITS:
        return wait_words(value)
    if measure in COUNTS:
        return _number(value)
    return _formatted(value, "#,##0.0%")


def difference_words(measure: Measure, value: float) -> str:
    """A difference with its sign: +7.2 points, −12 s, −3.5. What is told is never shown as nothing."""
    signed = _signed(measure, value)
    return signed if measure in WAITS | COUNTS else _("%(number)s points") % {"number": signed}


def bounds_words(measure: Measure, figure: Figure) -> str:
    """Between which bounds a difference lies, without the unit of shares: +6.8 to +7.5."""
    low, high = (_signed(measure, value) for value in (figure.low, figure.high))
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def _signed(measure: Measure, value: float) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    if measure in WAITS:
        return sign + wait_words(abs(value))
    return sign + _number(abs(value) * (1 if measure in COUNTS else 100))


def wait_words(seconds: float) -> str:
    """A wait: 0.4 s, 45 s, 4 min 30 s, 3 h 05 min."""
    if seconds < 10:
        number = _formatted(round(seconds, 1) + 0.0, "#,##0.#")
        return pgettext("duration", "%(seconds)s s") % {"seconds": number}
    minutes, left = divmod(round(seconds), 60)
    if minutes >= 60:
        hours, minutes = divmod(minutes, 60)
        return pgettext("duration", "%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": minutes}
    if minutes:
        return pgettext("duration", "%(minutes)d min %(seconds)02d s") % {"minutes": minutes, "seconds": left}
    return pgettext("duration", "%(seconds)d s") % {"seconds": left}


def _number(value: float) -> str:
    """One decimal, or as many as show that it is not nothing."""
    decimals = 1 if value == 0 or value >= 0.05 else 2
    return _formatted(round(value, decimals) + 0.0, f"#,##0.{'0' * decimals}")


def _formatted(value: float, pattern: str) -> str:
    """A number in the reader's form; a page has many, and reading a pattern is what takes long."""
    return str(_pattern(pattern).apply(value, reader_locale()))


@cache
def _pattern(text: str) -> NumberPattern:
    return parse_pattern(text)
