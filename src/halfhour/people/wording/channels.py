"""Channels as people say them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CHANNELS: tuple[tuple[str, str | Promise], ...] = (
    ("phone", _("Phone")),
    ("chat", _("Chat")),
    ("email", _("E-mail")),
    ("form", _("Form")),
    ("other", _("Other")),
)


def channel_words(name: str) -> str:
    """A channel as people say it; one that is none of ours, as the file has it."""
    return str(dict(CHANNELS).get(name, name))
