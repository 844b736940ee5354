"""Fields of a team's own, of tickets and of customers, as the API takes and gives them."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, Field

from halfhour.api.schemas.common import Name, Taken, Values, Word


def _on_one_line(text: str) -> str:
    if len(text.splitlines()) > 1:
        raise ValueError(_("it has to be one line"))
    return text


OneLine = Annotated[Word, AfterValidator(_on_one_line)]
Options = Annotated[list[OneLine], Field(max_length=100)]
Label = Annotated[Name, Field(max_length=100)]


class CustomerFieldIn(Taken):
    """A new field; `choices` are for a field of kind `choice`, one of which can be chosen."""

    label: Label
    kind: Literal["text", "number", "date", "yes_no", "choice"]
    choices: Options = Field(default_factory=list)


class CustomerFieldChange(Taken):
    """What is to be another; the kind stays, and what is retired is no longer asked for."""

    label: Label | None = None
    choices: Options | None = None
    is_retired: bool | None = None


class CustomerFieldOut(BaseModel):
    key: str
    label: str
    kind: str
    choices: list[str]
    is_retired: bool

    @classmethod
    def of(cls, field: Any) -> "CustomerFieldOut":
        return cls(**{name: getattr(field, name) for name in cls.model_fields})


class FieldWords(Taken):
    """What customers read of a field in the form; `choices` one for each of the field's, in their order."""

    label: Label = ""
    choices: Options = Field(default_factory=list)


class TicketFieldIn(CustomerFieldIn):
    """A new field; with `on_form` customers are asked for it in the form, in `words` of their language."""

    on_form: bool = False
    words: dict[Word, FieldWords] = Field(default_factory=dict)


class TicketFieldChange(CustomerFieldChange):
    """What is to be another; the kind stays, and what is retired is no longer asked for."""

    on_form: bool | None = None
    words: dict[Word, FieldWords] | None = None


class TicketFieldOut(CustomerFieldOut):
    on_form: bool
    words: Values

    @classmethod
    def of(cls, field: Any) -> "TicketFieldOut":
        return cls(**{name: getattr(field, name) for name in cls.model_fields})


def as_typed(known: Mapping[str, Any], wanted: BaseModel) -> dict[str, Any]:
    """What the pages' form is sent: what is known of a field, and over it what is wanted."""
    typed = {**known, **wanted.model_dump(exclude_none=True)}
    return {**typed, "choices": "\n".join(typed.get("choices", ()))}
