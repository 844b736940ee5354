"""Whether a customer writes about the same again: the same long number, or nearly the same words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from halfhour.engine.errors import OutOfRange
from halfhour.engine.reasons import Reason
from halfhour.engine.triage._conditions import Contact, plain
from halfhour.engine.triage._features import is_run, words_of
from halfhour.engine.triage._reasons import TriageReason

DAY_SECONDS = 86_400
NUMBER = re.compile(r"(?<![a-z0-9_-])(?:[a-z]{2,5}[-_]?)?\d[\d-]{3,}\d(?![a-z0-9_-])")
# A signature repeats its telephone and its postcode: one of the two texts must call the number something.
NAMED = re.compile(
    r"(?:#|№|\b(?:order|case|ticket|invoice|booking|claim|request|contract|reference|ref|заказ\w*|обращени\w+|заявк\w+"
    r"|сч[её]т\w*|договор\w*)\b|订单|工单|单号|编号|合同)(?:\W{0,3}(?:(?:no|nr|number|id|номер)\b|号))?\W{0,3}([a-z0-9][a-z0-9_-]+)"
)
DATE = re.compile(r"^(?:19|20)\d\d-\d\d?-\d\d?$|^\d\d?-\d\d?-(?:19|20)\d\d$")
FEWEST_WORDS = 3  # that two texts must have in common; greetings are alike without being about the same
STEM = 5  # letters of a word that count, so that endings do not matter


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatRules:
    """What a team may set: within how many days, and what share of both texts' words must be common."""

    days: int = 14
    alike: float = 0.5

    def __post_init__(self) -> None:
        if self.days < 1:
            raise OutOfRange(f"days must be at least 1; got {self.days}")
        if not 0 < self.alike <= 1:
            raise OutOfRange(f"alike must be above 0 and at most 1; got {self.alike:g}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """An earlier contact of the same customer about the same."""

    of: str
    reason: Reason


USUAL = RepeatRules()


def repeat_of(*, contact: Contact, earlier: Sequence[Contact], rules: RepeatRules = USUAL) -> Repeat | None:
    """The earlier contact that this one repeats, None where it repeats none.

    A number in common settles it, else words do; of several the one most alike, then the latest. A contact
    without a customer repeats nobody's.

    Examples
    --------
    >>> first = Contact(key="1", channel="email", customer="ada", text="Where is order 55123?")
    >>> again = Contact(key="2", channel="chat", customer="ada", opened_at=3600, text="any news on #55123")
    >>> repeat_of(contact=again, earlier=[first]).reason.figures["number"]
    '55123'
    """
    if contact.customer is None:
        return None
    since = contact.opened_at - rules.days * DAY_SECONDS
    known = [
        each
        for each in earlier
        if each.customer is not None
        and each.customer.casefold() == contact.customer.casefold()
        and each.key != contact.key
        and since <= each.opened_at <= contact.opened_at
    ]
    known.sort(key=lambda each: (each.opened_at, each.key), reverse=True)
    for each in known:
        if common := _common_numbers(contact.words, each.words):
            reason = Reason(kind=TriageReason.SAME_NUMBER, figures={"number": common[0]})
            return Repeat(of=each.key, reason=reason)
    words = _stems(contact.words)
    alike = [(_alike(words, _stems(each.words)), each) for each in known]
    share, best = max(alike, key=lambda pair: pair[0], default=(0.0, None))
    if best is None or share < rules.alike:
        return None
    return Repeat(of=best.key, reason=Reason(kind=TriageReason.SAME_WORDS, figures={"share": share}))


def _common_numbers(text: str, other: str) -> list[str]:
    """Numbers of orders, cases and the like in both texts, called so in one of them at least."""
    here, there = plain(text), plain(other)
    named = {match[1] for each in (here, there) for match in NAMED.finditer(each)}
    common = set(NUMBER.findall(here)) & set(NUMBER.findall(there))
    return sorted(each for each in common if (each in named or each[0].isalpha()) and not DATE.match(each))


def _stems(text: str) -> frozenset[str]:
    """The beginnings of words; of a run of characters without spaces its pairs."""
    stems: set[str] = set()
    for word in words_of(text):
        if is_run(word):
            stems.update(word[i : i + 2] for i in range(max(len(word) - 1, 1)))
        else:
            stems.add(word[:STEM])
    return frozenset(stems)


def _alike(first: frozenset[str], second: frozenset[str]) -> float:
    """The share of both texts' words that they have in common; 0 where too few are."""
    common = len(first & second)
    return common / len(first | second) if common >= FEWEST_WORDS else 0.0
