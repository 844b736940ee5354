"""Rows read and written with statements that are put together once, for work that is done with every contact.

Django puts a query together anew each time it is asked, which takes longer than the database takes to answer
one row. Here that is done once for each kind of database; from then on only the values differ. What comes out
are the same models.
"""

from halfhour.rows._asking import (
    Asked,
    asking_ahead,
    foresee,
    foreseen,
    foreseen_or_asked,
    together,
    vendor,
)
from halfhour.rows._reading import LARGEST_INTEGER, Prepared, PreparedValues
from halfhour.rows._writing import (
    are_written_together,
    change_of,
    commit_too,
    counted_insertion,
    counting_on,
    foresee_keys,
    insert,
    insert_counted,
    insert_soon,
    keys_ahead,
    update,
    update_soon,
    written_together,
)

__all__ = [
    "LARGEST_INTEGER",
    "Asked",
    "Prepared",
    "PreparedValues",
    "are_written_together",
    "asking_ahead",
    "change_of",
    "commit_too",
    "counted_insertion",
    "counting_on",
    "foresee",
    "foresee_keys",
    "foreseen",
    "foreseen_or_asked",
    "insert",
    "insert_counted",
    "insert_soon",
    "keys_ahead",
    "together",
    "update",
    "update_soon",
    "vendor",
    "written_together",
]
