"""What rules ask of a contact: each condition is a value that says whether it holds."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from halfhour.engine.errors import OutOfRange
from halfhour.engine.intervals import local_seconds
from halfhour.engine.triage._features import HAN

DAY_SECONDS = 86_400
FIRST_WEEKDAY = 3  # 1 January 1970 was a Thursday, and Monday counts as 0
WORD_LETTER = rf"[^\W{HAN}]"  # what a word of an alphabet goes on with; characters of Chinese stand alone


class Field(StrEnum):
    """What rules may set."""

    CATEGORY = "category"
    PRIORITY = "priority"
    COMPLEXITY = "complexity"
    QUEUE = "queue"
    COMPLAINT = "complaint"  # no field like the others: where it is set, a complaint is opened


class Signal(StrEnum):
    """What a text may say beside what it is about."""

    ACCOUNT_IN_DANGER = "account_in_danger"
    OUTAGE = "outage"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact as rules see it; `opened_at` in UTC epoch seconds.

    `customer` is an address or a name of the customer's own, None where nobody knows who wrote. `facts` are
    the fields that are set; those in `by_person` were decided by a person, and no rule touches them.
    """

    key: str
    channel: str
    text: str
    subject: str = ""
    customer: str | None = None
    opened_at: int = 0
    language: str | None = None
    signals: frozenset[Signal] = frozenset()
    facts: Mapping[Field, str] = field(default_factory=lambda: MappingProxyType({}))
    by_person: frozenset[Field] = frozenset()

    @property
    def words(self) -> str:
        """Subject and text."""
        return f"{self.subject}\n{self.text}" if self.subject else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class OnChannel:
    any_of: frozenset[str]

    def holds(self, contact: Contact) -> bool:
        return contact.channel in self.any_of


@dataclass(frozen=True, slots=True, kw_only=True)
class HasWords:
    """Any of these words, all of those, and none of these, in subject or text.

    Case does not count. A word or phrase is looked for as a whole; with a star at its end it may go on:
    `refund*` finds refunds. Chinese has no spaces, so there it is found anywhere.
    """

    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        given = (*self.any_of, *self.all_of, *self.none_of)
        if not given or not all(word.strip(" *") for word in given):
            raise OutOfRange(f"words must be given, and not be empty; got {given}")

    def holds(self, contact: Contact) -> bool:
        text = plain(contact.words)
        return (
            (not self.any_of or any_in(text, self.any_of))
            and all(any_in(text, (word,)) for word in self.all_of)
            and not any_in(text, self.none_of)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FromCustomer:
    """One of these customers; what begins with @ is the end of an address."""

    any_of: frozenset[str]

    def holds(self, contact: Contact) -> bool:
        if contact.customer is None:
            return False
        customer = contact.customer.casefold()
        wanted = {each.casefold() for each in self.any_of}
        return customer in wanted or ("@" in customer and f"@{customer.rpartition('@')[2]}" in wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedIn:
    """Opened in these hours of the day in a time zone, on these weekdays (Monday is 0).

    From the start to before the end; an end at or before the start is one of the next day, which still
    belongs to the weekday that it started on.
    """

    timezone: str
    weekdays: frozenset[int] = frozenset(range(7))
    from_second: int = 0
    until_second: int = DAY_SECONDS

    def __post_init__(self) -> None:
        if not self.weekdays <= frozenset(range(7)):
            raise OutOfRange(f"weekdays must be 0 to 6; got {sorted(self.weekdays)}")
        if not (0 <= self.from_second < DAY_SECONDS and 0 < self.until_second <= DAY_SECONDS):
            raise OutOfRange(
                f"hours must be within a day of {DAY_SECONDS} seconds; got {self.from_second} to"
                f" {self.until_second}"
            )

    def holds(self, contact: Contact) -> bool:
        local = int(local_seconds([contact.opened_at], self.timezone)[0])
        second, weekday = local % DAY_SECONDS, (local // DAY_SECONDS + FIRST_WEEKDAY) % 7
        if self.from_second < self.until_second:
            return weekday in self.weekdays and self.from_second <= second < self.until_second
        if second >= self.from_second:
            return weekday in self.weekdays
        return second < self.until_second and (weekday - 1) % 7 in self.weekdays


@dataclass(frozen=True, slots=True, kw_only=True)
class InLanguage:
    """Written in one of these languages; None stands for one that could not be told."""

    any_of: frozenset[str | None]

    def holds(self, contact: Contact) -> bool:
        return contact.language in self.any_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Says:
    any_of: frozenset[Signal]

    def holds(self, contact: Contact) -> bool:
        return bool(self.any_of & contact.signals)


@dataclass(frozen=True, slots=True, kw_only=True)
class HasFact:
    """A field that rules may set has one of these values; None stands for a field that is not set."""

    field: Field
    any_of: frozenset[str | None]

    def holds(self, contact: Contact) -> bool:
        return contact.facts.get(self.field) in self.any_of


Condition = OnChannel | HasWords | FromCustomer | OpenedIn | InLanguage | Says | HasFact


@lru_cache(maxsize=64)
def plain(text: str) -> str:
    """Without case, and with one form for each letter."""
    return unicodedata.normalize("NFKC", text).casefold()


def any_in(text: str, words: tuple[str, ...]) -> bool:
    """Whether a plain text has any of the words; most have none, which their beginnings tell at once."""
    beginnings, whole = _finder(words)
    return any(each in text for each in beginnings) and whole.search(text) is not None


@lru_cache(maxsize=4_096)
def _finder(words: tuple[str, ...]) -> tuple[tuple[str, ...], re.Pattern[str]]:
    phrases = [plain(word).split() for word in words]
    return tuple(phrase[0].rstrip("*") for phrase in phrases), re.compile("|".join(map(_whole, phrases)))


def _whole(parts: list[str]) -> str:
    phrase = " ".join(parts)
    goes_on = phrase.endswith("*")
    bare = phrase.rstrip("* ")
    looked_for = re.escape(bare).replace(r"\ ", r"\s+")
    end = "" if goes_on or not re.match(WORD_LETTER, bare[-1]) else f"(?!{WORD_LETTER})"
    start = f"(?<!{WORD_LETTER})" if re.match(WORD_LETTER, bare[0]) else ""
    return f"{start}{looked_for}{end}"
