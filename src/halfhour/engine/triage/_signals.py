"""What a text says beside what it is about: that an account is in danger, an outage, a complaint."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from halfhour.engine.reasons import Reason
from halfhour.engine.triage._conditions import Signal, plain
from halfhour.engine.triage._languages import SCRIPTS
from halfhour.engine.triage._lexicons import NOT_AFTER, NOT_BEFORE, NOT_NEGATED, WORDS
from halfhour.engine.triage._reasons import TriageReason

MOST_CHARACTERS = 4_000  # of a text that are read
MOST_WORDS = 3  # told as what said it
BEFORE = {
    "latin": 24,
    "cyrillic": 24,
    "han": 5,
}  # characters in which a word that turns the meaning may stand
AFTER = {"latin": 24, "cyrillic": 24, "han": 8}
CLAUSE_ENDS = re.compile(r"[.!?;:,，。！？；：\n]|\bbut\b|\bно\b|但")
KINDS = {
    Signal.ACCOUNT_IN_DANGER: TriageReason.SAYS_ACCOUNT_IN_DANGER,
    Signal.OUTAGE: TriageReason.SAYS_OUTAGE,
    Signal.COMPLAINT: TriageReason.SAYS_COMPLAINT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A signal, with the words of the text that gave it."""

    signal: Signal
    words: tuple[str, ...]

    @property
    def reason(self) -> Reason:
        return Reason(kind=KINDS[self.signal], figures={"words": ", ".join(self.words)})


def signals_in(text: str) -> tuple[Said, ...]:
    """What a text says of danger, outage and complaint, in English, Russian or Chinese.

    Words that are turned round ("not hacked", "жалоб нет", "不是投诉") do not count.

    Notes
    -----
    Lists of words, judged on docs/methods/triage.md; nothing is learned.

    Examples
    --------
    >>> signals_in("Someone hacked my account!")[0].reason.figures["words"]
    'someone hacked'
    >>> signals_in("I was not hacked, I forgot my password")
    ()
    """
    read = plain(text[:MOST_CHARACTERS]).replace("’", "'")
    scripts = [script for script in NOT_BEFORE if SCRIPTS[script].search(read)]
    found = []
    for signal in Signal:
        words = dict.fromkeys(word for script in scripts for word in _words(read, signal, script))
        if words:
            found.append(Said(signal=signal, words=tuple(words)[:MOST_WORDS]))
    return tuple(found)


def _words(text: str, signal: Signal, script: str) -> Iterator[str]:
    for match in _lexicon(signal, script).finditer(text):
        if not _is_turned(text, match, script):
            yield match[0].strip()


def _is_turned(text: str, match: re.Match[str], script: str) -> bool:
    """Whether a word before or behind it in the same clause turns its meaning."""
    turns, does_not = _compiled(NOT_BEFORE[script]), _compiled(NOT_NEGATED[script])
    before = CLAUSE_ENDS.split(text[max(match.start() - BEFORE[script], 0) : match.start()])[-1]
    if turns.search(does_not.sub(" ", before)):
        return True
    behind = CLAUSE_ENDS.split(text[match.end() : match.end() + AFTER[script]])[0]
    return _compiled(NOT_AFTER[script]).search(behind) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def _lexicon(signal: Signal, script: str) -> re.Pattern[str]:
    """All expressions in one. Those that begin with a word are tried only where a word begins."""
    given = WORDS[signal][script]
    at_words = [each.removeprefix(r"\b") for each in given if each.startswith(r"\b")]
    anywhere = [f"(?:{each})" for each in given if not each.startswith(r"\b")]
    grouped = [rf"\b(?=\w)(?:{'|'.join(at_words)})"] if at_words else []
    return re.compile("|".join([*grouped, *anywhere]))
