"""What was said on a ticket, as its page shows it: `{% load conversation %}`.

The longest part of the page people open all day is put together here, not in a template, so that a ticket
with sixty messages opens as fast as one with two.
"""

from collections.abc import Iterable, Mapping, Sequence

from django import template
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from halfhour.desk.html import shown_html
from halfhour.desk.models import Attachment, Message, MessageKind, Ticket
from halfhour.desk.templatetags.workspace import moments, said
from halfhour.desk.wording.failed_mail import why_not_sent

register = template.Library()


@register.simple_tag(takes_context=True)
def conversation(
    context: template.Context, messages: Iterable[Message], files: Mapping[int, Sequence[Attachment]]
) -> SafeString:
    """One item a message, under its id, with its files; whatever people gave is escaped or cleaned."""
    ticket: Ticket = context["ticket"]
    kinds, told = _kinds(), moments()
    picks = bool(context["may_work"]) and ticket.merged_into_id is None and not context.get("is_erased")
    pick = escape(_("Choose for splitting")) if picks else ""
    messages = tuple(messages)
    off = escape(pgettext("a button", "Split off")) if picks and len(messages) > 1 else ""
    slug = context["access"].team.slug
    items = [
        _item(each, ticket, kinds, pick, off, told(each.at), _files(files.get(each.pk, ()), slug))
        for each in messages
    ]
    return mark_safe("\n".join(items))  # noqa: S308  (each part is escaped or cleaned below)


def _kinds() -> dict[str, str]:
    lock = '<i class="ti ti-lock" aria-hidden="true"></i> '
    return {
        MessageKind.NOTE: f' <span class="m-kind">{lock}{escape(_("Internal note"))}</span>',
        MessageKind.NOTICE: f' <span class="m-kind">{escape(_("Automatic notice"))}</span>',
        MessageKind.REPLY: f' <span class="m-kind">{escape(_("to the customer"))}</span>',
        MessageKind.CUSTOMER: "",
    }


def _item(
    message: Message, ticket: Ticket, kinds: dict[str, str], pick: str, off: str, at_words: str, files: str
) -> str:
    tick = ""
    if pick and message.kind != MessageKind.NOTICE:
        tick = (
            f'<label class="m-pick"><input type="checkbox" name="message" value="{message.pk}"'
            f' form="t-split"><span class="visually-hidden">{pick}</span></label>'
        )
    if off and message.kind == MessageKind.CUSTOMER:
        tick = f'<button class="m-split" type="button" data-split="{message.pk}">{off} …</button>{tick}'
    text = shown_html(message.html) if message.html else said(message.text)
    return (
        f'<li class="m m-{escape(message.kind)}" id="m-{message.pk}"><div class="m-head">'
        f"<b>{escape(_who(message, ticket))}</b>{kinds.get(message.kind, '')}"
        f'<span class="m-at">{at_words}</span>{tick}</div>'
        f'<div class="m-text{" is-html" if message.html else ""}" dir="auto">{text}</div>'
        f"{files}{_undelivered(message)}</li>"
    )


def _undelivered(message: Message) -> str:
    if not message.not_delivered:
        return ""
    why = why_not_sent(message.not_delivered)
    words = escape(_("Not delivered: {why}").format(why=why.sentence))
    heard = f' <q class="mail-said muted">{escape(why.said)}</q>' if why.said else ""
    return f'<p class="m-undelivered"><i class="ti ti-mail-x" aria-hidden="true"></i> {words}{heard}</p>'


def _who(message: Message, ticket: Ticket) -> str:
    if message.kind == MessageKind.CUSTOMER:
        if message.customer_id is None:
            return _("Customer")
        return str(ticket.customer if message.customer_id == ticket.customer_id else message.customer)
    if message.author is None:
        return "Halfhour"
    return message.author.get_full_name() or message.author.get_username()


def _files(files: Iterable[Attachment], slug: str) -> str:
    return "".join(_file(file, slug) for file in files)


def _file(file: Attachment, slug: str) -> str:
    url = reverse("desk:attachment", kwargs={"team": slug, "token": file.token})
    return (
        f'<a class="m-file" href="{escape(url)}" download><i class="ti ti-paperclip" aria-hidden="true"></i> '
        f'{escape(file.name)} <span class="muted">{escape(filesizeformat(file.size_bytes))}</span></a>'
    )
