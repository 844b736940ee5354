"""What the demo's customers want: the contacts of one day before anybody answers them."""

from collections.abc import Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from halfhour.demo.demand import SEED, STREAMS, Stream, arrivals
from halfhour.demo.desk import CALL, CHAT, MAIL, Contact

HANDLE_SEED = SEED + 1
# category: share of contacts, factor on handle time, share reopened
CATEGORIES: Mapping[str, tuple[float, float, float]] = {
    "order status": (0.27, 0.72, 0.02),
    "returns": (0.19, 0.95, 0.05),
    "billing": (0.13, 1.0, 0.05),
    "product advice": (0.18, 1.15, 0.02),
    "assembly and repair": (0.15, 1.5, 0.10),
    "complaint": (0.05, 1.7, 0.14),
    "other": (0.03, 0.8, 0.02),
}
LANGUAGES = {"de": 0.68, "en": 0.22, "ru": 0.06, "zh": 0.04}
PRIORITIES = {"normal": 0.86, "high": 0.11, "urgent": 0.03}
# queue: mean handle seconds, and its standard deviation as a share of it
HANDLE = {CALL: (280.0, 0.75), CHAT: (540.0, 0.6), MAIL: (360.0, 0.7)}
PATIENCE_SECONDS = {CALL: 200.0, CHAT: 260.0, MAIL: 1e9}
# queue: share of contacts that need more than one exchange, and the median hours until they are done
FOLLOW_UP = {CALL: (0.08, 20.0), CHAT: (0.07, 16.0), MAIL: (0.31, 22.0)}
CUSTOMERS = 21_000
RATED_SHARE = 0.24


def contacts_on(on: date, holidays: set[date], rng: np.random.Generator) -> list[Contact]:
    """The day's contacts in the order in which they come."""
    found = [contact for stream in STREAMS for contact in _of_stream(stream, on, holidays, rng)]
    found.sort(key=lambda contact: contact.opened)
    for number, contact in enumerate(found):
        contact.number = number
    return found


def _of_stream(stream: Stream, on: date, holidays: set[date], rng: np.random.Generator) -> list[Contact]:
    opened = arrivals(stream, on, holidays, rng)
    count = opened.size
    category = _chosen({name: share for name, (share, _f, _r) in CATEGORIES.items()}, count, rng)
    factor = np.array([CATEGORIES[name][1] for name in category])
    reopening = np.array([CATEGORIES[name][2] for name in category])
    mean, spread = HANDLE[stream.queue]
    sigma = np.sqrt(np.log1p(spread**2))
    handle = np.maximum(mean * factor * rng.lognormal(-(sigma**2) / 2, sigma, count), 15.0)
    share, median_hours = FOLLOW_UP[stream.queue]
    follow_up = np.where(rng.random(count) < share, median_hours * 3600 * rng.lognormal(0, 1.0, count), 0.0)
    # A few customers write again and again, most hardly ever.
    customer = (CUSTOMERS * rng.random(count) ** 2).astype(int)
    columns = zip(
        opened.tolist(),
        handle.round(1).tolist(),
        rng.exponential(PATIENCE_SECONDS[stream.queue], count).tolist(),
        category,
        _chosen(PRIORITIES, count, rng),
        _chosen(LANGUAGES, count, rng),
        customer.tolist(),
        follow_up.round().tolist(),
        (rng.random(count) < reopening).astype(int).tolist(),
        np.where(rng.random(count) < RATED_SHARE, rng.normal(4.7, 0.8, count), np.nan).tolist(),
        strict=True,
    )
    return [
        Contact(
            queue=stream.queue,
            channel=stream.channel,
            on=on,
            opened=at,
            handle=seconds,
            patience=patience,
            category=kind,
            priority=priority,
            language=language,
            customer=f"C{number:05}",
            follow_up=later,
            reopened=again,
            mood=None if mood != mood else mood,
        )
        for at, seconds, patience, kind, priority, language, number, later, again, mood in columns
    ]


def _chosen(shares: Mapping[str, float], count: int, rng: np.random.Generator) -> list[str]:
    weights: NDArray[np.float64] = np.array(list(shares.values()))
    names = list(shares)
    return [names[place] for place in rng.choice(len(names), count, p=weights / weights.sum()).tolist()]
