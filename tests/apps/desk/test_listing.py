"""Lists: filters and sorts from a list of allowed ones, pages that follow each other, counts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from halfhour.desk.access import visible_tickets
from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.conversation import add_note, reply
from halfhour.desk.actions.states import move_ticket
from halfhour.desk.actions.watching import watch_ticket
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import State
from halfhour.desk.queries.filters import FILTERS, SORTS
from halfhour.desk.queries.listing import Count, counts, listed
from halfhour.desk.queries.views import usual_views
from halfhour.people.access import access_to
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY

HOUR = timedelta(hours=1)


@pytest.fixture
def access(cast):
    return access_to(cast.agent, cast.team)


def numbers(access, *, sort="oldest", at=MONDAY, **filters):
    return [row.number for row in listed(access, filters=filters, sort=sort, at=at).rows]


def test_each_filter_finds_what_it_asks_for(cast, access):
    ann = known(cast, "Ann Lee", ("email", "ann@example.org"))
    one = a_ticket(
        cast, "Where is my parcel?", customer=ann, tags=("vip",), language="en", category="delivery"
    )
    two = a_ticket(cast, "退款", channel="phone", queue="phone", at=MONDAY + HOUR, signals=("outage",))
    three = a_ticket(cast, at=MONDAY + 2 * HOUR, priority="urgent", complexity="complex")
    assign_ticket(ticket=one, to=cast.agent, by=cast.lead, at=MONDAY)
    reply(ticket=three, text="Done", by=cast.second_agent, at=MONDAY + 2 * HOUR)
    watch_ticket(ticket=two, by=cast.agent)
    assert numbers(access) == [1, 2, 3]
    for filters, expected in (
        ({"state": "open"}, [1, 2]),
        ({"state": "new"}, [2]),
        ({"state": "waiting"}, [3]),
        ({"state": "ended"}, []),
        ({"state": "all"}, [1, 2, 3]),
        ({"assignee": "me"}, [1]),
        ({"assignee": "nobody"}, [2]),
        ({"assignee": str(cast.second_agent.pk)}, [3]),
        ({"queue": "phone"}, [2]),
        ({"channel": ["phone", "email"]}, [1, 2, 3]),
        ({"priority": "urgent"}, [3]),
        ({"complexity": "complex"}, [3]),
        ({"category": "delivery"}, [1]),
        ({"language": "en"}, [1]),
        ({"tag": "vip"}, [1]),
        ({"customer": str(ann.number)}, [1]),
        ({"signals": "outage"}, [2]),
        ({"late": "yes"}, []),
        ({"due_before": "2026-03-03"}, [1, 2]),
        ({"due_within": 60}, []),
        ({"opened_from": (MONDAY + HOUR).isoformat(), "opened_until": "2026-03-02T11:00:00Z"}, [2]),
        ({"changed_from": MONDAY + 2 * HOUR}, [3]),
        ({"changed_until": "2026-03-02T09:30:00+00:00"}, [1]),
        ({"watched": True}, [2]),
        ({"text": "parcels"}, [1]),
        ({"state": "", "queue": []}, [1, 2, 3]),
    ):
        assert numbers(access, **filters) == expected, filters
    assert numbers(access, at=MONDAY + 240 * HOUR, late="yes") == [1, 2]
    asked = {"state", "assignee", "queue", "channel", "priority", "complexity", "category", "tag", "customer"}
    assert asked <= set(FILTERS)


@pytest.mark.parametrize(
    "filters",
    [
        {"customer__addresses__value__startswith": "a"},
        {"assignee__password__startswith": "pbkdf2"},
        {"id": 1},
        {"state": "open' OR 1=1 --"},
        {"assignee": "me OR 1=1"},
        {"customer": "1; drop table"},
        {"customer": "9" * 40},
        {"customer": 1.5},
        {"priority": ["urgent", "password"]},
        {"tag": ["x"] * 21},
        {"category": {"startswith": "a"}},
        {"opened_from": "tomorrow"},
        {"due_within": 10**12},
        {"text": "a\0b"},
        {"late": "perhaps"},
    ],
)
def test_orm_filter_leaks_what_is_no_filter_never_reaches_the_database(access, filters):
    with pytest.raises(DeskRefused):
        listed(access, filters=filters)


@pytest.mark.parametrize("sort", ["assignee__password", "-assignee__password", "?", "due_at", "id", ""])
def test_a_list_is_no_oracle_through_its_sort(access, sort):
    with pytest.raises(DeskRefused):
        listed(access, filters={}, sort=sort)


@pytest.mark.parametrize("after", ["x", "W10", "WyJkdWUiLCAwXQ", "WyJkdWUiLCAwLCAxLCAyXQ", "%00", "é"])
def test_a_place_in_a_list_that_was_tampered_with_is_refused(access, after):
    with pytest.raises(DeskRefused):
        listed(access, filters={}, sort="due", after=after)


@pytest.mark.parametrize("sort", SORTS)
def test_pages_follow_each_other_without_gaps_and_without_twins(cast, access, sort):
    made = [
        a_ticket(cast, at=MONDAY + each // 2 * HOUR, priority=("low", "urgent")[each % 2])
        for each in range(7)
    ]
    move_ticket(ticket=made[2], to=State.RESOLVED, by=cast.lead, at=MONDAY + 4 * HOUR)
    move_ticket(ticket=made[3], to=State.WAITING_ON_CUSTOMER, by=cast.lead, at=MONDAY + 4 * HOUR)
    whole = [row.number for row in listed(access, filters={}, sort=sort).rows]
    found, after = [], None
    while True:
        page = listed(access, filters={}, sort=sort, after=after, limit=2)
        found += [row.number for row in page.rows]
        if (after := page.next) is None:
            break
    assert found == whole
    assert sorted(whole) == [1, 2, 3, 4, 5, 6, 7]


def test_what_is_due_comes_first_and_the_rest_by_its_last_change(cast, access):
    made = [a_ticket(cast, at=MONDAY + each * HOUR) for each in range(4)]
    for place, ticket in enumerate(made[:2]):
        reply(ticket=ticket, text="Sent", by=cast.agent, at=MONDAY + (5 + place) * HOUR)
    assert numbers(access, sort="due") == [3, 4, 2, 1]


def test_a_row_shows_what_a_list_needs_in_four_queries_at_most(cast, access, django_assert_max_num_queries):
    ann = known(cast, "Ann Lee", ("email", "ann@example.org"))
    ticket = a_ticket(cast, customer=ann, tags=("b", "a"))
    assign_ticket(ticket=ticket, to=cast.agent, by=cast.lead, at=MONDAY)
    add_note(ticket=ticket, text="Asked the\n carrier", by=cast.agent, at=MONDAY + HOUR)
    for _each in range(20):
        a_ticket(cast)
    with django_assert_max_num_queries(4):
        rows = listed(access, filters={"state": "unfinished"}, sort="due").rows
    row = next(each for each in rows if each.number == ticket.number)
    assert (row.customer_name, row.assignee_name, row.tags, row.last_line) == (
        "Ann Lee",
        "Ada",
        ("a", "b"),
        "Asked the carrier",
    )
    assert row.due_at
    assert len(rows) == 21


def test_a_list_is_never_wider_than_the_page_of_a_ticket(cast):
    a_ticket(cast)
    theirs = a_ticket(cast, team=cast.other_team)
    change_ticket(ticket=theirs, changes={"tags": ["secret"]}, by=cast.stranger, at=MONDAY)
    for user in cast.roles.values():
        for team in (cast.team, cast.other_team):
            if user is None:
                continue
            access = access_to(user, team)
            seen = set(visible_tickets(access).values_list("id", flat=True))
            rows = listed(access, filters={}).rows
            assert {row.id for row in rows} == seen
            for filters in ({"text": "order"}, {"tag": "secret"}):
                assert {row.id for row in listed(access, filters=filters).rows} <= seen
            assert counts(access, usual_views())[-1] == Count(count=len(seen), is_more=False)


def test_counts_of_all_views_are_one_query(cast, access, django_assert_num_queries):
    for _each in range(3):
        a_ticket(cast)
    with django_assert_num_queries(1):
        found = counts(access, usual_views())
    assert found[-1] == Count(count=3, is_more=False)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL for its plans")
@pytest.mark.parametrize("sort", SORTS)
def test_every_order_is_read_off_an_index(cast, access, sort):
    for state in ("open", "waiting", "unfinished", "all"):
        with CaptureQueriesContext(connection) as caught:
            listed(access, filters={"state": state}, sort=sort)
        asked = [query["sql"] for query in caught if "ORDER BY" in query["sql"]]
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off")
            for sql in asked[: 1 + (sort == "due")]:
                cursor.execute(f"EXPLAIN {sql}")
                plan = "\n".join(row[0] for row in cursor.fetchall())
                assert "Index" in plan, (state, plan)
                assert "Sort Key" not in plan, (state, plan)
