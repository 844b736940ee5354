"""What rules would have done to past contacts, before anybody lets them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from halfhour.engine.errors import OutOfRange
from halfhour.engine.reasons import Reason
from halfhour.engine.triage._conditions import Contact, Field
from halfhour.engine.triage._reasons import TriageReason
from halfhour.engine.triage._rules import Act, Rule, apply_rules

LATEST = 1_000
EXAMPLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A value that a rule would have put in the place of another; None where there was none."""

    field: Field
    was: str | None
    value: str
    contacts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What one rule would have done: contacts that it matched and changed, and why it left the others.

    A contact counts once: as changed where any field was, else as beaten by an earlier rule, decided by a
    person, or the same already. `examples` are keys of contacts it would have changed, the newest first.
    """

    rule: str
    matched: int = 0
    changed: int = 0
    beaten: int = 0
    by_person: int = 0
    same: int = 0
    moves: tuple[Move, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    key: str
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """Effects in the order of the rules, those without any included; contacts whose rules found no end."""

    contacts: int
    changed: int
    effects: tuple[Effect, ...]
    troubles: tuple[Trouble, ...]


def dry_run(*, rules: Sequence[Rule], contacts: Sequence[Contact], latest: int = LATEST) -> DryRun:
    """What each rule would have changed on the latest contacts; nothing is changed by asking.

    Contacts are taken as they are given: with the fields they came with, or with those they have now.
    """
    if latest < 1:
        raise OutOfRange(f"latest must be at least 1; got {latest}")
    newest = sorted(contacts, key=lambda contact: (-contact.opened_at, contact.key))[:latest]
    acts: dict[str, dict[str, list[Act]]] = {rule.name: {} for rule in rules}
    troubles: list[Trouble] = []
    changed = 0
    for contact in newest:
        applied = apply_rules(rules=rules, contact=contact)
        changed += dict(applied.facts) != dict(contact.facts)
        for act in applied.acts:
            acts[act.rule].setdefault(contact.key, []).append(act)
        if applied.trouble is not None:
            troubles.append(Trouble(key=contact.key, reason=applied.trouble))
    return DryRun(
        contacts=len(newest),
        changed=changed,
        effects=tuple(_effect(name, found) for name, found in acts.items()),
        troubles=tuple(troubles),
    )


def _effect(rule: str, acts: dict[str, list[Act]]) -> Effect:
    outcomes = Counter(_outcome(each) for each in acts.values())
    moved = Counter(
        (act.field, act.was, act.value) for each in acts.values() for act in each if act.is_change
    )
    moves = [
        Move(field=field, was=was, value=value, contacts=contacts)
        for (field, was, value), contacts in moved.most_common()
    ]
    examples = [key for key, each in acts.items() if _outcome(each) is TriageReason.SET_BY_RULE]
    return Effect(
        rule=rule,
        matched=len(acts),
        changed=outcomes[TriageReason.SET_BY_RULE],
        beaten=outcomes[TriageReason.EARLIER_RULE_WON],
        by_person=outcomes[TriageReason.SET_BY_PERSON],
        same=outcomes[TriageReason.SAME_ALREADY],
        moves=tuple(moves),
        examples=tuple(examples[:EXAMPLES]),
    )


def _outcome(acts: Sequence[Act]) -> TriageReason:
    """Of several fields the first of these that happened to any."""
    if any(act.is_change for act in acts):
        return TriageReason.SET_BY_RULE
    kinds = {act.reason.kind for act in acts}
    order = (TriageReason.EARLIER_RULE_WON, TriageReason.SET_BY_PERSON)
    return next((kind for kind in order if kind in kinds), TriageReason.SAME_ALREADY)
