"""The line of a settled queue as a Markov chain, and how far its service level strays within an interval.

States are contacts in the system. Patience is exponential, so the number in the system is a
birth-and-death process, whose generator is symmetric after scaling: all that an interval's level needs
of it are sums over eigenvalues. Derivation: docs/methods/small-teams.md.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh_tridiagonal
from scipy.special import betaincc, gammainc

from halfhour.engine.arguments import Numbers

RAREST = 25.0  # states whose chance is e^-25 below the likeliest are left out
LONGEST_LINE = 600  # contacts; a line that would grow without end is cut there


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Contacts answered in time in one interval, over all intervals.

    `level` is their share in the long run. Beside `level` × the contacts that come, those in time
    vary by `variance`, and by `slope` for every contact that comes more: a busy interval is not only
    longer work, it is worse work.
    """

    contacts: float
    level: float
    variance: float
    slope: float


def kept_in_interval(
    *,
    load: float,
    places: int,
    handle_seconds: float,
    within_seconds: float,
    patience_seconds: float,
    interval_seconds: float,
) -> Kept:
    """The first two moments of what an interval keeps; exact but for one thing.

    Whether a contact is answered in time is taken to depend on the line it finds alone, not on how
    fast that line then moves for those behind it.
    """
    arrival, service = load / handle_seconds, 1 / handle_seconds
    longest = places if patience_seconds == 0 else places + LONGEST_LINE
    there = np.arange(longest + 1.0)
    death = service * np.minimum(there, places)
    if 0 < patience_seconds < np.inf:
        death = death + np.maximum(there - places, 0) / patience_seconds
    log_weight = np.append(0.0, np.cumsum(np.log(arrival / death[1:])))
    likely = np.flatnonzero(log_weight > log_weight.max() - RAREST)
    rows = slice(likely[0], likely[-1] + 1)
    weight = np.exp(log_weight[rows] - log_weight.max())
    chance, death = weight / weight.sum(), death[rows]
    in_time = _in_time(there[rows] - places, places * service, within_seconds, patience_seconds)
    return _moments(chance, death, in_time, arrival, interval_seconds)


def _in_time(behind: Numbers, service: float, within: float, patience: float) -> Numbers:
    """Chance of an answer in time for who finds `behind` contacts in line (below 0: free places).

    Before it lie behind + 1 departures at rates service, service + 1/patience, ...; scaled by the
    patience, e to the minus their sum has a beta distribution (Rényi), without patience it is gamma.
    """
    waits = behind >= 0
    steps = np.where(waits, behind + 1, 1.0)
    if patience == 0:
        answered = np.zeros_like(steps)
    elif patience == np.inf:
        answered = gammainc(steps, service * within)
    else:
        ratio = service * patience
        answered = ratio / (ratio + steps) * betaincc(ratio + 1, steps, np.exp(-within / patience))
    return np.where(waits, answered, 1.0)


def _moments(chance: Numbers, death: Numbers, in_time: Numbers, arrival: float, seconds: float) -> Kept:
    """Sums over pairs of contacts: the second meets the line that the first, by coming, made longer."""
    birth = np.append(np.full(chance.size - 1, arrival), 0.0)
    rates, shapes = eigh_tridiagonal(birth + np.append(0.0, death[1:]), -np.sqrt(birth[:-1] * death[1:]))
    root = np.sqrt(chance)
    level = float(chance @ in_time)
    beside = in_time - level
    later = (beside * root) @ shapes
    pairs = arrival * arrival * _double_integral(np.maximum(rates, 0.0), seconds)

    def met_later(first: Numbers) -> float:
        """Sum over pairs: a weight of the first contact by its state, and what the second keeps."""
        longer = np.append(0.0, first[:-1])
        longer[-1] += first[-1]
        return float(((longer / root) @ shapes * later * pairs).sum())

    contacts = arrival * seconds
    single = contacts * float(chance @ (in_time * (1 - level) ** 2 + (1 - in_time) * level**2))
    return Kept(
        contacts=contacts,
        level=level,
        variance=single + 2 * met_later(chance * beside),
        slope=met_later(chance) / contacts,
    )


def _double_integral(rates: Numbers, seconds: float) -> Numbers:
    """∫ (seconds − u) e^(−rate u) du over the interval, exact for small rates as well."""
    scaled = rates * seconds
    some = np.where(scaled < 1e-4, 1.0, scaled)
    exact = (some + np.expm1(-some)) / (some * some)
    return seconds * seconds * np.where(scaled < 1e-4, 0.5 - scaled / 6, exact)
