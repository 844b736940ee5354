"""Complaints: opened on tickets, their people, steps and decision, and the register."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Router, Status
from pydantic import BaseModel, Field

from halfhour.api.doors import TokenRequest, needs, once, refuse_without
from halfhour.api.opened import found_or_404, member_or_nobody
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import HIGHEST_NUMBER, Limit, Name, Number, Taken, Text
from halfhour.desk import access as doors
from halfhour.desk.actions import complaints as acts
from halfhour.desk.actions.complaint_opening import open_complaint
from halfhour.desk.models import Complaint, ComplaintStep, StepKind
from halfhour.desk.queries.complaints import register, visible_complaints
from halfhour.people.access import Permission

router = Router()
on_tickets = Router()
Step = Literal["acknowledge", "record", "apologise", "investigate", "remedy", "answer", "learn"]


class StepOut(BaseModel):
    kind: str
    due_at: datetime
    done_at: datetime | None
    done_by: str | None
    text: str

    @classmethod
    def of(cls, step: ComplaintStep) -> "StepOut":
        done_by = step.done_by.get_username() if step.done_by else None
        return cls(kind=step.kind, due_at=step.due_at, done_at=step.done_at, done_by=done_by, text=step.text)


class ComplaintOut(BaseModel):
    number: int
    ticket: int
    owner: str | None
    reviewer: str | None
    is_upheld: bool | None
    root_cause: str
    remedy: str
    opened_at: datetime
    closed_at: datetime | None
    revision: int
    steps: list[StepOut]

    @classmethod
    def of(cls, complaint: Complaint) -> "ComplaintOut":
        return cls(
            number=complaint.number,
            ticket=complaint.ticket.number,
            owner=complaint.owner.get_username() if complaint.owner else None,
            reviewer=complaint.reviewer.get_username() if complaint.reviewer else None,
            is_upheld=complaint.is_upheld,
            root_cause=complaint.root_cause,
            remedy=complaint.remedy,
            opened_at=complaint.opened_at,
            closed_at=complaint.closed_at,
            revision=complaint.revision,
            steps=[
                StepOut.of(each) for each in sorted(complaint.steps.all(), key=lambda step: step.position)
            ],
        )


class ComplaintPage(BaseModel):
    """`next` is what `after` has to be for the following page; null at the end."""

    complaints: list[ComplaintOut]
    next: int | None


class PeopleIn(Taken):
    """User names of the team; null is nobody, and who is left out stays."""

    owner: Name | None = None
    reviewer: Name | None = None
    revision: Number | None = None


class StepIn(Taken):
    """A step that was done; with `sends` its text goes to the customer."""

    text: Annotated[Text, Field(max_length=5000)] = ""
    sends: bool = False
    revision: Number | None = None


class DecisionIn(Taken):
    is_upheld: bool
    root_cause: Annotated[Text, Field(max_length=100)]
    revision: Number | None = None


class SeenIn(Taken):
    revision: Number | None = None


@router.get("", response={200: ComplaintPage, **REFUSALS}, operation_id="list_complaints")
@needs(Permission.SEE_TICKETS, Permission.REVIEW_COMPLAINTS)
def list_complaints(
    request: TokenRequest,
    shown: Literal["open", "late", "closed", "all"] = "open",
    cause: Name = "",
    owner: Name = "",
    after: Annotated[int, Field(ge=1, le=HIGHEST_NUMBER)] | None = None,
    limit: Limit = 50,
) -> ComplaintPage:
    """The register, the latest first; without the right to review all of them, one's own.

    `after` is the last number seen.
    """
    found = register(request.access, shown=shown, cause=cause, owner=owner, at=timezone.now())
    found = found.filter(number__lt=after) if after else found
    rows = list(found.prefetch_related("steps__done_by").order_by("-number")[: limit + 1])
    return ComplaintPage(
        complaints=[ComplaintOut.of(each) for each in rows[:limit]],
        next=rows[limit - 1].number if len(rows) > limit else None,
    )


@on_tickets.post(
    "/{number}/complaint", response={201: ComplaintOut, **REFUSALS}, operation_id="open_complaint"
)
@needs(Permission.WORK_TICKETS)
@once
def begin(request: TokenRequest, number: Number) -> Any:
    """Handle a ticket as a complaint; the key's person owns it until somebody else is named."""
    ticket = doors.open_ticket(request.access, number)
    made = open_complaint(ticket=ticket, by=request.access.user, at=timezone.now())
    return Status(201, ComplaintOut.of(made))


@router.get("/{number}", response={200: ComplaintOut, **REFUSALS}, operation_id="read_complaint")
@needs(Permission.SEE_TICKETS)
def read_complaint(request: TokenRequest, number: Number) -> ComplaintOut:
    """One complaint with its steps; without the right to review all of them, one's own."""
    return ComplaintOut.of(_complaint(request, number))


@router.put("/{number}/people", response={200: ComplaintOut, **REFUSALS}, operation_id="set_complaint_people")
@needs(Permission.WORK_TICKETS, Permission.REVIEW_COMPLAINTS)
@once
def set_people(request: TokenRequest, number: Number, people: PeopleIn) -> ComplaintOut:
    """Say who handles it, and who reviews it: somebody who was not involved."""
    found, given = _complaint(request, number), people.model_dump(include=people.model_fields_set)
    named = {
        role: member_or_nobody(request, given[role], field=role)
        for role in ("owner", "reviewer")
        if role in given
    }
    acts.set_people(
        complaint=found, **named, by=request.access.user, at=timezone.now(), revision=people.revision
    )
    return _saved(found)


@router.post(
    "/{number}/steps/{kind}", response={200: ComplaintOut, **REFUSALS}, operation_id="do_complaint_step"
)
@needs(Permission.WORK_TICKETS, Permission.REVIEW_COMPLAINTS)
@once
def do_step(request: TokenRequest, number: Number, kind: Step, done: StepIn) -> ComplaintOut:
    """Say that a step was done; to send its text to the customer needs the right to answer tickets."""
    if done.sends:
        refuse_without(request, Permission.WORK_TICKETS)
    found = _complaint(request, number)
    acts.do_step(
        complaint=found,
        kind=StepKind(kind),
        text=done.text,
        sends=done.sends,
        by=request.access.user,
        at=timezone.now(),
        revision=done.revision,
    )
    return _saved(found)


@router.post("/{number}/decide", response={200: ComplaintOut, **REFUSALS}, operation_id="decide_complaint")
@needs(Permission.WORK_TICKETS, Permission.REVIEW_COMPLAINTS)
@once
def decide(request: TokenRequest, number: Number, decision: DecisionIn) -> ComplaintOut:
    """The reviewer says whether the customer is right, and what the root of it was."""
    found = _complaint(request, number)
    acts.decide(
        complaint=found,
        is_upheld=decision.is_upheld,
        root_cause=decision.root_cause,
        by=request.access.user,
        at=timezone.now(),
        revision=decision.revision,
    )
    return _saved(found)


@router.post("/{number}/close", response={200: ComplaintOut, **REFUSALS}, operation_id="close_complaint")
@needs(Permission.WORK_TICKETS, Permission.REVIEW_COMPLAINTS)
@once
def close(request: TokenRequest, number: Number, seen: SeenIn) -> ComplaintOut:
    """End a complaint of which every step is done and which was decided."""
    found = _complaint(request, number)
    acts.close_complaint(complaint=found, by=request.access.user, at=timezone.now(), revision=seen.revision)
    return _saved(found)


def _complaint(request: TokenRequest, number: int) -> Complaint:
    return found_or_404(visible_complaints(request.access).filter(number=number).first())


def _saved(complaint: Complaint) -> ComplaintOut:
    """As it is now, whoever it belongs to from now on."""
    rows = Complaint.objects.select_related("ticket", "owner", "reviewer")
    return ComplaintOut.of(rows.prefetch_related("steps__done_by").get(pk=complaint.pk))
