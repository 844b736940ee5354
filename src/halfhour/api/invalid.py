"""Values that do not fit what an address takes: which it is, and what may stand there, a sentence each."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from halfhour.api.errors import Wrong

MOST_TOLD = 20
LONGEST_NAME = 100
ONE_OF = ("literal_error", "enum", "union_tag_invalid")
# What a validator says of the kind of a value, by the beginning of its name for that.
KINDS: dict[str, str | Promise] = {
    "string_type": gettext_lazy("a text"),
    "string_sub": gettext_lazy("a text"),
    "string_unicode": gettext_lazy("a text"),
    "int_": gettext_lazy("a whole number"),
    "float_": gettext_lazy("a number"),
    "finite_number": gettext_lazy("a number"),
    "bool_": gettext_lazy("true or false"),
    "list_type": gettext_lazy("a list"),
    "dict_type": gettext_lazy("a set of named values"),
    "model_": gettext_lazy("a set of named values"),
    "datetime_": gettext_lazy("a time such as 2026-03-02T09:00:00+01:00"),
    "timezone_": gettext_lazy("a time such as 2026-03-02T09:00:00+01:00"),
    "date_": gettext_lazy("a date such as 2026-03-02"),
}
# What it says of a value of the right kind, with the figures that it brings along.
WORDS: dict[str, str | Promise] = {
    "missing": gettext_lazy("“{name}” must be given."),
    "extra_forbidden": gettext_lazy("There is no “{name}” here."),
    "string_too_long": gettext_lazy("“{name}” may have at most {max_length} characters."),
    "string_too_short": gettext_lazy("“{name}” must have at least {min_length} characters."),
    "too_long": gettext_lazy("“{name}” must be a list of at most {max_length}."),
    "too_short": gettext_lazy("“{name}” must be a list of at least {min_length}."),
    "greater_than_equal": gettext_lazy("“{name}” must be at least {ge}."),
    "less_than_equal": gettext_lazy("“{name}” must be at most {le}."),
    "multiple_of": gettext_lazy("“{name}” must be a multiple of {multiple_of}."),
    "string_pattern_mismatch": gettext_lazy("“{name}” must be of the form {pattern}"),
    "value_error": gettext_lazy("“{name}” cannot be taken: {error}."),
}


def wrong_values(errors: Sequence[Mapping[str, Any]]) -> list[Wrong]:
    """What the framework refuses, the first first."""
    return [Wrong(_why(each), field=_name(each), allowed=_allowed(each)) for each in errors[:MOST_TOLD]]


def _allowed(error: Mapping[str, Any]) -> list[str]:
    """What may stand there, where that is a list."""
    if error["type"] not in ONE_OF:
        return []
    figures = error.get("ctx", {})
    return _known(str(figures.get("expected", figures.get("expected_tags", ""))))


def _why(error: Mapping[str, Any]) -> str:
    kind, figures = error["type"], dict(error.get("ctx", {}))
    name = _name(error) or _("the body")
    if allowed := _allowed(error):
        return _("“{name}” must be one of: {known}.").format(name=name, known=", ".join(allowed))
    if kind == "union_tag_not_found":
        return str(WORDS["missing"]).format(name=f"{name}.{figures['discriminator']}".replace("'", ""))
    if wanted := next((words for start, words in KINDS.items() if kind.startswith(start)), None):
        words = _("“{name}” must be {wanted}; something else came in.")
        return words.format(name=name, wanted=wanted)
    if kind.endswith("too_short") and figures["min_length"] == 1:
        return _("“{name}” must not be empty.").format(name=name)
    if kind in WORDS:
        return str(WORDS[kind]).format(name=name, **figures)
    return str(WORDS["value_error"]).format(name=name, error=error["msg"])


def _known(expected: str) -> list[str]:
    """The values of "'low', 'normal' or 'high'", or of "1, 4 or 13"."""
    return re.findall(r"'([^']*)'", expected) or re.findall(r"-?\d+", expected) or [expected]


def _name(error: Mapping[str, Any]) -> str:
    """Where a value stands, as programs write it: `rules[0].name`."""
    source, *path = error["loc"]
    if source == "body" or (source == "query" and len(path) > 1):
        path = path[1:]  # what the function calls its body or its filters is nobody else's name for them
    path = [each for each in path if each != "[key]"]
    joined = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in path)
    return joined.removeprefix(".")[:LONGEST_NAME]
