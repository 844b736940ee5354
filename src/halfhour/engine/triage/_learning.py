"""Learning a classifier from the team's own labels, and judging it on examples it has not seen."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.reasons import Reason
from halfhour.engine.triage._calibration import Numbers, calibrate, held, signs_of, threshold
from halfhour.engine.triage._classifier import Classifier
from halfhour.engine.triage._features import features_of, tokens_of
from halfhour.engine.triage._reasons import TriageReason
from halfhour.engine.triage._values import ClassifierRules, Example, HeldOut, HeldOutOfLabel

FOLDS = 5
ENOUGH_HELD_OUT = 1_000  # examples, after which no further fold is asked
MANY = 1_000  # examples, from which on a feature must occur twice to be learned
MOST_FEATURES = 100_000
PENALTY = 1.0  # the inverse strength of the support vector machine's regularisation
MOST_ROUNDS = 10_000
USUAL = ClassifierRules()
LEFT_OUT = 4  # labels, from which on a part of them may be left out to stand for what fits none


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What came of learning: None for a classifier where there was too little to learn from.

    `held` says how it did on examples that were held out.
    """

    classifier: Classifier | None
    held: HeldOut | None
    reasons: tuple[Reason, ...]


def fit_classifier(*, examples: Sequence[Example], rules: ClassifierRules = USUAL) -> Fit:
    """Learns the labels of examples; the same examples in the same order give the same classifier.

    Parameters
    ----------
    examples
        With label None for those that fit no label: they are never learned as a label of their own, but
        teach when to be silent. Without any, a fifth of the labels at a time is left out of learning, and
        their examples stand for what fits none.

    Notes
    -----
    Words and letters weighted by rarity, a linear support vector machine for each label against the others
    (scikit-learn), and a logistic regression for the chance of being right: docs/methods/triage.md.
    """
    written = [each for each in examples if tokens_of(each.text)]
    different = {(each.label, *tokens_of(each.text)) for each in written if each.label is not None}
    counts = Counter(str(label) for label, *_ in different)
    labels = sorted(label for label, count in counts.items() if count >= rules.fewest)
    reasons = [
        Reason(
            kind=TriageReason.TOO_FEW_OF_LABEL,
            figures={"label": label, "count": count, "needed": rules.fewest},
        )
        for label, count in sorted(counts.items())
        if count < rules.fewest
    ]
    if len(labels) < 2:
        few = Reason(kind=TriageReason.TOO_FEW_LABELS, figures={"labels": len(labels), "needed": 2})
        return Fit(classifier=None, held=None, reasons=(*reasons, few))

    known = set(labels)
    inside = [each for each in written if each.label in known]
    outside = [each.text for each in written if each.label is None]
    guesses, share = _held_out(inside, outside, rules)
    if rules.out_of_scope_share and not outside:
        guessed = share > 0
        kind = TriageReason.OUT_OF_SCOPE_GUESSED if guessed else TriageReason.OUT_OF_SCOPE_UNKNOWN
        reasons.append(Reason(kind=kind))

    weights = guesses.weights(share)
    calibration = calibrate(signs=guesses.signs, is_right=guesses.is_right, weights=weights)
    chances = calibration.chances(guesses.signs)
    abstain_below = threshold(
        chances=chances, is_right=guesses.is_right, weights=weights, wrong_costs=rules.wrong_costs
    )
    return Fit(
        classifier=_learned(inside).classifier(calibration, abstain_below),
        held=held(
            chances=chances,
            is_right=guesses.is_right,
            is_outside=guesses.is_outside,
            weights=weights,
            abstain_below=abstain_below,
            by_label=guesses.by_label(chances >= abstain_below),
        ),
        reasons=tuple(reasons),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Guesses:
    """Guesses for examples that were held out: signs of shape (guesses, 3), true label and guessed one."""

    signs: Numbers
    labels: tuple[str | None, ...]
    guessed: tuple[str, ...]

    @property
    def is_right(self) -> NDArray[np.bool_]:
        return np.array([guess == label for guess, label in zip(self.guessed, self.labels, strict=True)])

    @property
    def is_outside(self) -> NDArray[np.bool_]:
        return np.array([label is None for label in self.labels])

    def by_label(self, is_told: NDArray[np.bool_]) -> tuple[HeldOutOfLabel, ...]:
        """Label by label, by name; `is_told` says where the classifier was sure enough."""
        examples = Counter(self.labels)
        pairs = zip(self.labels, self.guessed, is_told.tolist(), strict=True)
        told = Counter((label, guess) for label, guess, is_sure in pairs if is_sure)
        return tuple(_of_label(label, examples[label], told) for label in sorted(filter(None, examples)))

    def weights(self, out_of_scope_share: float) -> Numbers:
        """So that those outside are the share of all that they are expected to be."""
        outside = int(self.is_outside.sum())
        if outside == 0:
            return np.ones(self.is_outside.size)
        inside = self.is_outside.size - outside
        each = inside * out_of_scope_share / (1 - out_of_scope_share) / outside
        return np.where(self.is_outside, each, 1.0)


def _of_label(label: str, examples: int, told: Counter[tuple[str | None, str]]) -> HeldOutOfLabel:
    guesses = Counter({guess: count for (true, guess), count in told.items() if true == label})
    wrong = sorted((-count, guess) for guess, count in guesses.items() if guess != label)
    return HeldOutOfLabel(
        label=label,
        examples=examples,
        told=guesses.total(),
        right=guesses[label],
        taken_for=wrong[0][1] if wrong else None,
    )


def _held_out(
    inside: Sequence[Example], outside: Sequence[str], rules: ClassifierRules
) -> tuple[Guesses, float]:
    """Guesses on folds that were held out, and the share of them that is to count as out of scope."""
    fold_of = _folds(inside)
    wanted = rules.out_of_scope_share if outside or _may_leave_out(inside) else 0.0
    found: list[Guesses] = []
    seen = 0
    for fold in range(FOLDS):
        asked = [each for each, at in zip(inside, fold_of, strict=True) if at == fold]
        if not asked:
            continue
        learned = _learned([each for each, at in zip(inside, fold_of, strict=True) if at != fold])
        found.append(learned.guesses([each.text for each in asked], [each.label for each in asked]))
        if wanted and outside:
            found.append(learned.guesses(outside, [None] * len(outside)))
        elif wanted:
            found.append(_strangers(inside, fold_of, fold))
        seen += len(asked)
        if seen >= ENOUGH_HELD_OUT:
            break
    joined = Guesses(
        np.concatenate([each.signs for each in found]),
        tuple(label for each in found for label in each.labels),
        tuple(guess for each in found for guess in each.guessed),
    )
    return joined, wanted


def _strangers(inside: Sequence[Example], fold_of: Sequence[int], fold: int) -> Guesses:
    """Guesses for labels that were left out of learning, as if they fitted none."""
    labels = sorted({str(each.label) for each in inside})
    strange = set(labels[fold::FOLDS]) or {labels[fold % len(labels)]}
    learned = _learned(
        [each for each, at in zip(inside, fold_of, strict=True) if at != fold and each.label not in strange]
    )
    asked = [each.text for each in inside if each.label in strange]
    return learned.guesses(asked, [None] * len(asked))


def _may_leave_out(inside: Sequence[Example]) -> bool:
    return len({each.label for each in inside}) >= LEFT_OUT


def _folds(inside: Sequence[Example]) -> list[int]:
    """Every label spread over the folds, the same words never in two of them."""
    seen: dict[tuple[str | None, tuple[str, ...]], int] = {}
    next_of: Counter[str | None] = Counter()
    found = []
    for each in inside:
        same = (each.label, tuple(tokens_of(each.text)))
        if same not in seen:
            seen[same] = next_of[each.label] % FOLDS
            next_of[each.label] += 1
        found.append(seen[same])
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """A fitted pipeline of scikit-learn: features weighted by rarity, then margins for each label."""

    pipeline: Any
    labels: tuple[str, ...]

    def margins(self, texts: Sequence[str]) -> NDArray[np.floating]:
        """Shape (texts, labels); of two labels the pipeline gives one margin, the other's mirrored."""
        found = self.pipeline.decision_function(texts)
        return np.stack([-found, found], axis=1) if found.ndim == 1 else np.asarray(found)

    def known(self, texts: Sequence[str]) -> Numbers:
        vocabulary = self.pipeline["features"].vocabulary_
        parts = [features_of(text) for text in texts]
        return np.array([sum(each in vocabulary for each in part) / max(len(part), 1) for part in parts])

    def guesses(self, texts: Sequence[str], labels: Sequence[str | None]) -> Guesses:
        margins = self.margins(texts)
        best = (self.labels[n] for n in margins.argmax(axis=1).tolist())
        return Guesses(signs_of(margins, self.known(texts)), tuple(labels), tuple(best))

    def classifier(self, calibration: Any, abstain_below: float) -> Classifier:
        features, machine = self.pipeline["features"], self.pipeline["margins"]
        weights, constants = machine.coef_, machine.intercept_
        if len(self.labels) == 2:
            weights, constants = np.vstack([-weights, weights]), np.concatenate([-constants, constants])
        return Classifier(
            labels=self.labels,
            vocabulary={name: int(row) for name, row in features.vocabulary_.items()},
            rarity=features.idf_.astype(np.float32),
            weights=np.ascontiguousarray(weights.T, dtype=np.float32),
            constants=constants.astype(np.float32),
            calibration=calibration,
            abstain_below=abstain_below,
        )


def _learned(inside: Sequence[Example]) -> Learned:
    from sklearn.feature_extraction.text import TfidfVectorizer  # loading it takes a second
    from sklearn.pipeline import Pipeline
    from sklearn.svm import LinearSVC

    pipeline = Pipeline(
        [
            (
                "features",
                TfidfVectorizer(
                    analyzer=features_of,
                    sublinear_tf=True,
                    min_df=2 if len(inside) >= MANY else 1,
                    max_features=MOST_FEATURES,
                    dtype=np.float32,
                ),
            ),
            ("margins", LinearSVC(C=PENALTY, random_state=0, max_iter=MOST_ROUNDS)),
        ]
    )
    labels = [str(each.label) for each in inside]
    pipeline.fit(
        [each.text for each in inside], labels, margins__sample_weight=[each.weight for each in inside]
    )
    return Learned(pipeline, tuple(pipeline["margins"].classes_.tolist()))
