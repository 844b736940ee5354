"""From an event log to contacts: who answered when, by stated rules.

opened
    What the log says was the opening, or else the contact's first event.
answered
    The first event whose name or state is among `answered_by`. Where the log has none of these names:
    the first event after the opening one that names an agent. A resolution counts as an answer.
resolved, closed
    The last event whose name or state is among `resolved_by` or `closed_by`: what was reopened had not
    been resolved.
reopened
    How often something else followed a resolution or a closing.
abandoned
    The first event among `abandoned_by`, unless an answer came before it.
waiting
    Seconds between the opening and the resolution spent in states among `waiting_in`: the customer's
    turn, not ours.

The queue is the first that the contact was in; the agent the last who touched it before it was
resolved. Names are compared without regard to case, spaces and punctuation.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

import polars as pl
from django.utils.translation import gettext as _

from halfhour.ledger.reading._exports import level_name
from halfhour.ledger.reading._refusals import HistoryRefused
from halfhour.ledger.reading._shapes import CONTACT_SCHEMA


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRules:
    """Names of events or states; an empty tuple stands for the names that are usual."""

    answered_by: tuple[str, ...] = ()
    resolved_by: tuple[str, ...] = ()
    closed_by: tuple[str, ...] = ()
    abandoned_by: tuple[str, ...] = ()
    waiting_in: tuple[str, ...] = ()


# Levelled names; only those that occur in a log take part.
USUAL_NAMES = EventRules(
    answered_by=(
        "answered", "answer", "replied", "reply",
        "responded", "first_response", "first_reply", "public_reply",
        "agent_reply", "accepted",
        "take_in_charge_ticket", "taken_in_charge", "in_progress", "work_in_progress",
        "active", "open", "picked_up", "已应答", "处理中", "принято_в_работу", "в_работе",
    ),
    resolved_by=(
        "resolved", "resolve", "resolve_ticket", "solved", "completed", "complete", "fixed", "done", "已解决",
        "решено", "решена",
    ),
    closed_by=("closed", "close", "close_ticket", "已关闭", "закрыто", "закрыта"),
    abandoned_by=("abandoned", "abandon", "hang", "hung_up", "hangup", "missed", "lost", "放弃", "потерян"),
    waiting_in=(
        "wait", "waiting", "waiting_for_customer", "awaiting_customer", "awaiting_user_info", "pending",
        "pending_reminder", "on_hold", "hold", "snoozed", "wait_user", "等待客户", "ожидание_клиента",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledRules(EventRules):
    """Rules whose names are those of one log, as it writes them; an empty tuple means that it has none."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EventContacts:
    """Contacts made from events, with CONTACT_SCHEMA's columns; `waiting` has contact_id and waiting_seconds.

    `rules` holds the names that took part, as the log writes them.
    """

    contacts: pl.DataFrame
    waiting: pl.DataFrame
    rules: SettledRules


def contacts_from_events(events: pl.DataFrame, *, rules: EventRules | None = None) -> EventContacts:
    """Make one contact of all events with the same contact_id.

    Raises
    ------
    HistoryRefused
        Where a rule names an event that the log does not have.
    """
    used = rules if isinstance(rules, SettledRules) else settle_rules(_names_of(events), rules)
    marked = events.sort("contact_id", "at", maintain_order=True).with_columns(
        _among(used.answered_by).alias("answers"),
        _among(used.resolved_by).alias("resolves"),
        _among(used.closed_by).alias("closes"),
        _among(used.abandoned_by).alias("abandons"),
        _among(used.waiting_in).alias("waits"),
        (pl.int_range(pl.len()).over("contact_id") == 0).alias("first"),
        pl.col("at").shift(-1).over("contact_id").alias("until"),
    )
    if not used.answered_by:
        marked = marked.with_columns((pl.col("agent").is_not_null() & ~pl.col("first")).alias("answers"))
    contacts = _one_row_each(marked)
    return EventContacts(contacts=contacts, waiting=_waiting(marked, contacts), rules=used)


def settle_rules(names: Iterable[str], rules: EventRules | None = None) -> SettledRules:
    """The rules with the names that a log has, given all names of its events and states."""
    present: dict[str, list[str]] = {}
    for name in names:
        present.setdefault(level_name(name), []).append(name)
    chosen = {field.name: _chosen(field.name, rules or EventRules(), present) for field in fields(EventRules)}
    return SettledRules(**chosen)


def _names_of(events: pl.DataFrame) -> list[str]:
    both = pl.concat([events["event"].rename("name"), events["state"].rename("name")])
    return both.drop_nulls().unique().sort().to_list()


def _chosen(field: str, rules: EventRules, present: Mapping[str, list[str]]) -> tuple[str, ...]:
    asked: tuple[str, ...] = getattr(rules, field)
    for name in asked:
        if level_name(name) not in present:
            raise HistoryRefused(
                _("The event log has no event or state {name}; it has {names}.").format(
                    name=name, names=", ".join(sorted({each[0] for each in present.values()}))
                )
            )
    wanted = [level_name(name) for name in asked] or list(getattr(USUAL_NAMES, field))
    return tuple(dict.fromkeys(written for name in wanted for written in present.get(name, ())))


def _among(names: Iterable[str]) -> pl.Expr:
    wanted = list(names)
    return (pl.col("event").is_in(wanted) | pl.col("state").is_in(wanted)).fill_null(False)


def _one_row_each(marked: pl.DataFrame) -> pl.DataFrame:
    settled = pl.col("resolves") | pl.col("closes")
    grouped = marked.group_by("contact_id", maintain_order=True).agg(
        pl.coalesce(pl.col("opened_at").min(), pl.col("at").first()).alias("opened_at"),
        *(
            pl.col(name).drop_nulls().first()
            for name in ("queue", "channel", "category", "priority", "complexity", "language", "customer_id")
        ),
        pl.col("at").filter(pl.col("answers") | pl.col("resolves")).min().alias("answered_at"),
        pl.col("at").filter("resolves").max().alias("resolved_at"),
        pl.col("at").filter("closes").max().alias("closed_at"),
        pl.col("at").filter("abandons").min().alias("abandoned_at"),
        pl.col("agent").filter(~pl.col("closes") | pl.col("resolves")).drop_nulls().last().alias("agent"),
        (settled.shift(1) & ~settled).sum().cast(pl.Int64).alias("reopened"),
    )
    answered_first = pl.col("answered_at") <= pl.col("abandoned_at")
    whole = grouped.with_columns(
        pl.when(answered_first.fill_null(False))
        .then(None)
        .otherwise(pl.col("abandoned_at"))
        .alias("abandoned_at"),
        *(
            pl.when(pl.col(name) >= pl.col("opened_at")).then(pl.col(name)).alias(name)
            for name in ("answered_at", "resolved_at", "closed_at")
        ),
    )
    missing = [
        pl.lit(None, dtype=kind).alias(name)
        for name, kind in CONTACT_SCHEMA.items()
        if name not in whole.columns
    ]
    return whole.with_columns(missing).select(list(CONTACT_SCHEMA)).sort("opened_at", maintain_order=True)


def _waiting(marked: pl.DataFrame, contacts: pl.DataFrame) -> pl.DataFrame:
    ends = contacts.select("contact_id", pl.coalesce("resolved_at", "closed_at").alias("end"))
    spans = marked.filter("waits").join(ends, on="contact_id", how="left")
    until = pl.min_horizontal("until", "end")
    seconds = ((until - pl.col("at")).dt.total_microseconds() / 1e6).clip(lower_bound=0)
    summed = spans.group_by("contact_id").agg(seconds.sum().alias("waiting_seconds"))
    return (
        contacts.select("contact_id")
        .join(summed, on="contact_id", how="left")
        .with_columns(pl.col("waiting_seconds").fill_null(0.0))
    )
