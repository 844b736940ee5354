"""How long something takes: the four shapes that work, patience and delays may have.

Plain values. Whether their numbers make sense is checked where they are used, by `Centre`, which can
say where the fault lies.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """Always the same. As patience, 0 is "at once" and infinity is "never gives up"."""

    seconds: float

    @property
    def mean(self) -> float:
        return self.seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Exponential:
    """The shape in which what has passed says nothing of what is to come."""

    mean_seconds: float

    @property
    def mean(self) -> float:
        return self.mean_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Lognormal:
    """The usual shape of handle times: never negative, a hump, a long tail.

    `cv` is the coefficient of variation, the standard deviation over the mean.
    """

    mean_seconds: float
    cv: float = 1.0

    @property
    def mean(self) -> float:
        return self.mean_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Empirical:
    """Values as they were measured, drawn by their shares, which sum to 1; all alike where none are given.

    They are drawn as they are: no value between or beyond them comes out, and nothing is smoothed. As
    patience it may hold infinity: that share never gives up.
    """

    seconds: tuple[float, ...]
    shares: tuple[float, ...] = ()

    @property
    def mean(self) -> float:
        if not self.shares:
            return math.fsum(self.seconds) / len(self.seconds)
        pairs = zip(self.seconds, self.shares, strict=True)
        return math.fsum(value * share for value, share in pairs if share > 0)


Distribution = Fixed | Exponential | Lognormal | Empirical
