"""What became of contacts: answered, given up, still open, as shares with bounds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from halfhour.engine.response._proportion import CONFIDENCE, Share, share_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeShare:
    outcome: str | int
    share: Share


def outcome_shares(outcomes: ArrayLike, *, confidence: float = CONFIDENCE) -> tuple[OutcomeShare, ...]:
    """The share of each outcome among all contacts, the most frequent first, with Wilson's bounds.

    Parameters
    ----------
    outcomes
        One label per contact, shape (contacts,).
    confidence
        Chance with which each pair of bounds, taken alone, holds the true share.

    Examples
    --------
    >>> [(row.outcome, row.share.hits) for row in outcome_shares(["answered", "abandoned", "answered"])]
    [('answered', 2), ('abandoned', 1)]
    """
    names, counts = np.unique(np.asarray(outcomes), return_counts=True)
    order = np.argsort(-counts, kind="stable")
    total = int(counts.sum())
    return tuple(
        OutcomeShare(outcome=name, share=share_of(hits=hits, count=total, confidence=confidence))
        for name, hits in zip(names[order].tolist(), counts[order].tolist(), strict=True)
    )
