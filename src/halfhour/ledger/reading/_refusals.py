"""What the reader of histories refuses as a whole: one sentence, fit for whoever chose the file."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from halfhour.ledger.reading._mapping import RecognisedMapping


class Asks(StrEnum):
    """What whoever brings the file can say to have it read after all. Terminal and page have other words."""

    DATE_ORDER = "date_order"  # file, value, line, column
    DATE_ORDER_OF_MIXED = "date_order_of_mixed"  # file, day_value, day_line, month_value, month_line
    TIME_PATTERN = "time_pattern"  # text
    DELIMITER = "delimiter"  # file, columns, missing
    COLUMN = "column"  # file, columns, missing


class HistoryRefused(Exception):
    """A history that cannot be used; the message says what is wrong, where, and what is allowed.

    It names the options of the command line. Where something is asked for, `asks` and `figures` hold
    what another place words in its own way; `missing` among the figures are our columns. `understood` is
    what was made of the columns all the same, None where nothing was.
    """

    def __init__(
        self,
        sentence: str,
        *,
        asks: Asks | None = None,
        figures: Mapping[str, object] | None = None,
        understood: "RecognisedMapping | None" = None,
    ) -> None:
        super().__init__(sentence.format(**figures) if figures else sentence)
        self.asks = asks
        self.figures = dict(figures or {})
        self.understood = understood

    @property
    def sentence(self) -> str:
        return str(self)
