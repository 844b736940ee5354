"""The lines of a list of tickets: `{% load lines %}{% ticket_lines list.rows %}`.

They are written in Python, not as a template: fifty of them are most of what a list costs to show, and
whoever opens a view waits for them.
"""

from collections.abc import Iterable
from datetime import datetime
from html import escape

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from halfhour.desk.adapter.due import left_seconds
from halfhour.desk.models import State
from halfhour.desk.queries.rows import TicketRow
from halfhour.desk.templatetags.workspace import CHANNEL_ICONS, due_for, moment_for

register = template.Library()


@register.simple_tag(takes_context=True)
def ticket_lines(context: template.Context, rows: Iterable[TicketRow]) -> SafeString:
    """The lines as items of a list; everything in them is escaped here."""
    rows = list(rows)
    writer = _Writer(context, rows)
    return mark_safe("".join(writer.line(row) for row in rows))  # noqa: S308  (see _Writer)


class _Writer:
    """What is the same in every line, found once."""

    def __init__(self, context: template.Context, rows: list[TicketRow]) -> None:
        ticket = context.get("ticket")
        self.open_number: int | None = ticket.number if ticket else None
        self.may_work = bool(context.get("may_work"))
        self.at: datetime = context.get("at") or timezone.now()
        self.left = left_seconds(context["access"].team, rows, at=self.at)
        self.today, self.zone = timezone.localdate(), timezone.get_current_timezone_name()
        self.language = get_language() or ""
        self.base = escape(reverse("desk:workspace", kwargs={"team": context["access"].team.slug}))
        self.query = escape(context["asked"].query)
        self.choose = escape(_("Choose ticket %(number)s"))
        self.nobody = escape(pgettext("who holds a ticket", "nobody"))
        self.states = {state.value: escape(str(state.label)) for state in State}
        self.urgent = {
            "urgent": escape(pgettext("priority", "Urgent")),
            "high": escape(pgettext("priority", "High")),
        }

    def line(self, row: TicketRow) -> str:
        number = row.number
        is_open = number == self.open_number
        current = ' aria-current="true"' if is_open else ""
        tags = "".join(f'<span class="row-tag">{escape(tag)}</span>' for tag in row.tags)
        return (
            f'<li class="row" data-number="{number}" data-revision="{row.revision}">{self.pick(number)}'
            f'<a class="row-link{" is-open" if is_open else ""}" href="{self.base}{number}/?{self.query}"'
            f' data-open="{number}"{current}>'
            f'<span class="row-top"><span class="row-who">{escape(row.customer_name or row.queue)}</span>'
            f"{self.priority(row.priority)}{self.when(row)}</span>"
            f'<span class="row-subject"><i class="ti ti-{CHANNEL_ICONS.get(row.channel, "point")}"'
            f' aria-hidden="true"></i> {escape(row.title)}</span>'
            f'<span class="row-line">{escape(row.last_line)}</span>'
            f'<span class="row-end"><span class="figure">#{number}</span>{self.state(row.state)}'
            f"<span>{escape(row.assignee_name) or self.nobody}</span>{tags}</span></a></li>"
        )

    def pick(self, number: int) -> str:
        if not self.may_work:
            return ""
        return (
            f'<label class="row-pick"><input type="checkbox" name="ticket" value="{number}" form="bulk">'
            f'<span class="visually-hidden">{self.choose % {"number": number}}</span></label>'
        )

    def priority(self, priority: str) -> str:
        words = self.urgent.get(priority)
        return f'<span class="row-priority is-{priority}">{words}</span>' if words else ""

    def state(self, state: str) -> str:
        return f"<span>{self.states[state]}</span>" if state != State.OPEN else ""

    def when(self, row: TicketRow) -> str:
        """How long until the nearest goal, or how late it is; where no clock runs, when it was changed."""
        if row.due_at is None:
            changed = moment_for(row.changed_at, self.today, self.zone, self.language)
            return f'<span class="row-when">{changed}</span>'
        left = self.left.get((row.queue, row.due_at), (row.due_at - self.at).total_seconds())
        return due_for(row.due_at, left, self.at, zone=self.zone, language=self.language)
