"""How sure a guess is: a chance of being right, learned from guesses on examples that were held out."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.triage._values import HeldOut, HeldOutOfLabel

Numbers = NDArray[np.float64]
STEPS = 100  # of chance, between which the threshold is looked for
BINS = 15  # of chance, within which what is claimed is held against what came true
SMOOTHING = 10.0  # the inverse strength with which few held-out guesses are kept from claiming much


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The chance of being right, from three signs of it.

    `best` is the margin of the nearest label, `gap` how far the next one is behind it, `known` the share of
    the text's features that occurred in the examples; the fields are their weights in log odds.
    """

    best: float
    gap: float
    known: float
    constant: float

    def chances(self, signs: NDArray[np.floating]) -> Numbers:
        """Chances, shape (texts,), from signs of shape (texts, 3)."""
        log_odds = signs @ np.array([self.best, self.gap, self.known]) + self.constant
        return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -30.0, 30.0))))

    def chance(self, best: float, gap: float, known: float) -> float:
        """The same for one text."""
        log_odds = self.best * best + self.gap * gap + self.known * known + self.constant
        return 1 / (1 + exp(-min(max(log_odds, -30.0), 30.0)))


def signs_of(margins: NDArray[np.floating], known: NDArray[np.floating]) -> Numbers:
    """The three signs, shape (texts, 3), from margins of shape (texts, labels)."""
    ordered = np.sort(margins, axis=1)
    return np.stack([ordered[:, -1], ordered[:, -1] - ordered[:, -2], known], axis=1).astype(np.float64)


def calibrate(*, signs: Numbers, is_right: NDArray[np.bool_], weights: Numbers) -> Calibration:
    """Logistic regression of being right on the signs.

    One right and one wrong guess with average signs join them, so that a few that all came true
    do not claim certainty.
    """
    from sklearn.linear_model import (
        LogisticRegression,
    )  # loading it takes a second that only a fit should spend

    middle = np.average(signs, axis=0, weights=weights)
    learned = LogisticRegression(C=SMOOTHING, max_iter=1_000).fit(
        np.vstack([signs, middle, middle]),
        np.concatenate([is_right, [True, False]]),
        sample_weight=np.concatenate([weights, [1.0, 1.0]]),
    )
    best, gap, known = learned.coef_[0].tolist()
    return Calibration(best=best, gap=gap, known=known, constant=float(learned.intercept_[0]))


def threshold(
    *, chances: Numbers, is_right: NDArray[np.bool_], weights: Numbers, wrong_costs: float
) -> float:
    """The chance below which silence is worth more: a right label gains 1, a wrong one costs `wrong_costs`.

    Of thresholds that gain the same, the one nearest to what calibrated chances alone would ask for.
    """
    expected = wrong_costs / (1 + wrong_costs)
    levels = np.arange(STEPS) / STEPS
    worth = weights * np.where(is_right, 1.0, -wrong_costs)
    gains = np.array([worth[chances >= level].sum() for level in levels])
    best = levels[gains >= gains.max() - 1e-9]
    return float(best[np.argmin(np.abs(best - expected))])


def calibration_error(
    *,
    chances: Sequence[float] | Numbers,
    is_right: Sequence[bool] | NDArray[np.bool_],
    weights: Numbers | None = None,
) -> float:
    """Expected calibration error: the mean distance, over guesses, between claimed and true chance of a bin.

    Notes
    -----
    Naeini, Cooper and Hauskrecht (2015), with 15 bins of equal width as in Guo et al. (2017).

    Examples
    --------
    >>> round(calibration_error(chances=[0.9, 0.9, 0.9, 0.9], is_right=[True, True, True, False]), 4)
    0.15
    """
    claimed, right = np.asarray(chances, dtype=np.float64), np.asarray(is_right, dtype=np.float64)
    weight = np.ones(claimed.size) if weights is None else weights
    bins = np.minimum((claimed * BINS).astype(int), BINS - 1)
    apart = np.abs(np.bincount(bins, weight * (claimed - right), minlength=BINS))
    return float(apart.sum() / weight.sum()) if claimed.size else 0.0


def held(
    *,
    chances: Numbers,
    is_right: NDArray[np.bool_],
    is_outside: NDArray[np.bool_],
    weights: Numbers,
    abstain_below: float,
    by_label: tuple[HeldOutOfLabel, ...],
) -> HeldOut:
    """How the classifier did on examples it had not seen."""
    told = chances >= abstain_below
    inside = ~is_outside
    return HeldOut(
        examples=int(inside.sum()),
        accuracy=_share(is_right[inside]),
        told_share=_share(told[inside]),
        told_accuracy=_share(is_right[inside & told]),
        out_of_scope_examples=int(is_outside.sum()),
        out_of_scope_recall=_share(~told[is_outside]),
        calibration_error=calibration_error(chances=chances, is_right=is_right, weights=weights),
        by_label=by_label,
    )


def _share(flags: NDArray[np.bool_]) -> float | None:
    return float(flags.mean()) if flags.size else None
