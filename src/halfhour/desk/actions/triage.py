"""What people say about sorting: this contact is something else, it is right so, and the rules in order."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halfhour.desk.actions.changing import LEARNED, change_ticket, checked_changes
from halfhour.desk.actions.locking import lock_desk, lock_ticket
from halfhour.desk.actions.recording import judged, save_ticket
from halfhour.desk.adapter.dry_runs import dry_run_of
from halfhour.desk.adapter.rules import loop_in, rules_from
from halfhour.desk.errors import DeskRefused, EveryContact, SavedSince
from halfhour.desk.models import Label, Ticket, TriageRules
from halfhour.desk.queries.triage import current_rules
from halfhour.people.actions import record_setting
from halfhour.people.models import Team, User
from halfhour.people.wording.figures import figure
from halfhour.wording import sentence

MOST_RULES = 100


@transaction.atomic
def correct(
    *, ticket: Ticket, field: str, value: str, by: User, at: datetime, revision: int | None = None
) -> Ticket:
    """Say what a ticket is; saying what it is already confirms it. Both are examples to learn from.

    Raises
    ------
    DeskRefused
        For a field that triage does not tell, and a value that does not exist.
    """
    if field not in LEARNED:
        sentence = _("“{name}” of a ticket cannot be changed.").format(name=field[:60])
        raise DeskRefused(sentence, field="field", allowed=LEARNED)
    ticket = lock_ticket(ticket.pk, revision=revision)
    try:
        wanted = checked_changes(ticket.team, {field: value})[field]
    except DeskRefused as refused:
        raise DeskRefused(refused.sentence, field="value", allowed=refused.allowed) from None
    if wanted == getattr(ticket, field):
        return _confirmed(ticket, field, wanted, by=by, at=at)
    return change_ticket(ticket=ticket, changes={field: wanted}, by=by, at=at)


def _confirmed(ticket: Ticket, field: str, value: str, *, by: User, at: datetime) -> Ticket:
    known = ticket.triage.get(field, {})
    if known.get("by") == "person":
        return ticket
    ticket.triage = ticket.triage | {field: {"value": value, "by": "person", "was_by": known.get("by", "")}}
    Label.objects.create(team=ticket.team, ticket=ticket, field=field, value=value, was=value, by=by, at=at)
    event = judged(ticket, at=at, by=by, facts={field: (value, value)})
    return save_ticket(ticket, events=[event], at=at)


@transaction.atomic
def save_rules(
    *,
    team: Team,
    document: Mapping[str, Any],
    based_on: int,
    by: User,
    at: datetime,
    note: str = "",
    every_contact: bool = False,
) -> TriageRules:
    """Keep a team's rules as the next version; they hold for contacts from now on.

    `every_contact` says that rules without conditions are meant.

    Raises
    ------
    DeskRefused
        Where somebody saved after version `based_on`, two rules have one name, or rules find no end.
    EveryContact
        For rules without conditions that the version before has not, unless `every_contact` is said.
    """
    refuse_loops(team, document)  # it plays them on what came in the past, while nobody has to wait
    if not every_contact:
        _ask_for_every_contact(team, document)
    lock_desk(team)
    newest = TriageRules.objects.filter(team=team).order_by("-number").first()
    number = newest.number if newest else 0
    if number != based_on:
        sentence = _("Somebody else saved the rules meanwhile, as version {number}. Look at them first.")
        raise SavedSince(sentence.format(number=number), revision=number)
    before = newest.document if newest else {}
    record_setting(team=team, part="triage", before=before, after=document, by=by, at=at)
    return TriageRules.objects.create(
        team=team, number=number + 1, document=dict(document), changed_by=by, changed_at=at, note=note[:200]
    )


def refuse_loops(team: Team, document: Mapping[str, Any]) -> None:
    """Refuse rules that find no end, on contacts made up for it or on those of the past."""
    names = [rule["name"] for rule in document["rules"]]
    if len(names) > MOST_RULES:
        raise DeskRefused(_("A team has at most {most} rules.").format(most=MOST_RULES))
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise DeskRefused(_("There is a rule “{name}” already.").format(name=twice))
    rules = rules_from(document)
    trouble = loop_in(rules)
    if trouble is None:
        found = dry_run_of(team, rules).troubles
        trouble = found[0].reason if found else None
    if trouble is not None:
        raise DeskRefused(sentence(trouble))


def _ask_for_every_contact(team: Team, document: Mapping[str, Any]) -> None:
    """Whoever adds a rule without conditions is told first what it would do, were it switched on."""
    known = {rule["name"] for rule in current_rules(team)[0]["rules"] if not rule["when"]}
    new = [rule["name"] for rule in document["rules"] if not rule["when"] and rule["name"] not in known]
    if not new:
        return
    on = [{**rule, "is_off": False} if rule["name"] in new else rule for rule in document["rules"]]
    run = dry_run_of(team, rules_from({"rules": on}))
    raise EveryContact(
        " ".join(
            ngettext(
                "“{name}” has no condition and holds for every contact. "
                "Of the last {contacts} contact it would change {changed}.",
                "“{name}” has no condition and holds for every contact. "
                "Of the last {contacts} contacts it would change {changed}.",
                run.contacts,
            ).format(name=each.rule, contacts=figure(run.contacts), changed=figure(each.changed))
            for each in run.effects
            if each.rule in new
        )
    )
