"""Nobody answers what they have not read: what was said while a reply was being written."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from halfhour.desk.errors import WrittenSince
from halfhour.desk.models import Message, MessageKind, Ticket
from halfhour.desk.models.conversation import PUBLIC
from halfhour.desk.wording.times import day_and_time
from halfhour.people.models import User


@dataclass(frozen=True, slots=True)
class HasRead:
    """What somebody has read of what others said in public: how many messages, and the newest one's id.

    Both are asked, for what a merge brings may be older than what was seen, and a split takes away.
    """

    count: int
    newest: int

    def __str__(self) -> str:
        return f"{self.count}-{self.newest}"


def refuse_unread(ticket: Ticket, seen: HasRead | None, *, by: User) -> None:
    """Refuse a reply to a locked ticket where others said more than was `seen`; None has seen all."""
    if seen is None:
        return
    said = Message.objects.filter(ticket=ticket, kind__in=PUBLIC).exclude(author=by)
    if said.count() > seen.count or said.filter(pk__gt=seen.newest).exists():
        newest = said.select_related("author", "customer").order_by("-at", "-id")[0]
        raise WrittenSince(_sentence(newest))


def _sentence(message: Message) -> str:
    when = day_and_time(timezone.localtime(message.at))
    if message.kind == MessageKind.REPLY:
        who = str((message.author and message.author.get_full_name()) or message.author or _("a colleague"))
        said = _("Not sent yet: {who} answered the customer meanwhile ({when}). Read it, then send yours.")
    else:
        who = str(message.customer or _("the customer"))
        said = _("Not sent yet: {who} wrote meanwhile ({when}). Read it, then send your reply.")
    return said.format(who=who, when=when)
