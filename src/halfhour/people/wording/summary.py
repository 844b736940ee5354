"""One row of a table for each queue, person, session and so on: what matters, in the reader's words."""

from typing import Any

from babel.dates import format_date, get_day_names
from django.utils.translation import gettext as _

from halfhour.people.forms import fields, settings
from halfhour.people.forms.fields import DAYS, stretches_text
from halfhour.people.preferences import reader_locale, without_year_mark
from halfhour.people.teamfile.values import MEASURED, day, weekdays
from halfhour.people.wording.channels import channel_words
from halfhour.people.wording.figures import length_words, percent, plain
from halfhour.wording.shrinkage import cause_words

Table = dict[str, Any]


def day_name(number: int, *, short: bool = True) -> str:
    names = get_day_names("abbreviated" if short else "wide", locale=reader_locale())
    return str(names[number])


def date_text(raw: Any) -> str:
    return without_year_mark(format_date(day(raw), "medium", locale=reader_locale())) if raw else "–"


def percent_text(share: float) -> str:
    """A share that may have a decimal: 80%, 2.5%."""
    return percent(share, 0 if round(share, 2) == round(share, 9) else 1)


def yes_or_no(value: bool) -> str:
    return _("Yes") if value else _("No")


def words_of(choices: tuple[tuple[str, Any], ...], value: Any) -> str:
    return str(dict(choices).get(value, value))


def week_text(raw: Table | None) -> str:
    """Days with the same hours together: Mon–Thu 08:00-14:00; Fri 08:00-13:00."""
    texts = fields.WeekField(required=False).from_document(raw)
    parts = []
    start = 0
    for at in range(1, len(DAYS) + 1):
        if at < len(DAYS) and texts[at] == texts[start]:
            continue
        if texts[start]:
            days = day_name(start) if at - start == 1 else f"{day_name(start)}–{day_name(at - 1)}"
            parts.append(f"{days} {texts[start]}")
        start = at
    return "; ".join(parts)


def exception(table: Table) -> tuple[str, ...]:
    return date_text(table["on"]), stretches_text(table["open"]) or _("Closed"), table.get("name", "")


def queue(table: Table) -> tuple[str, ...]:
    goal = table["goal"]
    channel = channel_words(table["channel"])
    if table.get("service") == "deferred":
        channel = _("%(channel)s, deferred") % {"channel": channel}
    return (
        table["name"],
        channel,
        _("%(share)s within %(time)s")
        % {"share": percent_text(goal["share"]), "time": length_words(goal["within"])},
        ", ".join(table.get("skills", ())) or "–",
        length_words(table.get("handle_time", "–")),
        length_words(table.get("patience", "–")),
    )


def agent(table: Table) -> tuple[str, ...]:
    wishes = []
    if table.get("prefers_off"):
        names = ", ".join(day_name(number) for number in weekdays(table["prefers_off"]))
        wishes.append(_("free on %(days)s") % {"days": names})
    if table.get("prefers_start"):
        wishes.append(_("start %(times)s") % {"times": table["prefers_start"]})
    return (
        table["name"],
        ", ".join(skill_text(skill) for skill in table.get("skills", ())) or "–",
        words_of(settings.SENIORITIES, table.get("seniority", "regular")),
        plain(table.get("weekly_hours", 40)),
        week_text(table.get("availability")) or _("Any time"),
        "; ".join(wishes),
    )


def skill_text(skill: Any) -> str:
    return f"{skill['name']} {skill['level']}" if isinstance(skill, dict) else str(skill)


def session(table: Table) -> tuple[str, ...]:
    often = _("%(times)s a week") % {"times": table.get("per_week", 1)}
    if table.get("together"):
        often = _("%(often)s, all together") % {"often": often}
    return (
        table["name"],
        words_of(settings.SESSION_KINDS, table["kind"]),
        length_words(table["length"]),
        ", ".join(table.get("agents", ())) or _("Everybody"),
        often,
    )


def time_off(table: Table) -> tuple[str, ...]:
    return (
        table["agent"],
        date_text(table["from"]),
        date_text(table.get("to", table["from"])),
        table.get("kind", ""),
        yes_or_no(table.get("paid", True)),
    )


def break_rule(table: Table) -> tuple[str, ...]:
    paid = _("paid") if table["paid"] else _("unpaid")
    place = _("at least %(before)s after the start and %(after)s before the end") % {
        "before": length_words(table.get("not_before", "1 h")),
        "after": length_words(table.get("not_within", "1 h")),
    }
    shifts = _shift_lengths(table.get("from_shift", "0 s"), table.get("below_shift"))
    return (
        f"{words_of(settings.BREAK_KINDS, table['kind'])} ({paid})",
        length_words(table["length"]),
        shifts,
        place,
    )


def _shift_lengths(shortest: str, below: str | None) -> str:
    if shortest == "0 s":
        return _("all below %(length)s") % {"length": length_words(below)} if below else _("all")
    if below:
        return _("from %(shortest)s, below %(below)s") % {
            "shortest": length_words(shortest),
            "below": length_words(below),
        }
    return _("from %(length)s") % {"length": length_words(shortest)}


def cause(table: Table) -> tuple[str, ...]:
    share = _("as measured") if table["share"] == MEASURED else percent_text(table["share"])
    return cause_words(table["cause"]), share, yes_or_no(table.get("in_roster", False))
