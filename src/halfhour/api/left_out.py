"""What a program said of a new contact that the team does not have: the contact is kept, and this is said."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from halfhour.api.schemas import LeftOut, TicketIn
from halfhour.desk.adapter.policies import engine_of
from halfhour.desk.adapter.standing import standing_of
from halfhour.people.languages import language_code
from halfhour.people.middleware import zone_names
from halfhour.people.models import Team


def left_out_of(new: TicketIn, team: Team) -> list[LeftOut]:
    """The values of a contact that were left out, each with what may stand there.

    Nothing is asked of the database where nothing was said that could be unknown.
    """
    found = []
    for field, value in (("language", new.language), ("reads", new.reads)):
        if value.strip() and not language_code(value.strip()):
            detail = _("“{value}” is no language. Write its code, such as en, ru or zh-Hans.")
            found.append(LeftOut(field=field, value=value, detail=detail.format(value=value)))
    if new.timezone and new.timezone not in zone_names():
        detail = _("“{value}” is no time zone. Name a place, such as Europe/Berlin or Asia/Shanghai.")
        found.append(LeftOut(field="timezone", value=new.timezone, detail=detail.format(value=new.timezone)))
    queue, category = (" ".join(each.split()) for each in (new.queue, new.category))
    if not (queue or category):
        return found
    now = standing_of(team.pk)
    queues = [] if now.version is None else [queue.name for queue in engine_of(now.version).queues]
    if queue and queue not in queues:
        detail = _("There is no queue “{value}”. There are: {known}.")
        found.append(_unknown("queue", queue, detail, queues))
    categories = list(now.categories)
    if category and categories and category not in categories:
        detail = _("There is no category “{value}”. There are: {known}.")
        found.append(_unknown("category", category, detail, categories))
    return found


def _unknown(field: str, value: str, detail: str, known: Iterable[str]) -> LeftOut:
    return LeftOut(field=field, value=value, detail=detail.format(value=value, known=", ".join(known)))
