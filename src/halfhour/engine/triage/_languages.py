"""In which language a text is written: by its script where that settles it, else by its letters."""

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any

from halfhour.engine.reasons import Reason
from halfhour.engine.triage._reasons import TriageReason

# What is the same in every language: addresses, and code between angle brackets.
NO_LANGUAGE = re.compile(r"\w+://\S+|\bwww\.\S+|[\w.+-]+@[\w-]+\.\S+|<[^<>\n]{1,200}>")
SCRIPTS = {
    "latin": re.compile(r"[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]"),
    "cyrillic": re.compile(r"[\u0400-\u052f]"),
    "han": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"),
    "kana": re.compile(r"[\u3040-\u30ff]"),
    "hangul": re.compile(r"[\u1100-\u11ff\uac00-\ud7af]"),
}
LETTER = re.compile(r"[^\W\d_]")
# What one letter says: a character of Chinese is half a word; products have Latin names in every language.
WEIGHTS = {"latin": 0.25, "cyrillic": 1.0, "han": 3.0, "kana": 3.0, "hangul": 3.0}
KANA_SHARE = 0.1  # from which on Chinese characters are read as Japanese
FEWEST_HAN = 2
SURE = 0.5  # the chance from which on a language is told
EXPECTED_ODDS = 10.0  # how much likelier a language is in which the team is usually written to
MOST_CHARACTERS = 1_000  # later ones would not change the answer
LIBRARY_LANGUAGES = {
    "cyrillic": "ru uk be bg sr mk kk ky mn tg tt",
    "latin": "en de fr es it pt nl pl cs sk sv da no fi hu ro tr vi id ms tl ca hr bs sl sq lt lv et is ga cy"
    " eu gl af sw mt az",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The language of a text (ISO 639-1), None where it cannot be told, with the chance that it is right."""

    language: str | None
    confidence: float
    reason: Reason


def language_of(text: str, *, expected: Sequence[str] = ("en", "zh", "ru")) -> Written:
    """In which language a text is written.

    Parameters
    ----------
    text
        Addresses of pages and mail in it say nothing and are left out.
    expected
        Languages in which the team is usually written to. They are told sooner in short texts; any other
        is still told where the text shows it.

    Notes
    -----
    Judged on docs/methods/triage.md.

    Examples
    --------
    >>> language_of("Где мой заказ?").language
    'ru'
    >>> language_of("我的订单在哪里？").language
    'zh'
    >>> print(language_of("ok").language)
    None
    """
    bare = NO_LANGUAGE.sub(" ", text[:MOST_CHARACTERS])
    scripts = ("latin",) if bare.isascii() else SCRIPTS
    weights = {script: WEIGHTS[script] * len(SCRIPTS[script].findall(bare)) for script in scripts}
    script = max(weights, key=lambda name: weights[name])
    if weights[script] == 0:
        known = TriageReason.SCRIPT_NOT_KNOWN if LETTER.search(bare) else TriageReason.NO_LETTERS
        return _unknown(known)
    if script in LIBRARY_LANGUAGES:
        return _by_letters("".join(_only(bare, script)), script, expected)
    asian = weights["han"] + weights["kana"]
    share = (weights["hangul"] if script == "hangul" else asian) / sum(weights.values())
    if script == "hangul":
        return _by_script("ko", share)
    if weights["kana"] >= KANA_SHARE * asian:
        return _by_script("ja", share)
    if weights["han"] < FEWEST_HAN * WEIGHTS["han"]:
        return _unknown(TriageReason.TOO_SHORT_TO_TELL)
    return _by_script("zh", share)


def _only(text: str, script: str) -> list[str]:
    """The words that hold a letter of the script, each with a space."""
    letter = SCRIPTS[script]
    return [f"{word} " for word in text.split() if letter.search(word)]


def _by_script(language: str, share: float) -> Written:
    reason = Reason(kind=TriageReason.SCRIPT_OF_ONE_LANGUAGE)
    return Written(language=language, confidence=share, reason=reason)


def _by_letters(text: str, script: str, expected: Sequence[str]) -> Written:
    odds = {
        language: chance * (EXPECTED_ODDS if language in expected else 1.0)
        for language, chance in _library(script).rank(text)
    }
    best = max(odds, key=lambda language: odds[language])
    confidence = odds[best] / sum(odds.values())
    if confidence < SURE:
        return _unknown(TriageReason.TOO_SHORT_TO_TELL)
    figures = {"confidence": confidence}
    return Written(
        language=best,
        confidence=confidence,
        reason=Reason(kind=TriageReason.LETTERS_OF_LANGUAGE, figures=figures),
    )


def _unknown(kind: TriageReason) -> Written:
    return Written(language=None, confidence=0.0, reason=Reason(kind=kind))


@cache
def _library(script: str) -> Any:
    """The library's model for the languages of one script: a copy of its own, for it keeps the list."""
    identifier = copy(_whole_library())
    identifier.set_languages(LIBRARY_LANGUAGES[script].split())
    return identifier


@cache
def _whole_library() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # reading its model takes a second

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
