"""The long tables of the what-if page: `{% load what_if %}`. Hundreds of rows are quicker made here."""

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from halfhour.planning.queries.what_if import HalfHour, Picture, Row

register = template.Library()


@register.simple_tag
def figure_cells(row: Row, is_compared: bool) -> SafeString:
    """The cells of one measure: planned, changed, difference, what can be told, and its bounds."""
    if not is_compared:
        return format_html('<td class="num">{}</td>', row.today)
    return format_html(
        '<td class="num answer-planned">{}</td><td class="num"><b>{}</b></td>'
        '<td class="num answer-difference">{}</td><td class="answer-verdict"><span class="{}">{}</span></td>'
        '<td class="num muted answer-bounds">{}</td>',
        row.today,
        row.changed,
        row.difference,
        f"tag tag-{row.tone}" if row.tone else "muted",
        row.verdict,
        row.bounds,
    )


@register.simple_tag
def half_hour_rows(picture: Picture, is_compared: bool) -> SafeString:
    """The rows of the table behind a picture."""
    return format_html_join(
        "\n",
        '<tr><th scope="row">{}</th><td class="num">{}</td>{}</tr>',
        (_cells(half_hour, is_compared) for half_hour in picture.half_hours),
    )


def _cells(half_hour: HalfHour, is_compared: bool) -> tuple[str, str, SafeString]:
    offered = number_format(round(half_hour.offered, 1), decimal_pos=1, use_l10n=True, force_grouping=True)
    return half_hour.clock, offered, figure_cells(half_hour.row, is_compared)
