"""Tags are given to many tickets by several people at once, and nobody waits for anybody in a circle."""

import pytest
from django.db import connection
from django.utils import timezone

from halfhour.customers.actions import erase_customer
from halfhour.desk.actions.bulk import apply_bulk
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.undoing_many import undo_bulk
from halfhour.desk.models import Tag
from support.customers import known
from support.desk import a_ticket
from support.meanwhile import meanwhile, together

pytestmark = [
    pytest.mark.skipif(connection.vendor == "sqlite", reason="asks PostgreSQL, where many write at once"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.rows,
]
NAMES = [f"t{number:02}" for number in range(30)]


def test_two_who_change_tags_of_many_in_either_order_and_undo_it_are_both_done(cast):
    one = [a_ticket(cast, tags=(name,)).pk for name in NAMES]
    other = [a_ticket(cast, tags=(name,)).pk for name in reversed(NAMES)]
    now = timezone.now()

    def change(ids, tag):
        asked = {"changes": {"add_tags": [tag], "remove_tags": NAMES}, "by": cast.lead, "at": now}
        undo_bulk(change=apply_bulk(team=cast.team, ids=ids, **asked), by=cast.lead, at=now)

    assert together(lambda: change(one, "a"), lambda: change(other, "b")) == [None, None]


def test_a_tag_that_an_erasure_takes_away_at_that_moment_is_there_for_who_gives_it(cast):
    ann = known(cast, "Ann", ("email", "ann@example.org"))
    now = timezone.now()
    a_ticket(cast, customer=ann, tags=("lamp",))
    other = a_ticket(cast)
    raised = meanwhile(
        lambda: erase_customer(customer=ann, by=cast.lead, at=now),
        lambda: change_ticket(ticket=other, changes={"tags": ["lamp"]}, by=cast.agent, at=now),
    )
    assert raised == [None, None]
    assert list(other.tags.values_list("name", flat=True)) == ["lamp"]
    assert Tag.objects.filter(name="lamp").count() == 1
