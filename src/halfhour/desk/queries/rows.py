"""A ticket as a list shows it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from halfhour.desk.access import tickets_of
from halfhour.desk.models import Message, Ticket
from halfhour.desk.models.tickets import ENDED
from halfhour.people.access import Permission, TeamAccess
from halfhour.rows import PreparedValues, together

LINE_LENGTH = 160
OWN = (
    "id",
    "number",
    "subject",
    "state",
    "channel",
    "queue",
    "category",
    "priority",
    "complexity",
    "language",
    "assignee_id",
    "due_at",
    "due_measure",
    "opened_at",
    "changed_at",
    "wakes_at",
    "revision",
)
OF_OTHERS = (
    "signals",
    "customer__number",
    "customer__name",
    "assignee__username",
    "assignee__first_name",
    "assignee__last_name",
    "last_line",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRow:
    """One line of a list. `last_line` is the beginning of what was said last, notes included."""

    id: int
    number: int
    subject: str
    state: str
    channel: str
    queue: str
    category: str
    priority: str
    complexity: str
    language: str
    signals: tuple[str, ...]
    customer_number: int | None
    customer_name: str
    assignee_id: int | None
    assignee_name: str
    assignee_username: str
    due_at: datetime | None
    due_measure: str
    opened_at: datetime
    changed_at: datetime
    wakes_at: datetime | None
    revision: int
    last_line: str
    tags: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.subject or _("(no subject)")

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    def is_late(self, at: datetime) -> bool:
        return self.due_at is not None and self.due_at < at


_last_said = Message.objects.filter(ticket=OuterRef("pk")).order_by("-at", "-id")
_lines = PreparedValues(
    lambda team, ids: (
        tickets_of(team)
        .filter(id__in=ids)
        .order_by()
        .annotate(last_line=Subquery(_last_said.values(line=Left("text", LINE_LENGTH))[:1]))
        .values_list(*OWN, *OF_OTHERS)
    ),
    team=int,
    ids=list,
)
_tags = PreparedValues(
    lambda ids: (
        Ticket.tags.through.objects.filter(ticket__in=ids)
        .order_by("tag__name")
        .values_list("ticket_id", "tag__name")
    ),
    ids=list,
)


def rows_of(access: TeamAccess, ids: Sequence[int]) -> tuple[TicketRow, ...]:
    """The tickets of these ids in their order, in one trip; those the person may not see are left out."""
    if not ids or not access.may(Permission.SEE_TICKETS):
        return ()
    lines, tagged = together(_lines.asked(team=access.team.pk, ids=ids), _tags.asked(ids=ids))
    tags: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    for ticket_id, name in tagged:
        tags[ticket_id] += (name,)
    rows = {values[0]: _row(values, tags) for values in lines}
    return tuple(rows[each] for each in ids if each in rows)


def _row(values: tuple[Any, ...], tags: Mapping[int, tuple[str, ...]]) -> TicketRow:
    signals, customer_number, customer_name, username, first, last, line = values[len(OWN) :]
    return TicketRow(
        **dict(zip(OWN, values, strict=False)),
        signals=tuple(signals),
        customer_number=customer_number,
        customer_name=customer_name or "",
        assignee_name=f"{first or ''} {last or ''}".strip() or username or "",
        assignee_username=username or "",
        last_line=" ".join((line or "").split()),
        tags=tags[values[0]],
    )
