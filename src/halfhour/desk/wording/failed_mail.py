"""Why a mail did not leave, in words: a sentence of ours, and behind it those of the mail server."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from halfhour.desk.models import OutgoingState

REFUSED = gettext_lazy("The mail server refused this message.")
SENDER = gettext_lazy("The mail server does not take mail from the team's address.")
NO_TLS = gettext_lazy("No secure connection to the mail server could be made.")
# By the name of the error that `Outgoing.why` begins with.
ERRORS: dict[str, str | Promise] = {
    "ConnectionRefusedError": gettext_lazy("Nobody answers where the mail server should be."),
    "gaierror": gettext_lazy("The mail server's name is not known."),
    "TimeoutError": gettext_lazy("The mail server did not answer in time."),
    "ConnectionResetError": gettext_lazy("The mail server hung up."),
    "SMTPServerDisconnected": gettext_lazy("The mail server hung up."),
    "SMTPConnectError": gettext_lazy("The mail server takes no mail just now."),
    "SMTPHeloError": gettext_lazy("The mail server takes no mail just now."),
    "SMTPAuthenticationError": gettext_lazy("The mail server refused Halfhour's user name or password."),
    "SMTPSenderRefused": SENDER,
    "SMTPRecipientsRefused": gettext_lazy("The mail server does not take mail for this address."),
    "SMTPDataError": REFUSED,
    "SMTPResponseException": REFUSED,
    "SSLError": NO_TLS,
    "SSLCertVerificationError": NO_TLS,
    "OSError": gettext_lazy("The mail server cannot be reached."),
}
UNKNOWN = gettext_lazy("It could not be sent.")
# What Halfhour itself had against sending it.
OURS: dict[str, str | Promise] = {
    "no customer": gettext_lazy("There is nobody to write to."),
    "no e-mail address": gettext_lazy("There is no e-mail address to write to."),
    "no promise stands": gettext_lazy("No time is promised any more."),
    "no such answer": gettext_lazy("The answer is no longer there."),
    "nothing to rate": gettext_lazy("There is nothing to rate any more."),
    "asked not to be written to": gettext_lazy("The customer asked not to be written to."),
    "open again": gettext_lazy("The ticket was open again."),
    "answered or taken back": gettext_lazy("The department had answered, or the question was taken back."),
    "enough automatic mail for one day": gettext_lazy("They had got enough automatic mail for one day."),
}
NAMED = re.compile(r"([A-Za-z_]+): (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNotSent:
    """`said` are the mail server's own words, whatever its language; empty where it said nothing."""

    sentence: str
    said: str


def why_not_sent(why: str) -> WhyNotSent:
    """What `Outgoing.why` means to whoever reads it."""
    if why in OURS:
        return WhyNotSent(sentence=str(OURS[why]), said="")
    named = NAMED.fullmatch(why)
    name, said = named.groups() if named else ("", why)
    if name not in ERRORS:
        return WhyNotSent(sentence=str(UNKNOWN), said=why)
    return WhyNotSent(sentence=str(ERRORS[name]), said=said)


def settled_words(state: str | None) -> str:
    """For whoever wants to settle what is settled: what became of the mail; None where there are none."""
    match state:
        case OutgoingState.WAITING:
            return _("It is on its way already.")
        case OutgoingState.SENT:
            return _("It was sent meanwhile.")
        case OutgoingState.DROPPED:
            return _("It was left already: it is not sent.")
        case _other:
            return _("None is left to settle: what stood here is on its way already, or was left.")
