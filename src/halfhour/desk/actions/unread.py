"""Nobody answers what they have not read: what was said while a reply was being written."""

from django.utils import timezone
from django.utils.translation import gettext as _

from halfhour.desk.errors import WrittenSince
from halfhour.desk.models import Message, MessageKind, Ticket
from halfhour.desk.models.conversation import PUBLIC
from halfhour.desk.wording.times import day_and_time
from halfhour.people.models import User


def refuse_unread(ticket: Ticket, seen_message: int | None, *, by: User) -> None:
    """Refuse a reply to a locked ticket where somebody else wrote after `seen_message`; None has seen all."""
    if seen_message is None:
        return
    since = Message.objects.filter(ticket=ticket, kind__in=PUBLIC, id__gt=seen_message).exclude(author=by)
    newest = since.select_related("author", "customer").order_by("-at", "-id").first()
    if newest is not None:
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
