"""What planning refuses, each with a sentence fit for the person who asked."""

from halfhour.engine.reasons import Reason


class PlanRefused(Exception):
    """An action that cannot be done; its text says why and what to do."""


class PlanChanged(PlanRefused):
    """Somebody else changed the plan since the page was opened."""


class BreaksRules(PlanRefused):
    """An edit that would break rules which hold now, and was not confirmed."""

    def __init__(self, message: str, *, breaches: tuple[Reason, ...]) -> None:
        super().__init__(message)
        self.breaches = breaches
