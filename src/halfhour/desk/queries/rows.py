"""A ticket as a list shows it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Left

from halfhour.desk.access import visible_tickets
from halfhour.desk.models import Message, Ticket
from halfhour.people.access import TeamAccess

LINE_LENGTH = 160
COLUMNS = (
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
    "signals",
    "customer__number",
    "customer__name",
    "assignee_id",
    "assignee__username",
    "assignee__first_name",
    "assignee__last_name",
    "due_at",
    "due_measure",
    "opened_at",
    "changed_at",
    "wakes_at",
    "revision",
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
        return self.subject or f"#{self.number}"

    def is_late(self, at: datetime) -> bool:
        return self.due_at is not None and self.due_at < at


def rows_of(access: TeamAccess, ids: Sequence[int]) -> tuple[TicketRow, ...]:
    """The tickets of these ids in their order, in two queries; those the person may not see are left out."""
    if not ids:
        return ()
    said = Message.objects.filter(ticket=OuterRef("pk")).order_by("-at", "-id")
    last_line = Subquery(said.values(line=Left("text", LINE_LENGTH))[:1])
    tickets = visible_tickets(access).filter(id__in=ids).order_by().annotate(last_line=last_line)
    tags = _tags(ids)
    rows = {values[0]: _row(values, tags) for values in tickets.values_list(*COLUMNS)}
    return tuple(rows[each] for each in ids if each in rows)


def _tags(ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    pairs = Ticket.tags.through.objects.filter(ticket__in=ids).order_by("tag__name")
    found: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    for ticket_id, name in pairs.values_list("ticket_id", "tag__name"):
        found[ticket_id] += (name,)
    return found


def _row(values: tuple, tags: dict[int, tuple[str, ...]]) -> TicketRow:  # type: ignore[type-arg]
    known = dict(zip(COLUMNS, values, strict=True))
    first, last, username = (
        known.pop(f"assignee__{name}") for name in ("first_name", "last_name", "username")
    )
    name = f"{first or ''} {last or ''}".strip() or username or ""
    return TicketRow(
        **{key: value for key, value in known.items() if "__" not in key}
        | {
            "signals": tuple(known["signals"]),
            "customer_number": known["customer__number"],
            "customer_name": known["customer__name"] or "",
            "assignee_name": name,
            "assignee_username": username or "",
            "last_line": " ".join((known["last_line"] or "").split()),
            "tags": tags[known["id"]],
        }
    )
