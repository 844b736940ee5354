"""Cells of our CSV files: times with offset, plain numbers, and text that no spreadsheet runs."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from halfhour.ledger.reading import FORMULA_STARTS

GUARD = "'"


def guarded(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would take it for a formula.

    Text that already starts that way gets one more, so that `unguarded` gives back every text.
    """
    return f"{GUARD}{text}" if text.lstrip(GUARD).startswith(FORMULA_STARTS) else text


def unguarded(cell: str) -> str:
    """The text that `guarded` was given."""
    if cell.startswith(GUARD) and cell.lstrip(GUARD).startswith(FORMULA_STARTS):
        return cell[1:]
    return cell


def number(value: float, decimals: int = 4) -> str:
    """A number without needless zeros; empty where it is not known."""
    if np.isnan(value):
        return ""
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def time(seconds: int, zone: ZoneInfo) -> str:
    """An instant in ISO 8601 with the offset of the team's zone."""
    return datetime.fromtimestamp(int(seconds), zone).isoformat()


def times(seconds: NDArray[np.int64], timezone: str) -> list[str]:
    zone = ZoneInfo(timezone)
    return [time(each, zone) for each in seconds.tolist()]


def instant(cell: str) -> int:
    """The instant of a cell; raises ValueError for a time without offset, or none at all."""
    moment = datetime.fromisoformat(cell)
    if moment.tzinfo is None:
        raise ValueError(f"{cell!r} has no offset from UTC")
    return int(moment.astimezone(UTC).timestamp())
