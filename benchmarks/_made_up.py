"""The desk that both applications get for benchmarks: who writes, about what, and how it stands.

Texts are drawn from a pool, words in it as unevenly as in a language; everything else is worked out of the
ticket's number by the database, so that a million tickets are there in minutes, and the same for both.
"""

from collections.abc import Sequence
from itertools import accumulate
from random import Random

POOL = 4_000  # different texts
AGENTS = 200
MOST_OF_SHARE = 100_000  # tickets up to which the share of those in each state is the same
QUEUES = ("email", "form", "chat", "phone", "returns", "billing", "technical", "partners")
CATEGORIES = tuple(f"topic {number}" for number in range(30))
TAGS = tuple(f"tag {number}" for number in range(40))
# Share of tickets below which a state begins to hold: most of a desk's tickets are long done.
STATES = (
    (0.02, "new"),
    (0.06, "open"),
    (0.10, "waiting_on_customer"),
    (0.11, "waiting_on_third_party"),
    (0.12, "scheduled"),
    (0.15, "resolved"),
    (1.01, "closed"),
)
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "ar", "en", "ist")]


def vocabulary(size: int = 4_000) -> list[str]:
    chance = Random(11)
    found: dict[str, None] = {}
    while len(found) < size:
        found["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4)))] = None
    return list(found)


def texts(number: int = POOL, words: int = 40) -> list[str]:
    """Messages of some lines; the n-th word is drawn as often as 1/n says."""
    chance, known = Random(12), vocabulary()
    weights = list(accumulate(1 / (place + 3) for place in range(len(known))))
    return [" ".join(chance.choices(known, cum_weights=weights, k=words)) for _ in range(number)]


def state_sql(draw: str, tickets: int) -> str:
    """The state that a random number stands for.

    What is unfinished is a matter of the team and not of how long it has kept its tickets: a million tickets
    hold as many such as a hundred thousand.
    """
    part = min(1.0, MOST_OF_SHARE / tickets)
    whens = (
        f"WHEN {draw} < {share if state == 'closed' else share * part} THEN '{state}'"
        for share, state in STATES
    )
    return f"CASE {' '.join(whens)} END"


def labelled_texts(labels: Sequence[str], each: int = 40) -> list[tuple[str, str]]:
    """Messages of which a third of the words are their label's own."""
    chance, known = Random(13), vocabulary()
    own = {label: known[100 + 12 * place : 112 + 12 * place] for place, label in enumerate(labels)}
    return [
        (
            " ".join(
                chance.choice(own[label] if chance.random() < 1 / 3 else known[:100]) for _ in range(25)
            ),
            label,
        )
        for label in labels
        for _ in range(each)
    ]


def messages(number: int) -> list[tuple[str, str, str]]:
    """Address, subject and text of new contacts: four of five from people who are known."""
    chance = Random(14)
    bodies = [text for text, _label in labelled_texts(CATEGORIES)]
    found = []
    for place in range(number):
        text = chance.choice(bodies)
        is_known = chance.random() < 0.8
        name = f"person{chance.randint(1, 2_000)}" if is_known else f"somebody{place}"
        found.append((f"{name}@example.org", text[:40], f"{text} {place}"))
    return found
