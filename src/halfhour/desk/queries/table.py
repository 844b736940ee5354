"""A list of tickets as the lines of a CSV file, the team's own fields in columns of their own."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from django.utils import timezone

from halfhour.desk.models import Ticket, TicketField
from halfhour.desk.queries.listing import listed
from halfhour.desk.queries.rows import TicketRow
from halfhour.people.access import TeamAccess
from halfhour.planning.outputs.cells import guarded

MOST_IN_FILE = 20_000
AT_ONCE = 200
COLUMNS = (
    *("number", "subject", "state", "priority", "complexity", "category", "queue", "channel", "language"),
    *("customer_number", "customer_name", "assignee_name", "opened_at", "changed_at", "due_at", "tags"),
)


def csv_lines(access: TeamAccess, *, filters: Mapping[str, Any], sort: str) -> Iterator[str]:
    """Lines in the order of the list, read as they are written; no cell is a formula.

    Raises
    ------
    DeskRefused
        For a filter or a sort that does not exist, before the first line.
    """
    listed(access, filters=filters, sort=sort, limit=1)
    defined = TicketField.objects.filter(team=access.team, is_retired=False).order_by("position", "id")
    keys = list(defined.values_list("key", flat=True))
    writer = csv.writer(_Echo())
    head = [*COLUMNS, *(guarded(f"fields.{key}") for key in keys)]
    return (writer.writerow(cells) for cells in chain([head], _rows(access, filters, sort, keys)))


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _rows(
    access: TeamAccess, filters: Mapping[str, Any], sort: str, keys: Sequence[str]
) -> Iterator[list[str]]:
    after, count = None, 0
    while count < MOST_IN_FILE:
        page = listed(access, filters=filters, sort=sort, after=after, limit=AT_ONCE)
        ids = [row.id for row in page.rows] if keys else []
        fields = dict(Ticket.objects.filter(id__in=ids).order_by("id").values_list("id", "fields"))
        for row in page.rows:
            own = fields.get(row.id, {})
            yield [*(_cell(row, name) for name in COLUMNS), *(_own_cell(own.get(key)) for key in keys)]
        count += len(page.rows)
        after = page.next
        if after is None:
            return


def _cell(row: TicketRow, name: str) -> str:
    value = getattr(row, name)
    if value is None:
        return ""
    if name.endswith("_at"):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return guarded(", ".join(value) if name == "tags" else str(value))


def _own_cell(value: Any) -> str:
    """A value as its field keeps it: plain numbers, days as 2026-03-02, yes or no."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int | float) else guarded(str(value))
