"""Departments, and the questions that are passed to them and come back."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Router, Status
from pydantic import BaseModel, Field

from halfhour.api.checked import refuse_invalid
from halfhour.api.doors import TokenRequest, needs, once
from halfhour.api.opened import found_or_404, member_or_nobody
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import HIGHEST_NUMBER, Limit, Line, Name, Number, Taken, Text, Word
from halfhour.desk import access as doors
from halfhour.desk.actions import handing_off
from halfhour.desk.actions.departments import save_department
from halfhour.desk.forms.processes import DepartmentForm
from halfhour.desk.models import Department, HandOff
from halfhour.desk.models.processes import HandOffState
from halfhour.desk.queries.hand_offs import departments_of, visible_hand_offs
from halfhour.people.access import Permission

router = Router()
departments = Router()
on_tickets = Router()
Hours = Annotated[int, Field(ge=1, le=1000)]


class DepartmentIn(Taken):
    """Mail goes there in `language`: `en`, `zh-hans`, `ru`, or empty for that of the installation."""

    name: Name
    email: Line = ""
    language: Word = ""
    due_hours: Hours = 24
    is_retired: bool = False


class DepartmentOut(BaseModel):
    id: int
    name: str
    email: str
    language: str
    due_hours: int
    is_retired: bool

    @classmethod
    def of(cls, row: Department) -> "DepartmentOut":
        return cls(
            id=row.pk,
            name=row.name,
            email=row.email,
            language=row.language,
            due_hours=row.due_hours,
            is_retired=row.is_retired,
        )


class HandOffIn(Taken):
    """What is asked of a department (its id); `messages` (ids) are all that is passed along.

    `owner` keeps the customer meanwhile: a user name, else whoever holds the ticket.
    """

    department: Number
    asked: Annotated[Text, Field(max_length=5000)]
    messages: Annotated[list[Number], Field(max_length=1000)] = Field(default_factory=list)
    owner: Name | None = None
    hours: Hours | None = None
    revision: Number | None = None


class AnswerIn(Taken):
    answer: Annotated[Text, Field(max_length=20_000)]
    answered_by: Name = ""


class HandOffOut(BaseModel):
    id: int
    ticket: int
    department: str
    asked: str
    messages: list[int]
    owner: str | None
    by: str | None
    at: datetime
    due_at: datetime
    state: str
    answer: str
    answered_by: str
    ended_at: datetime | None
    reminders: int

    @classmethod
    def of(cls, row: HandOff) -> "HandOffOut":
        return cls(
            id=row.pk,
            ticket=row.ticket.number,
            department=row.department.name,
            asked=row.asked,
            messages=row.messages,
            owner=row.owner.get_username() if row.owner else None,
            by=row.by.get_username() if row.by else None,
            at=row.at,
            due_at=row.due_at,
            state=row.state,
            answer=row.answer,
            answered_by=row.answered_by,
            ended_at=row.ended_at,
            reminders=row.reminders,
        )


class HandOffPage(BaseModel):
    """`next` is what `after` has to be for the following page; null at the end."""

    hand_offs: list[HandOffOut]
    next: int | None


@departments.get("", response={200: list[DepartmentOut], **REFUSALS}, operation_id="list_departments")
@needs(Permission.WORK_TICKETS, Permission.SET_DESK)
def list_departments(request: TokenRequest) -> list[DepartmentOut]:
    """All departments, those that are no longer asked last."""
    return [DepartmentOut.of(each) for each in departments_of(request.access)]


@departments.post("", response={201: DepartmentOut, **REFUSALS}, operation_id="add_department")
@needs(Permission.SET_DESK)
@once
def add_department(request: TokenRequest, new: DepartmentIn) -> Any:
    """Add a department that tickets can be passed to."""
    return Status(201, _saved(request, new, None))


@departments.put("/{department}", response={200: DepartmentOut, **REFUSALS}, operation_id="change_department")
@needs(Permission.SET_DESK)
@once
def change_department(request: TokenRequest, department: Number, wanted: DepartmentIn) -> DepartmentOut:
    """Change a department, or no longer ask it."""
    return _saved(request, wanted, _department(request, department))


@router.get("", response={200: HandOffPage, **REFUSALS}, operation_id="list_hand_offs")
@needs(Permission.SEE_TICKETS)
def list_hand_offs(
    request: TokenRequest,
    state: Literal["open", "ended", "all"] = "open",
    ticket: Number | None = None,
    after: Annotated[int, Field(ge=0, le=HIGHEST_NUMBER)] = 0,
    limit: Limit = 50,
) -> HandOffPage:
    """What is with departments, or came back; `after` is the last id seen."""
    found = visible_hand_offs(request.access).filter(pk__gt=after)
    if state != "all":
        is_open = found.filter(state=HandOffState.OPEN)
        found = is_open if state == "open" else found.exclude(state=HandOffState.OPEN)
    if ticket is not None:
        found = found.filter(ticket__number=ticket)
    rows = list(found.order_by("pk")[: limit + 1])
    return HandOffPage(
        hand_offs=[HandOffOut.of(each) for each in rows[:limit]],
        next=rows[limit - 1].pk if len(rows) > limit else None,
    )


@on_tickets.post("/{number}/hand-offs", response={201: HandOffOut, **REFUSALS}, operation_id="hand_off")
@needs(Permission.WORK_TICKETS)
@once
def hand_off(request: TokenRequest, number: Number, asked: HandOffIn) -> Any:
    """Ask a department about a ticket."""
    row = handing_off.hand_off(
        ticket=doors.open_ticket(request.access, number),
        department=_department(request, asked.department),
        asked=asked.asked,
        messages=asked.messages,
        owner=member_or_nobody(request, asked.owner),
        hours=asked.hours,
        by=request.access.user,
        at=timezone.now(),
        revision=asked.revision,
    )
    return Status(201, HandOffOut.of(row))


@router.post("/{hand_off}/answer", response={200: HandOffOut, **REFUSALS}, operation_id="answer_hand_off")
@needs(Permission.WORK_TICKETS)
@once
def answer(request: TokenRequest, hand_off: Number, given: AnswerIn) -> HandOffOut:
    """Write down what the department said."""
    row = handing_off.answer_hand_off(
        hand_off=_hand_off(request, hand_off),
        answer=given.answer,
        answered_by=given.answered_by,
        by=request.access.user,
        at=timezone.now(),
    )
    return HandOffOut.of(row)


@router.post(
    "/{hand_off}/take-back", response={200: HandOffOut, **REFUSALS}, operation_id="take_back_hand_off"
)
@needs(Permission.WORK_TICKETS)
@once
def take_back(request: TokenRequest, hand_off: Number) -> HandOffOut:
    """No longer wait for the department."""
    found = _hand_off(request, hand_off)
    return HandOffOut.of(handing_off.take_back(hand_off=found, by=request.access.user, at=timezone.now()))


def _department(request: TokenRequest, department: int) -> Department:
    return found_or_404(departments_of(request.access).filter(pk=department).first())


def _hand_off(request: TokenRequest, hand_off: int) -> HandOff:
    return found_or_404(visible_hand_offs(request.access).filter(pk=hand_off).first())


def _saved(request: TokenRequest, wanted: DepartmentIn, known: Department | None) -> DepartmentOut:
    form = DepartmentForm(wanted.model_dump())
    refuse_invalid(form)
    row = save_department(
        team=request.access.team,
        department=known,
        by=request.access.user,
        at=timezone.now(),
        **form.cleaned_data,
    )
    return DepartmentOut.of(row)
