"""A classifier as a value, and its guess for a text: sums over the features it knows, in numpy alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.reasons import Reason
from halfhour.engine.triage._calibration import Calibration
from halfhour.engine.triage._features import is_run, pieces_of, words_and_tokens_of
from halfhour.engine.triage._reasons import TriageReason
from halfhour.engine.triage._values import Guess

Weights = NDArray[np.float32]
NEAREST = 5  # labels told beside the first, for a person to choose from
MOST_TOLD = 0.99  # a chance told as 100 % would be read as certainty
MOST_WORDS = 3  # told as what decided
LEAST_SHARE = 0.25  # of what the strongest word said, below which a word is not told
# Tokens whose features are kept at hand: few and short words make up most of what is written.
MOST_KEPT, LONGEST_KEPT = 20_000, 24


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Classifier:
    """What was learned: margins are linear in the weights of a text's features.

    `vocabulary` gives a feature's row; `rarity` its weight, shape (features,); `weights` have shape
    (features, labels), `constants` shape (labels,).
    """

    labels: tuple[str, ...]
    vocabulary: Mapping[str, int]
    rarity: Weights
    weights: Weights
    constants: Weights
    calibration: Calibration
    abstain_below: float
    _kept: dict[str, NDArray[np.intp]] = field(default_factory=dict, init=False, repr=False)

    def rows_inside(self, token: str) -> NDArray[np.intp]:
        """The rows of the features inside a token, in their order; -1 where one is not known."""
        kept = self._kept.get(token)
        if kept is None:
            row_of = self.vocabulary.get
            kept = np.array([row_of(piece, -1) for piece in pieces_of(token)], dtype=np.intp)
            if len(token) <= LONGEST_KEPT:
                if len(self._kept) >= MOST_KEPT:
                    self._kept.clear()
                self._kept[token] = kept
        return kept


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A text as a classifier sees it.

    `rows` of the features it knows, with their `amounts` and `counts`; `places`, for every occurrence of a
    feature in the text, index into them, -1 where it is not known: those inside each word in turn, in
    `sizes` how many, then the pairs that words make with the one before. `margins` has one number a label.
    """

    words: list[str]
    rows: NDArray[np.intp]
    amounts: Weights
    counts: Weights
    places: NDArray[np.intp]
    sizes: NDArray[np.intp]
    margins: Weights

    @property
    def known(self) -> float:
        return float((self.places >= 0).mean()) if self.places.size else 0.0


def classify(*, classifier: Classifier, text: str) -> Guess:
    """What a text seems to be about, how sure that is, and which of its words decided it.

    Notes
    -----
    Nearest labels and confidence never depend on other texts. Judged on docs/methods/triage.md.
    """
    read = reading_of(classifier, text)
    order = np.argsort(-read.margins, kind="stable")
    nearest = tuple(classifier.labels[n] for n in order[:NEAREST].tolist())
    if read.rows.size == 0:
        nothing = Reason(kind=TriageReason.NOTHING_KNOWN_IN_TEXT)
        return Guess(label=None, confidence=0.0, nearest=nearest, reasons=(nothing,))
    first, second = int(order[0]), int(order[1])
    best, gap = float(read.margins[first]), float(read.margins[first] - read.margins[second])
    confidence = classifier.calibration.chance(best, gap, read.known)
    is_sure = confidence >= classifier.abstain_below
    figures = {"label": nearest[0], "confidence": min(confidence, MOST_TOLD)}
    said = (
        Reason(kind=TriageReason.LIKELY_LABEL, figures=figures)
        if is_sure
        else Reason(
            kind=TriageReason.NOT_SURE_ENOUGH, figures={**figures, "needed": classifier.abstain_below}
        )
    )
    words = _deciding_words(classifier, read, first, second)
    why = (Reason(kind=TriageReason.DECIDED_BY_WORDS, figures={"words": ", ".join(words)}),) if words else ()
    return Guess(
        label=nearest[0] if is_sure else None, confidence=confidence, nearest=nearest, reasons=(said, *why)
    )


def reading_of(classifier: Classifier, text: str) -> Reading:
    """Features weighted by how often they occur and how rare they are, to length one, as when learned."""
    words, tokens = words_and_tokens_of(text)
    inside = [classifier.rows_inside(token) for token in tokens]
    row_of = classifier.vocabulary.get
    pairs = [row_of(f"{before} {token}", -1) for before, token in pairwise(tokens)]
    occurring = np.concatenate([*inside, np.array(pairs, dtype=np.intp)])
    rows, places, times = np.unique(occurring, return_inverse=True, return_counts=True)
    if rows.size and rows[0] < 0:  # what was never learned
        rows, places, times = rows[1:], places - 1, times[1:]
    counts = times.astype(np.float32)
    amounts = (1 + np.log(counts)) * classifier.rarity[rows]
    length = float(np.sqrt(amounts @ amounts))
    amounts = amounts / length if length else amounts
    return Reading(
        words=words,
        rows=rows,
        amounts=amounts,
        counts=counts,
        places=places,
        sizes=np.array([each.size for each in inside], dtype=np.intp),
        margins=amounts @ classifier.weights[rows] + classifier.constants,
    )


def _deciding_words(classifier: Classifier, read: Reading, first: int, second: int) -> tuple[str, ...]:
    """The words that spoke the most for the first label against the second, the strongest first."""
    apart = classifier.weights[read.rows, first] - classifier.weights[read.rows, second]
    each = np.append(read.amounts * apart / read.counts, 0.0)[read.places]
    starts = np.concatenate([[0], np.cumsum(read.sizes)])
    sums = np.add.reduceat(each, starts[:-1])
    sums[1:] += each[starts[-1] :]
    words: dict[str, float] = {}
    for word, start, said in zip(read.words, starts.tolist(), sums.tolist(), strict=False):
        if is_run(word):
            pairs = each[start + len(word) : start + 2 * len(word) - 1].tolist()
            for (a, b), of_pair in zip(pairwise(word), pairs, strict=True):
                words[a + b] = words.get(a + b, 0.0) + of_pair
        else:
            words[word] = words.get(word, 0.0) + said
    strongest = sorted(words, key=lambda word: -words[word])[:MOST_WORDS]
    floor = max(words[strongest[0]] * LEAST_SHARE, 0.0) if strongest else 0.0
    return tuple(word for word in strongest if words[word] > floor)
