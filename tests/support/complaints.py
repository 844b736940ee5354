"""Complaints for tests."""

from datetime import timedelta

from django.urls import reverse

from halfhour.desk.actions.complaints import do_step
from halfhour.desk.models import StepKind
from halfhour.people.models import Member, Role, User
from support.ledger import MONDAY

DAY = timedelta(days=1)
ALL = tuple(StepKind)


def a_member(cast, name):
    user = User.objects.create(username=name)
    Member.objects.create(team=cast.team, user=user, role=Role.AGENT)
    return user


def do(complaint, by, *kinds):
    for kind in kinds:
        do_step(complaint=complaint, kind=kind, text="Done so.", by=by, at=MONDAY)


def at_complaint(cast, complaint):
    return reverse("desk:complaint", kwargs={"team": cast.team.slug, "number": complaint.number})


def squeezed(page):
    return " ".join(page.content.decode().replace('<span class="muted">', "").split())
