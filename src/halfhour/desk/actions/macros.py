"""Canned replies: kept by the team, used with reply, facts and state in one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.desk.access import may_move_others
from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.changing import category_names, change_ticket, checked_changes, queue_names
from halfhour.desk.actions.conversation import reply
from halfhour.desk.actions.drafts import SeenDraft, sent_before
from halfhour.desk.actions.locking import lock_desk, lock_presence, lock_ticket
from halfhour.desk.actions.recording import happened, save_ticket
from halfhour.desk.actions.states import move_ticket
from halfhour.desk.actions.tagging import MOST_TAGS
from halfhour.desk.actions.ticket_fields import checked_values, fields_of
from halfhour.desk.actions.unread import HasRead, refuse_unread
from halfhour.desk.errors import DeskRefused, SavedSince
from halfhour.desk.models import DraftKind, EventKind, Macro, MacroUse, State, Ticket, TicketField
from halfhour.desk.wording.macros import unknown_variables, worded
from halfhour.people.actions import record_setting
from halfhour.people.models import Team, User

CHANGED = ("priority", "complexity", "category", "queue")
STATES = (State.OPEN, State.WAITING_ON_CUSTOMER, State.WAITING_ON_THIRD_PARTY, State.RESOLVED)


@transaction.atomic
def save_macro(
    *,
    team: Team,
    macro: Macro | None,
    name: str,
    shortcut: str,
    texts: Mapping[str, str],
    sets: Mapping[str, Any],
    by: User,
    at: datetime,
    revision: int | None = None,
) -> Macro:
    """Add a canned reply, or change one.

    Raises
    ------
    DeskRefused
        For variables that there are not, values that the team does not have, a name or shortcut that is
        taken, one that does nothing, and where somebody else saved meanwhile.
    """
    texts = {language: text.strip() for language, text in texts.items() if text.strip()}
    sets = {name: value for name, value in sets.items() if value}
    _refuse_unfit(team, texts, sets)
    lock_desk(team)  # two who save at once take turns
    if Macro.objects.filter(team=team, name=name).exclude(pk=macro.pk if macro else 0).exists():
        raise DeskRefused(_("There is a canned reply “{name}” already.").format(name=name), field="name")
    row = _locked(macro, revision) if macro else Macro(team=team)
    before = _of_macro(row) if macro else {}
    row.name, row.shortcut, row.texts, row.sets = name, shortcut, texts, sets
    _refuse_taken_shortcut(row)
    row.changed_by, row.changed_at = by, at
    row.revision += 1 if macro else 0
    row.save()
    _record(row, before, by=by, at=at)
    return row


def _refuse_taken_shortcut(row: Macro) -> None:
    """One shortcut leads to one canned reply of those that are offered."""
    if not row.shortcut or row.is_retired:
        return
    others = Macro.objects.filter(team=row.team, is_retired=False, shortcut__iexact=row.shortcut)
    other = others.exclude(pk=row.pk).first()
    if other is not None:
        sentence = _("The shortcut “{shortcut}” leads to the canned reply “{name}” already.")
        raise DeskRefused(sentence.format(shortcut=row.shortcut, name=other.name), field="shortcut")


def _of_macro(row: Macro) -> dict[str, Any]:
    names = ("name", "shortcut", "texts", "sets", "is_retired")
    return {name: getattr(row, name) for name in names}


def _record(row: Macro, before: Mapping[str, Any], *, by: User, at: datetime) -> None:
    after = _of_macro(row)
    record_setting(team=row.team, part="macros", name=row.name, before=before, after=after, by=by, at=at)


def _refuse_unfit(team: Team, texts: Mapping[str, str], sets: Mapping[str, Any]) -> None:
    if not texts and not sets:
        raise DeskRefused(_("Write a text, or say what it sets; now it would do nothing."))
    for text in texts.values():
        if unknown := unknown_variables(text):
            raise DeskRefused(
                _("“{name}” is no variable; the list beside the form says which there are.").format(
                    name=f"{{{unknown[0]}}}"
                )
            )
    if sets.get("state") and sets["state"] not in STATES:
        raise DeskRefused(_("A canned reply cannot put a ticket into this state."))
    checked_changes(team, _changes(sets))


def _locked(macro: Macro, revision: int | None) -> Macro:
    row = Macro.objects.select_for_update().get(pk=macro.pk)
    if revision is not None and revision != row.revision:
        sentence = _("Somebody else changed it since you opened it. Save again to put yours in place.")
        raise SavedSince(sentence, revision=row.revision)
    return row


@transaction.atomic
def retire_macro(*, macro: Macro, is_retired: bool, by: User, at: datetime) -> Macro:
    """No longer offer it, or offer it again; what it did stays known.

    Raises
    ------
    DeskRefused
        Where its shortcut leads to another by now.
    """
    lock_desk(macro.team)
    row = _locked(macro, None)
    before = _of_macro(row)
    row.is_retired, row.changed_by, row.changed_at = is_retired, by, at
    _refuse_taken_shortcut(row)
    row.revision += 1
    row.save()
    _record(row, before, by=by, at=at)
    return row


@transaction.atomic
def apply_macro(
    *,
    ticket: Ticket,
    macro: Macro,
    by: User,
    at: datetime,
    text: str | None = None,
    then: State | None = None,
    revision: int | None = None,
    seen: HasRead | None = None,
    draft: SeenDraft | None = None,
) -> Ticket:
    """Answer, change and move a ticket as the canned reply says; `text` is what was made of its words.

    Who uses it has the last word on the state: `then` stands above the one it sets. Their `draft` of a reply
    is sent by it.

    Raises
    ------
    TicketMovedOn
        Where somebody saved after `revision`.
    WrittenSince
        Where the customer or a colleague wrote more than was `seen`.
    DeskRefused
        For one that is retired or another team's; then nothing is done.
    """
    lock_presence(by.pk)
    ticket = lock_ticket(ticket.pk, revision=revision)
    if sent_before(ticket=ticket, kind=DraftKind.REPLY, by=by, seen=draft, at=at):
        return ticket
    refuse_unread(ticket, seen, by=by)
    macro = Macro.objects.get(pk=macro.pk)
    if macro.team_id != ticket.team_id or macro.is_retired:
        raise DeskRefused(_("This canned reply is no longer offered."))
    own = worded(macro, ticket=ticket, by=by, at=at)
    said = own if text is None else text
    if macro.sets.get("assign_to_me"):
        if ticket.assignee_id not in (None, by.pk) and not may_move_others(by, ticket.team):
            raise DeskRefused(_("It is not yours; ask a lead to give it to somebody else."))
        assign_ticket(ticket=ticket, to=by, by=by, at=at)
    if changes := _changes(_still_fits(ticket, macro.sets)):
        change_ticket(ticket=ticket, changes=changes, by=by, at=at)
    state = then or State(macro.sets.get("state") or State.WAITING_ON_CUSTOMER)
    if said.strip():
        reply(ticket=ticket, text=said, by=by, at=at, then=state, draft=draft)
    elif macro.sets.get("state"):
        move_ticket(ticket=ticket, to=state, by=by, at=at)
    was_edited = _lines(said) != _lines(own)
    MacroUse.objects.create(macro=macro, ticket=ticket, by=by, at=at, was_edited=was_edited)
    used = happened(EventKind.MACRO_USED, at=at, by=by, facts={"macro": (None, macro.name)})
    return save_ticket(lock_ticket(ticket.pk), events=[used], at=at)


def _lines(text: str) -> list[str]:
    """The words line by line: browsers end lines otherwise than they came."""
    return text.strip().splitlines()


def _changes(sets: Mapping[str, Any]) -> dict[str, Any]:
    changes = {name: sets[name] for name in CHANGED if sets.get(name)}
    if sets.get("tags"):
        changes["add_tags"] = sets["tags"]
    if sets.get("fields"):
        changes["fields"] = sets["fields"]
    return changes


def _still_fits(ticket: Ticket, sets: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without what the team has no longer, and tags for which there is no room: the rest still holds."""
    team, kept = ticket.team, dict(sets)
    if kept.get("queue") and kept["queue"] not in queue_names(team):
        del kept["queue"]
    known = category_names(team) if kept.get("category") else ()
    if known and kept["category"] not in known:
        del kept["category"]
    if kept.get("fields"):
        fields = fields_of(team)
        kept["fields"] = {key: each for key, each in kept["fields"].items() if _is_value(fields, key, each)}
    if kept.get("tags"):
        now = set(ticket.tags.values_list("name", flat=True))
        new = [name for name in kept["tags"] if name not in now]
        kept["tags"] = new[: max(MOST_TAGS - len(now), 0)]
    return kept


def _is_value(fields: Sequence[TicketField], key: str, value: Any) -> bool:
    try:
        checked_values(fields, {key: value})
    except DeskRefused:
        return False
    return True
