"""Kinds of values that bodies hold, checked as they come in, and how it is refused."""

import math
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from halfhour.desk.models.conversation import MOST_CHARACTERS
from halfhour.desk.models.tickets import SUBJECT_LENGTH
from halfhour.rows import LARGEST_INTEGER

HIGHEST_NUMBER = 2**31 - 1
DEEPEST = 10


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError(_("NUL characters are not allowed"))
    return text


Word = Annotated[str, Field(max_length=60), AfterValidator(_without_nul)]
Name = Annotated[str, Field(max_length=200), AfterValidator(_without_nul)]
Line = Annotated[str, Field(max_length=SUBJECT_LENGTH), AfterValidator(_without_nul)]
Text = Annotated[str, Field(max_length=MOST_CHARACTERS), AfterValidator(_without_nul)]
Stamp = Annotated[str, Field(max_length=32, pattern=r"^[A-Za-z0-9_-]*$")]
FileToken = Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
Number = Annotated[int, Field(ge=1, le=HIGHEST_NUMBER)]
Priority = Literal["low", "normal", "high", "urgent"]
Complexity = Literal["standard", "complex"]
State = Literal[
    "new", "open", "waiting_on_customer", "waiting_on_third_party", "scheduled", "resolved", "closed"
]


def _plain(value: Any, depth: int = 0) -> Any:
    """Refuse what no database keeps as it came: NULs, halves of characters, numbers that are none."""
    match value:
        case str():
            _without_nul(value).encode()  # halves of characters cannot be
        case float() if not math.isfinite(value):
            raise ValueError(_("numbers have to be finite"))
        case int() if abs(value) > LARGEST_INTEGER:
            raise ValueError(_("this number is too large"))
        case dict() | list() if depth > DEEPEST:
            raise ValueError(_("values lie at most {most} deep in each other").format(most=DEEPEST))
        case dict():
            for name, each in value.items():
                _plain(name)
                _plain(each, depth + 1)
        case list():
            for each in value:
                _plain(each, depth + 1)
    return value


Given = Annotated[dict[str, Any], AfterValidator(_plain)]
Values = dict[str, Any]
# Of a change: what is not named stays, and null would say nothing.
STAYS: Any = Field(default_factory=lambda: None)
Limit = Annotated[int, Field(ge=1, le=200)]


class Taken(BaseModel):
    """Bodies say only what is known: a field that does not exist is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class Wrong(BaseModel):
    """A value that does not fit: where it stands, such as `rules[0].name` or `sort`, and why it does not.

    `field` is empty where it is the request as a whole that cannot be done; `allowed` are the values that may
    stand there, where only some may.
    """

    field: str
    why: str
    allowed: list[str] | None = None


class Whose(BaseModel):
    """A customer, and a ticket of theirs."""

    number: int
    name: str
    ticket: int


class Refusal(BaseModel):
    """Why a request was refused, in one sentence; `revision` is the newest where another was faster.

    With 422, `detail` is about the first of `wrong`, which has all that does not fit, up to twenty. With 403,
    any one of `missing_scopes` would do for the key, and any one of `missing_rights` for its person.
    `customers` are those who wrote what was to be merged, with a ticket of each. `reason` is why the person
    is given nothing: not_present, not_in_block or lacks_skill.
    """

    detail: str
    revision: int | None = None
    wrong: list[Wrong] | None = None
    missing_scopes: list[str] | None = None
    missing_rights: list[str] | None = None
    customers: list[Whose] | None = None
    reason: str | None = None


class OtherNumber(Taken):
    number: Number
