"""What customers said of the answers, for programs: page by page, and of one ticket."""

from datetime import timedelta

import pytest

from halfhour.desk.models import Rating, RatingCredit
from support.api import Program
from support.desk import a_ticket
from support.ledger import MONDAY


@pytest.fixture
def lead(cast):
    return Program(team=cast.team, user=cast.lead)


def rated(ticket, *, minute, resolution=1, by=None):
    at = MONDAY + timedelta(minutes=minute)
    rating = Rating.objects.create(
        ticket=ticket, resolution=resolution, asked_at=at, answered_at=at, speed=4, quality=5
    )
    if by is not None:
        RatingCredit.objects.create(rating=rating, user=by, share=1.0)
    return rating


def numbers(answer):
    return [each["ticket"] for each in answer.json()["latest"]]


def test_answers_come_page_by_page_the_latest_first(cast, lead):
    tickets = [a_ticket(cast) for _each in range(5)]
    for ticket, minute in zip(tickets, (3, 1, 2, 2, 5), strict=True):
        rated(ticket, minute=minute)
    Rating.objects.create(ticket=tickets[0], resolution=2, asked_at=MONDAY)  # nobody has answered it
    pages, after = [], {}
    for _page in range(3):
        answer = lead.get("/ratings", limit=2, **after)
        pages.append(numbers(answer))
        after = {"after": answer.json()["next"]}
    assert pages == [[5, 1], [4, 3], [2]]
    assert after == {"after": None}
    assert lead.get("/ratings", after=999).status_code == 404


def test_the_answers_on_one_ticket_are_asked_for_by_its_number(cast, lead):
    one, other = a_ticket(cast), a_ticket(cast)
    rated(one, minute=1)
    rated(one, minute=9, resolution=2)
    rated(other, minute=5, by=cast.agent)
    assert numbers(lead.get("/ratings", ticket=one.number)) == [1, 1]
    assert numbers(lead.get("/ratings", ticket=99)) == []
    agent = Program(team=cast.team, user=cast.agent)
    assert numbers(agent.get("/ratings", ticket=one.number)) == []
    assert numbers(agent.get("/ratings", ticket=other.number)) == [2]
