"""What lists of tickets can be asked: the filters of the desk, as an address says them."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, Field

from halfhour.api.schemas.common import Name, Number, Word
from halfhour.desk.models import Complexity, Priority
from halfhour.desk.queries.filter_values import MOST_MINUTES, MOST_VALUES, YES
from halfhour.desk.queries.filters import SORTS, STATES
from halfhour.engine.team import Channel
from halfhour.engine.triage import Signal


def _one_of(names: Iterable[str], **more: Any) -> Any:
    """Told in the document; refused by the lists themselves, in their words."""
    return Field(json_schema_extra={"enum": list(names)}, **more)


Channels = Annotated[Word, _one_of(Channel)]
Priorities = Annotated[Word, _one_of(Priority.values)]
Signals = Annotated[Word, _one_of(Signal)]
Yes = Annotated[Word, _one_of(["", *YES])]
Moment = Annotated[
    Name, Field(description="A time with its offset, or a day, which begins at midnight in UTC")
]
Several: Any = Field(default_factory=list, max_length=MOST_VALUES)
SortName = Annotated[Word, _one_of(SORTS)]


class Filters(BaseModel):
    """Each narrows the list; what is left out asks nothing.

    What takes several is said several times, as in `queue=email&queue=form`.
    """

    state: Annotated[Word, _one_of(["", *STATES], description="A state, or a group of them")] = "unfinished"
    assignee: Annotated[Name, Field(description="A user name, `me` or `nobody`")] = ""
    queue: list[Name] = Several
    channel: list[Channels] = Several
    priority: list[Priorities] = Several
    complexity: Annotated[Word, _one_of(["", *Complexity.values])] = ""
    category: list[Name] = Several
    language: list[Word] = Several
    tag: list[Word] = Several
    customer: Annotated[Number | None, Field(description="The number of a customer")] = None
    signals: Annotated[list[Signals], Field(description="What triage found said: all of these")] = Several
    late: Annotated[Yes, Field(description="Past the nearest goal that runs")] = ""
    due_before: Moment = ""
    due_within: Annotated[int, Field(ge=0, le=MOST_MINUTES, description="Minutes from now")] | None = None
    opened_from: Moment = ""
    opened_until: Moment = ""
    changed_from: Moment = ""
    changed_until: Moment = ""
    field: Annotated[
        list[Name],
        Field(description="“key:value” of a field of the team’s own; of one field, any of several"),
    ] = Several
    watched: Annotated[Yes, Field(description="What the key’s person follows")] = ""
    text: Annotated[Name, Field(description="Words, as in search")] = ""
