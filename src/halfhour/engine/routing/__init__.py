"""Who takes which contact: one policy for contacts that are pushed and for people who ask for the next."""

from halfhour.engine.routing._choose import Choice, best_person, next_work
from halfhour.engine.routing._eligible import refusal_of
from halfhour.engine.routing._play import Arrival, Halfhour, Outcome, Played, Policy, play_routing
from halfhour.engine.routing._reasons import RoutingReason
from halfhour.engine.routing._values import Complexity, Held, Person, RoutingRules, Work

__all__ = [
    "Arrival",
    "Choice",
    "Complexity",
    "Halfhour",
    "Held",
    "Outcome",
    "Person",
    "Played",
    "Policy",
    "RoutingReason",
    "RoutingRules",
    "Work",
    "best_person",
    "next_work",
    "play_routing",
    "refusal_of",
]
