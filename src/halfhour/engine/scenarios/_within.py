"""What amounts are allowed; each refusal names the amount and its range."""

from halfhour.engine.scenarios._amounts import change_text, duration_text, percent_text
from halfhour.engine.scenarios._reasons import LineReason, Refused

MOST_PEOPLE = 500
MOST_AT_ONCE = 10
LEAST_FACTOR, MOST_FACTOR = 0.1, 10.0
LEAST_PACE, MOST_PACE = 0.5, 3.0
MOST_CONTACTS = 100_000
LEAST_HANDLE_SECONDS, MOST_HANDLE_SECONDS = 1.0, 8 * 3600.0
LEAST_PATIENCE_SECONDS, MOST_PATIENCE_SECONDS = 1.0, 24 * 3600.0
LEAST_GOAL_SECONDS, MOST_GOAL_SECONDS = 1, 30 * 24 * 3600
MOST_ABSENCE = 0.9
MOST_SHIFT_SECONDS = 12 * 3600


def whole_count(text: str) -> int:
    if len(text) > 6 or not 1 <= int(text) <= MOST_PEOPLE:
        raise Refused(LineReason.PEOPLE, text=text, most=MOST_PEOPLE)
    return int(text)


def within_concurrency(text: str) -> int:
    if len(text) > 6 or not 1 <= int(text) <= MOST_AT_ONCE:
        raise Refused(LineReason.CONCURRENCY, text=text, most=MOST_AT_ONCE)
    return int(text)


def within_change(text: str, factor: float, *, least: float = LEAST_FACTOR) -> float:
    if not least <= factor <= MOST_FACTOR:
        raise Refused(LineReason.CHANGE, text=text, least=change_text(least), most=change_text(MOST_FACTOR))
    return factor


def within_contacts(text: str) -> float:
    if not 0 < float(text) <= MOST_CONTACTS:
        raise Refused(LineReason.CONTACTS, text=text, most=MOST_CONTACTS)
    return float(text)


def within_handle_time(text: str, seconds: float) -> float:
    if not LEAST_HANDLE_SECONDS <= seconds <= MOST_HANDLE_SECONDS:
        span = {"least": duration_text(LEAST_HANDLE_SECONDS), "most": duration_text(MOST_HANDLE_SECONDS)}
        raise Refused(LineReason.HANDLE_TIME, text=text, **span)
    return seconds


def within_patience(text: str, seconds: float) -> float:
    if not LEAST_PATIENCE_SECONDS <= seconds <= MOST_PATIENCE_SECONDS:
        span = {"least": duration_text(LEAST_PATIENCE_SECONDS), "most": duration_text(MOST_PATIENCE_SECONDS)}
        raise Refused(LineReason.PATIENCE, text=text, **span)
    return seconds


def within_goal(share_text: str, share: float, text: str, seconds: float) -> tuple[float, int]:
    if not 0.01 <= share <= 0.99:
        raise Refused(LineReason.GOAL_SHARE, text=share_text)
    if not LEAST_GOAL_SECONDS <= seconds <= MOST_GOAL_SECONDS or seconds != int(seconds):
        span = {"least": duration_text(LEAST_GOAL_SECONDS), "most": duration_text(MOST_GOAL_SECONDS)}
        raise Refused(LineReason.GOAL_TIME, text=text, **span)
    return share, int(seconds)


def within_absence(text: str, share: float) -> float:
    if not 0 <= share <= MOST_ABSENCE:
        raise Refused(LineReason.ABSENCE, text=text, most=percent_text(MOST_ABSENCE))
    return share


def within_pace(text: str, factor: float) -> float:
    if not LEAST_PACE <= factor <= MOST_PACE:
        span = {"least": percent_text(LEAST_PACE), "most": percent_text(MOST_PACE)}
        raise Refused(LineReason.PACE, text=text, **span)
    return factor


def within_shift(text: str, seconds: float) -> int:
    if not 60 <= seconds <= MOST_SHIFT_SECONDS or seconds % 60:
        raise Refused(LineReason.SHIFT, text=text, most=duration_text(MOST_SHIFT_SECONDS))
    return int(seconds)
