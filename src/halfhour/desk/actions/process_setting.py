"""What a team sets about its form, complaints and ratings, saved onto its desk."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from halfhour.desk.actions.complaint_opening import OPENS_THEM
from halfhour.desk.actions.locking import lock_desk
from halfhour.desk.models import DeskSettings
from halfhour.people.actions import record_setting
from halfhour.people.models import Team, User


@transaction.atomic
def set_form(
    *,
    team: Team,
    is_open: bool,
    link_days: int,
    shows_answers: bool,
    title: Mapping[str, str],
    intro: Mapping[str, str],
    topics: Sequence[Mapping[str, Any]],
    by: User,
    at: datetime,
) -> DeskSettings:
    """Set the web form: whether it is open, its words, and what it asks."""
    row = lock_desk(team)
    before = _of_form(row)
    row.form_is_open, row.link_days = is_open, link_days
    row.form = {
        **row.form,
        "title": dict(title),
        "intro": dict(intro),
        "topics": [dict(each) for each in topics],
        "shows_answers": shows_answers,
    }
    row.revision += 1
    row.save(update_fields=["form_is_open", "link_days", "form", "revision"])
    record_setting(team=team, part="form", before=before, after=_of_form(row), by=by, at=at)
    return row


def _of_form(row: DeskSettings) -> dict[str, Any]:
    return {"form_is_open": row.form_is_open, "link_days": row.link_days, **row.form}


@transaction.atomic
def set_processes(
    *,
    team: Team,
    asks_for_rating: bool,
    rating_pause_hours: int,
    complaint_days: Mapping[str, int],
    by: User,
    at: datetime,
    opens_complaints: bool = False,
) -> DeskSettings:
    """Set deadlines of complaints, for those opened from now on, and when ratings are asked for.

    With `opens_complaints`, what reads like a complaint is one from the start.
    """
    row = lock_desk(team)
    before = _of_processes(row)
    row.asks_for_rating = asks_for_rating
    row.processes = {
        **row.processes,
        "rating_pause_hours": rating_pause_hours,
        "complaint_days": dict(complaint_days),
        OPENS_THEM: opens_complaints,
    }
    row.revision += 1
    row.save(update_fields=["asks_for_rating", "processes", "revision"])
    record_setting(team=team, part="processes", before=before, after=_of_processes(row), by=by, at=at)
    return row


def _of_processes(row: DeskSettings) -> dict[str, Any]:
    return {"asks_for_rating": row.asks_for_rating, **row.processes}
