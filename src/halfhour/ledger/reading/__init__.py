"""Contact histories from other systems, read into checked columns.

`read_history` reads whole histories; `open_history` gives files to read in batches, where memory must
stay bounded.
"""

from halfhour.ledger.reading._cleaning import CleanBatch, known_columns
from halfhour.ledger.reading._events import (
    EventContacts,
    EventRules,
    SettledRules,
    contacts_from_events,
    settle_rules,
)
from halfhour.ledger.reading._history import (
    Counts,
    History,
    checked_shape,
    read_history,
    whole_activity,
    whole_events,
    whole_intervals,
)
from halfhour.ledger.reading._limits import Limits
from halfhour.ledger.reading._mapping import RecognisedMapping, usual_columns
from halfhour.ledger.reading._opening import (
    HistoryFile,
    OnProgress,
    ReadingOptions,
    ReadingProgress,
    count_stored,
    open_history,
    open_stored,
)
from halfhour.ledger.reading._refusals import Asks, HistoryRefused
from halfhour.ledger.reading._rejected import (
    FORMULA_STARTS,
    SENTENCES,
    TITLES,
    Rejection,
    Rejections,
    RejectReason,
    safe_cell,
)
from halfhour.ledger.reading._shapes import (
    ACTIVITY_SCHEMA,
    CONTACT_SCHEMA,
    EVENT_SCHEMA,
    INTERVAL_SCHEMA,
    Shape,
    readable_columns,
    required_columns,
)
from halfhour.ledger.reading._tables import RawBatch

__all__ = [
    "ACTIVITY_SCHEMA",
    "CONTACT_SCHEMA",
    "EVENT_SCHEMA",
    "FORMULA_STARTS",
    "INTERVAL_SCHEMA",
    "SENTENCES",
    "TITLES",
    "Asks",
    "CleanBatch",
    "Counts",
    "EventContacts",
    "EventRules",
    "History",
    "HistoryFile",
    "HistoryRefused",
    "Limits",
    "OnProgress",
    "RawBatch",
    "ReadingOptions",
    "ReadingProgress",
    "RecognisedMapping",
    "RejectReason",
    "Rejection",
    "Rejections",
    "SettledRules",
    "Shape",
    "checked_shape",
    "contacts_from_events",
    "count_stored",
    "known_columns",
    "open_history",
    "open_stored",
    "read_history",
    "readable_columns",
    "required_columns",
    "safe_cell",
    "settle_rules",
    "usual_columns",
    "whole_activity",
    "whole_events",
    "whole_intervals",
]
