"""All of triage on one contact: language, signals, repeats, label, then rules, which have the last word."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from halfhour.engine.reasons import Reason
from halfhour.engine.triage._classifier import Classifier, classify
from halfhour.engine.triage._conditions import Contact, Field
from halfhour.engine.triage._languages import Written, language_of
from halfhour.engine.triage._reasons import TriageReason
from halfhour.engine.triage._repeats import USUAL, Repeat, RepeatRules, repeat_of
from halfhour.engine.triage._rules import Applied, Rule, apply_rules
from halfhour.engine.triage._signals import Said, signals_in
from halfhour.engine.triage._values import Guess


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """What a contact is found to be; `guess` is None without a classifier, `repeat` where it repeats none.

    `applied` are the fields in the end: what a person decided, else what rules set, else what the
    classifier is sure of, else what was there.
    """

    written: Written
    said: tuple[Said, ...]
    repeat: Repeat | None
    guess: Guess | None
    applied: Applied

    @property
    def facts(self) -> Mapping[Field, str]:
        return self.applied.facts


def triage(
    *,
    contact: Contact,
    classifier: Classifier | None = None,
    rules: Sequence[Rule] = (),
    earlier: Sequence[Contact] = (),
    repeats: RepeatRules = USUAL,
    expected: Sequence[str] = ("en", "zh", "ru"),
    otherwise: str | None = None,
    said: tuple[Said, ...] | None = None,
    labels: Collection[str] = (),
) -> Triage:
    """What a contact is: rules see its language, its signals, and the category that a classifier is sure of.

    A category or a language that is set already is kept. Where the text does not tell its language, rules see
    `otherwise`, such as that of the page it was written on. A repeat is looked for among `earlier` contacts.
    `said` are the signals in its words, where somebody has looked for them already. A category is guessed of
    `labels` only, where there are any: what was learned may be older than they are.

    Examples
    --------
    >>> found = triage(contact=Contact(key="1", channel="email", text="Мой аккаунт взломали"))
    >>> found.written.language, found.said[0].signal.value
    ('ru', 'account_in_danger')
    """
    written = language_of(contact.words, expected=expected)
    said = signals_in(contact.words) if said is None else said
    guess = None if classifier is None else classify(classifier=classifier, text=contact.words)
    facts = dict(contact.facts)
    if guess is not None and labels:
        guess = _among(guess, labels)
    if guess is not None and guess.label is not None and Field.CATEGORY not in contact.by_person:
        facts.setdefault(Field.CATEGORY, guess.label)
    seen = replace(
        contact,
        language=contact.language or written.language or otherwise,
        signals=frozenset(each.signal for each in said),
        facts=facts,
    )
    return Triage(
        written=written,
        said=said,
        repeat=repeat_of(contact=contact, earlier=earlier, rules=repeats),
        guess=guess,
        applied=apply_rules(rules=rules, contact=seen),
    )


def _among(guess: Guess, labels: Collection[str]) -> Guess:
    """The guess without labels that are no more; where it was one of them, nothing is guessed."""
    nearest = tuple(label for label in guess.nearest if label in labels)
    if guess.label is None or guess.label in labels:
        return replace(guess, nearest=nearest)
    gone = Reason(kind=TriageReason.NO_SUCH_LABEL, figures={"label": guess.label})
    return replace(guess, label=None, nearest=nearest, reasons=(gone, *guess.reasons[1:]))
