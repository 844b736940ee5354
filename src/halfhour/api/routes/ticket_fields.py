"""What a team wants to know of its tickets beside what every ticket has."""

from typing import Any

from django.utils import timezone
from ninja import Router, Status

from halfhour.api.checked import refuse_invalid
from halfhour.api.doors import TokenRequest, needs, once
from halfhour.api.opened import found_or_404
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import Word
from halfhour.api.schemas.fields import TicketFieldChange, TicketFieldIn, TicketFieldOut, as_typed
from halfhour.desk.actions.ticket_fields import save_ticket_field
from halfhour.desk.forms.processes import LANGUAGES
from halfhour.desk.forms.ticket_fields import TicketFieldForm, field_initial, words_initial
from halfhour.desk.models import TicketField
from halfhour.people.access import Permission

router = Router()


@router.get("", response={200: list[TicketFieldOut], **REFUSALS}, operation_id="list_ticket_fields")
@needs(Permission.SET_DESK)
def list_fields(request: TokenRequest) -> list[TicketFieldOut]:
    """All fields of tickets, those that are no longer asked for last."""
    found = TicketField.objects.filter(team=request.access.team)
    return [TicketFieldOut.of(each) for each in found.order_by("is_retired", "position", "id")]


@router.post("", response={201: TicketFieldOut, **REFUSALS}, operation_id="add_ticket_field")
@needs(Permission.SET_DESK)
@once
def add_field(request: TokenRequest, new: TicketFieldIn) -> Any:
    """Define a field of tickets; its key is made of its name, and stays."""
    return Status(201, _saved(request, new, None))


@router.patch("/{field}", response={200: TicketFieldOut, **REFUSALS}, operation_id="change_ticket_field")
@needs(Permission.SET_DESK)
@once
def change_field(request: TokenRequest, field: Word, change: TicketFieldChange) -> TicketFieldOut:
    """Change what is named of a field, or no longer ask for it; what was entered is kept."""
    known = found_or_404(TicketField.objects.filter(team=request.access.team, key=field).first())
    return _saved(request, change, known)


def _of_form(name: str) -> str:
    """`label_zh_hans` of the form is `words.zh-hans.label` of the body."""
    what, _line, code = name.partition("_")
    return f"words.{code.replace('_', '-')}.{what}" if what in ("label", "choices") and code else name


def _saved(
    request: TokenRequest, wanted: TicketFieldIn | TicketFieldChange, known: TicketField | None
) -> TicketFieldOut:
    typed = as_typed(field_initial(known) if known else {}, wanted)
    given = {code: each.model_dump() for code, each in (wanted.words or {}).items()}
    words = given if wanted.words is not None else (known.words if known else {})
    form = TicketFieldForm(typed | words_initial(words, typed=True), field=known)
    unknown = {f"words.{code}" for code in given if code not in LANGUAGES}
    refuse_invalid(form, named=_of_form, unknown=unknown)
    row = save_ticket_field(
        team=request.access.team, field=known, by=request.access.user, at=timezone.now(), **form.values()
    )
    return TicketFieldOut.of(row)
