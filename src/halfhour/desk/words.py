"""Words as search compares them: one way for both databases, and for three languages.

Words are folded. What is written without spaces between words is cut into pairs of signs, so that 退款申请
is found by 退款. Words that are looked for lose their ending and match all words that begin so.
"""

import re
from collections.abc import Iterable

from halfhour.customers.addresses import folded

LONGEST_WORD = 40
MOST_BYTES = 200_000  # of the words of one ticket; an index row is no larger than a megabyte
MOST_ASKED = 8
SHORTEST_STEM = 3
RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+|[^\W_]+")
SIGN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
# What a word may lose at its end, the longest first; it keeps three letters at least.
ENDINGS = (
    *("иями", "ями", "ами", "ией", "ого", "его", "ому", "ему", "ыми", "ими", "ться"),
    *("ать", "ить", "еть", "ают", "яют", "ешь", "ете", "ите", "али", "или", "ала", "ила", "ией"),
    *(
        "ов",
        "ев",
        "ей",
        "ам",
        "ям",
        "ах",
        "ях",
        "ом",
        "ем",
        "ой",
        "ый",
        "ий",
        "ая",
        "яя",
        "ое",
        "ее",
        "ые",
        "ие",
    ),
    *("ую", "юю", "их", "ых", "им", "ым", "ия", "ию", "ии", "ют", "ут", "ат", "ят", "ет", "ит", "ал", "ил"),
    *("а", "я", "о", "е", "ы", "и", "у", "ю", "й", "ь"),
    *("ings", "ing", "ies", "ied", "es", "ed", "s", "y", "e"),
)


def words_of(texts: Iterable[str]) -> list[str]:
    """All different words of these texts in their order, as many as an index row holds."""
    found: dict[str, None] = {}
    length = 0
    for text in texts:
        for word in _words(text[:MOST_BYTES]):
            if word in found:
                continue
            length += len(word.encode()) + 1
            if length > MOST_BYTES:
                return list(found)
            found[word] = None
    return list(found)


def asked_words(text: str) -> list[tuple[str, bool]]:
    """The words that are looked for, and of each whether others that begin so are meant too."""
    asked: dict[tuple[str, bool], None] = {}
    for run in _runs(text[:500]):
        if SIGN.match(run):
            pairs = _pairs(run)
            asked |= dict.fromkeys((pair, False) for pair in pairs) if pairs else {(run, True): None}
        else:
            asked[stem(run)[:LONGEST_WORD], len(run) > 1] = None
    return list(asked)[:MOST_ASKED]


def stem(word: str) -> str:
    """A word without its ending, so that it is found in its other forms; numbers stay whole."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM and word.isalpha():
            return word.removesuffix(ending)
    return word


def _words(text: str) -> Iterable[str]:
    for run in _runs(text):
        if SIGN.match(run):
            yield from _pairs(run)
            yield run[-1]  # so that one sign is found by what begins with it
        else:
            yield run[:LONGEST_WORD]


def _runs(text: str) -> list[str]:
    # Signs beside letters, as in 订单A5, are runs of their own.
    runs = RUN.findall(folded(text))
    return [part for run in runs for part in (re.findall(f"{SIGN.pattern}+|(?:(?!{SIGN.pattern}).)+", run))]


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]
