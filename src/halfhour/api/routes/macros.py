"""Canned replies: kept by the team, looked at and used on tickets."""

from datetime import timedelta
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router, Status
from pydantic import BaseModel, Field

from halfhour.api.checked import refuse_invalid
from halfhour.api.doors import TokenRequest, needs, once
from halfhour.api.errors import standing_in
from halfhour.api.opened import found_or_404, ticket_out
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import (
    Complexity,
    DraftSent,
    Given,
    Name,
    Number,
    Priority,
    Taken,
    Text,
    TicketOut,
    Values,
    Word,
)
from halfhour.customers.fields import PREFIX
from halfhour.desk import access as doors
from halfhour.desk.actions.macros import apply_macro, retire_macro, save_macro
from halfhour.desk.actions.ticket_fields import checked_values, fields_of
from halfhour.desk.forms.processes import MacroForm, place
from halfhour.desk.models import Macro
from halfhour.desk.queries.macros import Outcome, outcomes, visible_macros
from halfhour.desk.wording.macros import worded
from halfhour.desk.wording.processes import sets_words
from halfhour.people.access import Permission

router = Router()
on_tickets = Router()
MEASURED = timedelta(days=365)


class SetsIn(Taken):
    """What it does beside answering; what is left out stays as it is on the ticket."""

    state: Word = ""
    priority: Priority | None = None
    complexity: Complexity | None = None
    category: Name = ""
    queue: Name = ""
    tags: Annotated[list[Word], Field(max_length=20)] = Field(default_factory=list)
    assign_to_me: bool = False
    fields: Given = Field(default_factory=dict)


class MacroIn(Taken):
    """`texts` are {language: text with {variables}}; `revision` is needed to change one."""

    name: Name
    shortcut: Word = ""
    texts: dict[Word, Text] = Field(default_factory=dict)
    sets: SetsIn = Field(default_factory=SetsIn)
    revision: Number | None = None


class RetireIn(Taken):
    is_retired: bool


class MacroOut(BaseModel):
    id: int
    name: str
    shortcut: str
    texts: Values
    sets: Values
    is_retired: bool
    revision: int

    @classmethod
    def of(cls, macro: Macro) -> "MacroOut":
        return cls(**_facts(macro))


class MacroUsed(MacroOut):
    """With what came of it in a year; `quality` is null while there are too few ratings."""

    uses: int
    edited: int
    reopened: int
    ratings: int
    quality: float | None

    @classmethod
    def row(cls, row: Outcome) -> "MacroUsed":
        return cls(
            **_facts(row.macro),
            uses=row.uses,
            edited=row.edited,
            reopened=row.reopened,
            ratings=row.ratings,
            quality=row.quality,
        )


class MacroShown(BaseModel):
    """The words on this very ticket, and what else would be done."""

    text: str
    sets: list[str]


class UseIn(Taken):
    """`text` is what was made of its words; left out, they go as they are. `draft` is sent by it."""

    text: Text | None = None
    draft: DraftSent | None = None
    revision: Number | None = None


@router.get("", response={200: list[MacroUsed], **REFUSALS}, operation_id="list_macros")
@needs(Permission.SEE_TICKETS, Permission.SET_DESK)
def list_macros(request: TokenRequest) -> list[MacroUsed]:
    """All canned replies, the most used first, with what came of them."""
    found = outcomes(request.access, since=timezone.now() - MEASURED)
    return [MacroUsed.row(each) for each in found]


@router.post("", response={201: MacroOut, **REFUSALS}, operation_id="add_macro")
@needs(Permission.SET_DESK)
@once
def add_macro(request: TokenRequest, new: MacroIn) -> Any:
    """Add a canned reply."""
    return Status(201, _saved(request, new, None))


@router.put("/{macro}", response={200: MacroOut, **REFUSALS}, operation_id="change_macro")
@needs(Permission.SET_DESK)
@once
def change_macro(request: TokenRequest, macro: Number, wanted: MacroIn) -> MacroOut:
    """Put another canned reply in the place of one."""
    return _saved(request, wanted, _macro(request, macro))


@router.post("/{macro}/retire", response={200: MacroOut, **REFUSALS}, operation_id="retire_macro")
@needs(Permission.SET_DESK)
@once
def retire(request: TokenRequest, macro: Number, chosen: RetireIn) -> MacroOut:
    """No longer offer it, or offer it again; what it did stays known."""
    row = retire_macro(
        macro=_macro(request, macro),
        is_retired=chosen.is_retired,
        by=request.access.user,
        at=timezone.now(),
    )
    return MacroOut.of(row)


@on_tickets.get(
    "/{number}/macros/{macro}", response={200: MacroShown, **REFUSALS}, operation_id="preview_macro"
)
@needs(Permission.WORK_TICKETS)
def preview_macro(request: TokenRequest, number: Number, macro: Number) -> MacroShown:
    """What it would say and do on a ticket; nothing is done."""
    ticket, found = doors.open_ticket(request.access, number), _macro(request, macro)
    fields = fields_of(request.access.team)
    return MacroShown(
        text=worded(found, ticket=ticket, by=request.access.user, at=timezone.now()),
        sets=[str(line) for line in sets_words(found.sets, fields=fields)],
    )


@on_tickets.post(
    "/{number}/macros/{macro}", response={200: TicketOut, **REFUSALS}, operation_id="apply_macro"
)
@needs(Permission.WORK_TICKETS)
@once
def use_macro(request: TokenRequest, number: Number, macro: Number, use: UseIn) -> TicketOut:
    """Answer, change and move a ticket as it says, all or nothing."""
    apply_macro(
        ticket=doors.open_ticket(request.access, number),
        macro=_macro(request, macro),
        by=request.access.user,
        at=timezone.now(),
        text=use.text,
        revision=use.revision,
        draft=use.draft.as_seen() if use.draft else None,
    )
    return ticket_out(request, number)


def _macro(request: TokenRequest, macro: int) -> Macro:
    return found_or_404(visible_macros(request.access).filter(pk=macro).first())


def _facts(macro: Macro) -> dict[str, Any]:
    names = ("name", "shortcut", "texts", "sets", "is_retired", "revision")
    return {"id": macro.pk} | {name: getattr(macro, name) for name in names}


def _named(name: str) -> str:
    """What the body calls a field of the form."""
    if name.startswith("text_"):
        return f"texts.{name.removeprefix('text_').replace('_', '-')}"
    if name.startswith(PREFIX):
        return f"sets.fields.{name.removeprefix(PREFIX)}"
    return f"sets.{name}" if name in SetsIn.model_fields else name


def _typed(value: Any) -> Any:
    """A checked value as the form takes it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _saved(request: TokenRequest, wanted: MacroIn, known: Macro | None) -> MacroOut:
    with standing_in("sets.fields"):
        own = checked_values(fields_of(request.access.team), wanted.sets.fields)
    named = wanted.sets.model_dump(exclude={"tags", "fields"})
    sets = {name: value for name, value in named.items() if value}
    form = MacroForm(
        {
            "name": wanted.name,
            "shortcut": wanted.shortcut,
            "revision": wanted.revision,
            "tags": ",".join(wanted.sets.tags),
            **sets,
            **{f"{PREFIX}{key}": _typed(value) for key, value in own.items()},
            **{f"text_{place(code)}": text for code, text in wanted.texts.items()},
        },
        team=request.access.team,
    )
    unknown = {f"texts.{code}" for code in wanted.texts if f"text_{place(code)}" not in form.fields}
    refuse_invalid(form, named=_named, unknown=unknown)
    row = save_macro(
        team=request.access.team, macro=known, by=request.access.user, at=timezone.now(), **form.values()
    )
    return MacroOut.of(row)
