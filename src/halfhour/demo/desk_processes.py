"""What stands around the demo's tickets: rules, a complaint, a question to the workshop, ratings."""

from datetime import datetime, timedelta

import numpy as np

from halfhour.desk.actions.complaint_opening import open_complaint
from halfhour.desk.actions.complaints import do_step
from halfhour.desk.actions.departments import save_department
from halfhour.desk.actions.handing_off import hand_off
from halfhour.desk.actions.rating import rate
from halfhour.desk.actions.triage import save_rules
from halfhour.desk.models import Rating, StepKind, Ticket
from halfhour.desk.models.tickets import ENDED, OURS
from halfhour.people.models import Team, User

RULES = [
    {
        "name": "Frames and brakes first",
        "when": [{"kind": "words", "any_of": ["crack*", "brake*", "Bremse*", "Riss*"]}],
        "sets": {"category": "Repair", "priority": "high"},
    },
    {
        "name": "Companies to the experienced",
        "when": [{"kind": "words", "any_of": ["leasen", "Leasing", "leasing"]}],
        "sets": {"category": "Advice", "complexity": "complex"},
    },
]
COMMENTS = ("Quick and friendly.", "", "Had to ask twice, but then it worked.", "", "Great help!", "")
QUALITY = (5, 5, 4, 5, 3, 4)


def make_rules(team: Team, *, by: User, at: datetime) -> None:
    save_rules(team=team, document={"rules": RULES}, based_on=0, by=by, at=at, note="Generated for the demo")


def make_processes(team: Team, *, by: User, rng: np.random.Generator, at: datetime) -> None:
    """A complaint that is under way, a question that waits for the workshop, and what customers said."""
    tickets = Ticket.objects.filter(team=team).select_related("team", "customer", "assignee").order_by("id")
    angry = tickets.filter(subject__contains="disappointed").last()
    if angry is not None:
        complaint = open_complaint(ticket=angry, by=by, at=at, owner=by)
        do_step(
            complaint=complaint,
            kind=StepKind.ACKNOWLEDGE,
            text="Called the customer, and promised an answer this week.",
            by=by,
            at=at,
        )
    workshop = save_department(
        team=team,
        department=None,
        name="Workshop",
        email="workshop@larkspur.example",
        due_hours=8,
        by=by,
        at=at,
    )
    broken = tickets.filter(category="Repair", state__in=OURS).last() or tickets.filter(state__in=OURS).last()
    if broken is not None:
        first = broken.messages.order_by("at", "id").values_list("id", flat=True)[:1]
        hand_off(
            ticket=broken,
            department=workshop,
            asked="Can we take this bike in this week, and what would it cost?",
            messages=list(first),
            by=by,
            at=at,
            owner=broken.assignee or by,
        )
    for place, ticket in enumerate(tickets.filter(state__in=ENDED, resolved_at__isnull=False)[::3]):
        asked_at = (ticket.resolved_at or at) + timedelta(hours=1)
        answered_at = asked_at + timedelta(hours=float(rng.gamma(2.0, 3.0)))
        if answered_at >= at:
            continue
        rating = Rating.objects.create(ticket=ticket, asked_at=asked_at)
        pick = place % len(QUALITY)
        rate(
            rating=rating,
            speed=min(QUALITY[pick] + int(rng.integers(0, 2)), 5),
            quality=QUALITY[pick],
            comment=COMMENTS[pick],
            at=answered_at,
        )
