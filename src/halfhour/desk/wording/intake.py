"""Why an input was set aside, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "not_an_object": _("What came in is no set of named values, so nothing in it could be understood."),
    "wrong_type": _("“{name}” must be {wanted}; something else came in."),
    "unknown_channel": _("The desk knows no channel “{value}”. Known are: {known}."),
    "nothing_written": _("There is neither a subject nor a text in it."),
    "no_address": _("It names neither an e-mail address nor a phone number, so nobody could be answered."),
    "bad_address": _("“{value}” is neither an e-mail address nor a phone number that could be answered."),
    "unknown_customer": _("There is no customer {value}."),
    "unknown_person": _("Whoever entered it does not belong to this team."),
    "no_queue": _("The team has no queue that could take it: fill in the page Team first."),
    "erased": _("Its sender was erased."),
    "broke": _("It could not be taken {tries} times; the log has the error “{error}” under input {input}."),
}
WANTED: dict[str, str | Promise] = {
    "text": _("a text"),
    "number": _("a number"),
    "list": _("a list of texts"),
    "values": _("a set of named values"),
}


def why_words(why: Mapping[str, Any]) -> str:
    """The sentence for what `RawInput.why` keeps; empty where it was not set aside."""
    if "kind" not in why:
        return ""
    figures = dict(why.get("figures", {}))
    if "wanted" in figures:
        figures["wanted"] = WANTED[figures["wanted"]]
    return str(WORDS[why["kind"]]).format(**figures)
