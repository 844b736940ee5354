"""What the desk does by itself, every few seconds: each part safe to be cut off and to be done again.

One part that fails is logged and stops none of the others.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from halfhour.desk.actions import complaint_reminders, handing_off
from halfhour.desk.actions.alerting import alert_of_urgent
from halfhour.desk.actions.gate import take_waiting
from halfhour.desk.actions.goals import remind_of_review
from halfhour.desk.actions.hours import follow_hours
from halfhour.desk.actions.input_files import hang_left_files
from halfhour.desk.actions.leaving import free_of_who_left
from halfhour.desk.actions.passing_on import pass_on
from halfhour.desk.actions.posting import send_waiting
from halfhour.desk.actions.promising import look_at_all_promises
from halfhour.desk.actions.rating import ask_for_ratings
from halfhour.desk.actions.requeueing import requeue
from halfhour.desk.actions.routing import drain_teams
from halfhour.desk.actions.states import close_resolved, wake_tickets
from halfhour.desk.actions.warning import warn_of_clocks

logger = logging.getLogger(__name__)

Part = Callable[[datetime], object]


def tick(at: datetime) -> None:
    for part in PARTS:
        try:
            part(at)
        except Exception:
            logger.exception("the desk's clockwork: %s failed", part)


def take_what_waits(at: datetime) -> object:
    """What a crash left at the gate."""
    return take_waiting(at=at)


PARTS: tuple[Part, ...] = (
    take_what_waits,
    hang_left_files,
    wake_tickets,
    follow_hours,
    free_of_who_left,
    requeue,
    pass_on,
    drain_teams,
    alert_of_urgent,
    warn_of_clocks,
    look_at_all_promises,
    close_resolved,
    handing_off.remind,
    complaint_reminders.remind,
    ask_for_ratings,
    send_waiting,
    remind_of_review,
)
