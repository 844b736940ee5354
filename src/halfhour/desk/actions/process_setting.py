"""What a team sets about its form, complaints and ratings, saved onto its desk."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from halfhour.desk.actions.complaint_opening import OPENS_THEM, USUAL_DAYS
from halfhour.desk.actions.locking import lock_desk
from halfhour.desk.actions.rating import USUAL_PAUSE_HOURS
from halfhour.desk.models import DeskSettings
from halfhour.people.actions import record_setting
from halfhour.people.models import Team, User

OF_TICKETS = ("close_after_days", "reopen_days")


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
    revision: int | None = None,
) -> DeskSettings:
    """Set the web form: whether it is open, its words, and what it asks.

    Raises
    ------
    SavedSince
        Where `revision`, what the person saw, is not the newest.
    """
    row = lock_desk(team, revision=revision)
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
    usual: dict[str, Any] = {"shows_answers": False, "title": {}, "intro": {}, "topics": []}
    return {"form_is_open": row.form_is_open, "link_days": row.link_days, **usual, **row.form}


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
    close_after_days: int | None = None,
    reopen_days: int | None = None,
    revision: int | None = None,
) -> DeskSettings:
    """Set deadlines of complaints, for those opened from now on, and when ratings are asked for.

    With `opens_complaints`, what reads like a complaint is one from the start. Resolved tickets close
    `close_after_days` later, and open again for who writes within `reopen_days`; None changes neither.

    Raises
    ------
    SavedSince
        Where `revision`, what the person saw, is not the newest.
    """
    row = lock_desk(team, revision=revision)
    before = _of_processes(row)
    row.asks_for_rating = asks_for_rating
    row.close_after_days = row.close_after_days if close_after_days is None else close_after_days
    row.reopen_days = row.reopen_days if reopen_days is None else reopen_days
    row.processes = {
        **row.processes,
        "rating_pause_hours": rating_pause_hours,
        "complaint_days": dict(complaint_days),
        OPENS_THEM: opens_complaints,
    }
    row.revision += 1
    row.save(update_fields=[*OF_TICKETS, "asks_for_rating", "processes", "revision"])
    record_setting(team=team, part="processes", before=before, after=_of_processes(row), by=by, at=at)
    return row


def _of_processes(row: DeskSettings) -> dict[str, Any]:
    days = {name: getattr(row, name) for name in OF_TICKETS}
    usual = {"rating_pause_hours": USUAL_PAUSE_HOURS, "complaint_days": dict(USUAL_DAYS), OPENS_THEM: False}
    return {**days, "asks_for_rating": row.asks_for_rating, **usual, **row.processes}
