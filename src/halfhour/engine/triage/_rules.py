"""Rules that people write: who wins, what they leave behind, and what happens when they set off one another.

Rules stand in an order. All look at the contact as it is; for each field, the first rule that matches and
sets it wins. What they set may make others match, so all look again, until nothing changes. What comes out
does not change when the same rules look once more. Where no such end comes, that is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from halfhour.engine.errors import OutOfRange
from halfhour.engine.reasons import Reason
from halfhour.engine.triage._conditions import Condition, Contact, Field, HasFact
from halfhour.engine.triage._reasons import TriageReason

DEPTH = 5  # times that rules look at a contact at most

Facts = Mapping[Field, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Sets fields of the contacts for which all its conditions hold; without conditions, of every contact."""

    name: str
    when: tuple[Condition, ...] = ()
    sets: Facts

    def __post_init__(self) -> None:
        if not self.sets:
            raise OutOfRange(f"a rule must set a field; {self.name!r} sets none")

    def matches(self, contact: Contact) -> bool:
        return all(condition.holds(contact) for condition in self.when)

    @property
    def listens_to(self) -> frozenset[Field]:
        """The fields that rules may set and that this one looks at."""
        return frozenset(condition.field for condition in self.when if isinstance(condition, HasFact))


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a rule that matches does to a field, and why, or why nothing."""

    rule: str
    field: Field
    was: str | None
    value: str
    reason: Reason

    @property
    def is_change(self) -> bool:
        return self.reason.kind in (TriageReason.SET_BY_RULE, TriageReason.COMPLAINT_BY_RULE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A contact's fields after the rules; `trouble` says which rules found no end, None where all did."""

    facts: Facts
    acts: tuple[Act, ...]
    trouble: Reason | None = None


def apply_rules(*, rules: Sequence[Rule], contact: Contact, depth: int = DEPTH) -> Applied:
    """What rules make of a contact.

    Parameters
    ----------
    rules
        In their order: for each field the first that matches and sets it wins.
    depth
        How many times they look at most, after what they set made others match.

    Notes
    -----
    Fields between which rules go in circles stay as they were; what goes deeper than `depth` stops there.

    Examples
    --------
    >>> from halfhour.engine.triage import Contact, Field, HasWords, Rule
    >>> refunds = Rule(name="refunds", when=(HasWords(any_of=("refund*",)),), sets={Field.QUEUE: "money"})
    >>> contact = Contact(key="1", channel="email", text="Two refunds, please")
    >>> apply_rules(rules=[refunds], contact=contact).facts[Field.QUEUE]
    'money'
    """
    if depth < 1:
        raise OutOfRange(f"depth must be at least 1; got {depth}")
    if len({rule.name for rule in rules}) < len(rules):
        raise OutOfRange(f"every rule must have a name of its own; got {[rule.name for rule in rules]}")
    states: list[Facts] = [contact.facts]
    passes: list[tuple[Act, ...]] = []
    while len(passes) < depth:
        acts = _look(rules, replace(contact, facts=states[-1]))
        passes.append(acts)
        after = {**states[-1], **{act.field: act.value for act in acts if act.is_change}}
        if after == states[-1] or not _listened_to(rules, states[-1], after):
            return _settled(passes, after)
        if after in states:
            return _circled(rules, contact, passes, states, states.index(after))
        states.append(after)
    names = dict.fromkeys(act.rule for act in passes[-1] if act.is_change)
    deep = Reason(kind=TriageReason.RULES_TOO_DEEP, figures={"depth": depth, "rules": ", ".join(names)})
    return replace(_settled(passes, states[-1]), trouble=deep)


def _look(rules: Sequence[Rule], contact: Contact) -> tuple[Act, ...]:
    """All rules on the contact as it is, the first winning each field."""
    found: list[Act] = []
    winners: dict[Field, str] = {}
    for rule in rules:
        if not rule.matches(contact):
            continue
        for field, value in rule.sets.items():
            was = contact.facts.get(field)
            reason = _reason(rule, field, value, contact, winners)
            winners.setdefault(field, rule.name)
            found.append(Act(rule=rule.name, field=field, was=was, value=value, reason=reason))
    return tuple(found)


def _reason(rule: Rule, field: Field, value: str, contact: Contact, winners: Mapping[Field, str]) -> Reason:
    figures = {"rule": rule.name}
    if field in contact.by_person:
        return Reason(kind=TriageReason.SET_BY_PERSON, figures=figures)
    if field in winners:
        winner = {**figures, "winner": winners[field]}
        return Reason(kind=TriageReason.EARLIER_RULE_WON, figures=winner)
    if contact.facts.get(field) == value:
        return Reason(kind=TriageReason.SAME_ALREADY, figures=figures)
    opens = field is Field.COMPLAINT
    return Reason(kind=TriageReason.COMPLAINT_BY_RULE if opens else TriageReason.SET_BY_RULE, figures=figures)


def _listened_to(rules: Sequence[Rule], before: Facts, after: Facts) -> bool:
    changed = {field for field in Field if before.get(field) != after.get(field)}
    return any(rule.listens_to & changed for rule in rules)


def _settled(passes: Sequence[tuple[Act, ...]], facts: Facts) -> Applied:
    """Every change as it came, then what the last look left undone for another reason than these changes."""
    changes = [act for acts in passes for act in acts if act.is_change]
    did = {(act.rule, act.field) for act in changes}
    rest = [act for act in passes[-1] if not act.is_change and (act.rule, act.field) not in did]
    return Applied(facts=MappingProxyType(dict(facts)), acts=(*changes, *rest))


def _circled(
    rules: Sequence[Rule],
    contact: Contact,
    passes: Sequence[tuple[Act, ...]],
    states: Sequence[Facts],
    start: int,
) -> Applied:
    """Fields that come and go are left as they were; the rules that move them are named."""
    circle = states[start:]
    moving = {field for field in Field if len({state.get(field) for state in circle}) > 1}
    turning = {act.rule for acts in passes[start:] for act in acts if act.is_change and act.field in moving}
    still = {field: value for field, value in circle[0].items() if field not in moving}
    back = {field: value for field, value in contact.facts.items() if field in moving}
    named = ", ".join(rule.name for rule in rules if rule.name in turning)
    settled = _settled(passes, {**still, **back})
    return replace(
        settled,
        acts=tuple(act for act in settled.acts if act.field not in moving),
        trouble=Reason(kind=TriageReason.RULES_GO_IN_CIRCLES, figures={"rules": named}),
    )
