"""The line in which a ticket stands: those of its queue that are due before it.

Asked with every contact, so the question is written out, and can be asked together with others.
"""

from typing import Any

from django.db import connection

from halfhour.desk.models import Ticket
from halfhour.desk.models.tickets import OURS
from halfhour.rows import LARGEST_INTEGER, Asked

IS_OURS = "state IN ({})".format(", ".join(f"'{state}'" for state in OURS))
BY_DUE_TIME = f"""
SELECT count(*) FROM desk_ticket
WHERE team_id = %s AND queue = %s AND due_at <= %s AND (due_at < %s OR id < %s) AND {IS_OURS}
"""  # noqa: S608  our own states
BY_OPENING = f"""
SELECT count(*) FROM desk_ticket
WHERE team_id = %s AND queue = %s AND opened_at < %s AND id <> %s AND {IS_OURS}
"""  # noqa: S608


def ahead_of(ticket: Ticket) -> Asked[int]:
    """How many will be answered before it; without a due time, how many came before it."""
    return _asked(ticket, ticket.pk)


def ahead_of_new(ticket: Ticket) -> Asked[int]:
    """The same for a ticket that is not saved yet: behind all that are due at the same time."""
    return _asked(ticket, LARGEST_INTEGER)


def _asked(ticket: Ticket, pk: int) -> Asked[int]:
    whose = [ticket.team_id, ticket.queue]
    if ticket.due_at is None:
        return Asked(BY_OPENING, [*whose, _adapted(ticket.opened_at), pk], _first)
    due = _adapted(ticket.due_at)
    return Asked(BY_DUE_TIME, [*whose, due, due, pk], _first)


def _adapted(moment: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _first(cursor: Any) -> int:
    return int(cursor.fetchone()[0])
