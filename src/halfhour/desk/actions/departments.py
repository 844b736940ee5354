"""The departments that a team's tickets are passed to."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.desk.actions.locking import lock_desk
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import Department
from halfhour.people.actions import record_setting
from halfhour.people.models import Team, User


@transaction.atomic
def save_department(
    *,
    team: Team,
    department: Department | None,
    name: str,
    email: str,
    due_hours: int,
    by: User,
    at: datetime,
    language: str = "",
    is_retired: bool = False,
) -> Department:
    """Add a department, or change one; what was passed to a retired one goes on.

    Raises
    ------
    DeskRefused
        Where another has the name.
    """
    lock_desk(team)
    row = Department.objects.get(pk=department.pk) if department else Department(team=team)
    if Department.objects.filter(team=team, name=name).exclude(pk=row.pk or 0).exists():
        raise DeskRefused(_("There is a department “{name}” already.").format(name=name))
    before = _of_department(row) if department else {}
    row.name, row.email, row.language = name, email, language
    row.due_hours, row.is_retired = due_hours, is_retired
    row.save()
    after = _of_department(row)
    record_setting(team=team, part="departments", name=name, before=before, after=after, by=by, at=at)
    return row


def _of_department(row: Department) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("name", "email", "language", "due_hours", "is_retired")}
