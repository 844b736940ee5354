"""A team's triage rules: from the document that a version keeps to the engine's rules, and their loops.

The document is {"rules": [{"name", "when": [condition, ...], "sets": {field: value}}, ...]}; a condition is
{"kind": ..., ...} with what `CONDITIONS` reads. {"complaint": "opened"} in `sets` opens a complaint. A rule
with "is_off" is kept and does nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, islice, product
from typing import Any

from halfhour.engine.reasons import Reason
from halfhour.engine.triage import (
    Condition,
    Contact,
    Field,
    FromCustomer,
    HasFact,
    HasWords,
    InLanguage,
    OnChannel,
    OpenedIn,
    Rule,
    Says,
    Signal,
    apply_rules,
)

MOST_TRIED = 4_000  # contacts made up, for each group of rules that may turn in a circle
OPENED = "opened"  # the one value of a complaint
ELSEWHERE = "\x00"  # a value that no rule names

CONDITIONS: dict[str, Callable[[Mapping[str, Any]], Condition]] = {
    "channel": lambda kept: OnChannel(any_of=frozenset(kept["any_of"])),
    "words": lambda kept: HasWords(
        any_of=tuple(kept.get("any_of", ())),
        all_of=tuple(kept.get("all_of", ())),
        none_of=tuple(kept.get("none_of", ())),
    ),
    "customer": lambda kept: FromCustomer(any_of=frozenset(kept["any_of"])),
    "time": lambda kept: OpenedIn(
        timezone=kept["timezone"],
        weekdays=frozenset(kept["weekdays"]),
        from_second=kept["from_second"],
        until_second=kept["until_second"],
    ),
    "language": lambda kept: InLanguage(any_of=frozenset(each or None for each in kept["any_of"])),
    "signal": lambda kept: Says(any_of=frozenset(Signal(each) for each in kept["any_of"])),
    "fact": lambda kept: HasFact(
        field=Field(kept["field"]), any_of=frozenset(each or None for each in kept["any_of"])
    ),
}


def rule_from(kept: Mapping[str, Any]) -> Rule:
    return Rule(
        name=kept["name"],
        when=tuple(CONDITIONS[each["kind"]](each) for each in kept["when"]),
        sets={Field(field): value for field, value in kept["sets"].items()},
    )


def rules_from(document: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Those that are on, in their order."""
    return tuple(rule_from(each) for each in document["rules"] if not each.get("is_off"))


def loop_in(rules: Sequence[Rule]) -> Reason | None:
    """Why rules would find no end on some contact, None where none is found on which they would not.

    Contacts are made up on which all rules hold whose channels, languages and fields allow it together:
    all of them at once, then two at a time, since a third may hide the circle of two.
    """
    listening = [rule for rule in rules if rule.listens_to]
    if not listening:
        return None
    pairs = (pair for pair in combinations(rules, 2) if any(rule.listens_to for rule in pair))
    for group in (tuple(rules), *((rule,) for rule in listening), *pairs):
        bare = tuple(replace(rule, when=_kept(rule)) for rule in group)
        for contact in islice(_made_up(bare), MOST_TRIED):
            trouble = apply_rules(rules=bare, contact=contact).trouble
            if trouble is not None:
                return trouble
    return None


def _kept(rule: Rule) -> tuple[Condition, ...]:
    return tuple(each for each in rule.when if isinstance(each, OnChannel | InLanguage | HasFact))


def _made_up(rules: Sequence[Rule]) -> Iterator[Contact]:
    channels, languages = {ELSEWHERE}, {None, ELSEWHERE}
    values: dict[Field, set[str | None]] = {}
    for rule in rules:
        for each in rule.when:
            match each:
                case OnChannel():
                    channels |= each.any_of
                case InLanguage():
                    languages |= each.any_of
                case HasFact():
                    values.setdefault(each.field, {None, ELSEWHERE}).update(each.any_of)
    for rule in rules:
        for field, value in rule.sets.items():
            if field in values:
                values[field].add(value)
    fields = list(values)
    ordered = [sorted(values[field], key=str) for field in fields]
    for channel, language in product(sorted(channels), sorted(languages, key=str)):
        for chosen in product(*ordered):
            facts = {field: value for field, value in zip(fields, chosen, strict=True) if value is not None}
            yield Contact(key="", channel=channel, text="", language=language, facts=facts)
