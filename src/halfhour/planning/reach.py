"""How far past the last known contact a plan may start."""

from datetime import date, timedelta

# A year, and the weeks for which next year's plan is made ahead: beyond, what came in says nothing.
LONGEST_REACH = timedelta(days=400)


def out_of_reach(*, first_on: date, last_contact_on: date) -> bool:
    """Whether a plan from this day would be a forecast from nothing: it comes out as no contacts at all."""
    return first_on > last_contact_on + LONGEST_REACH


def day_to_plan_from(*, today: date, last_contact_on: date | None) -> date:
    """The day after which a plan starts unless somebody says otherwise.

    Today, or the last contact where the history runs on; of an old history its own end, which is as far as
    anything can be told from it.
    """
    if last_contact_on is None:
        return today
    if out_of_reach(first_on=today, last_contact_on=last_contact_on):
        return last_contact_on
    return max(today, last_contact_on)
