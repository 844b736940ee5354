"""One change of many tickets: looked at before, refused ticket by ticket, taken back."""

import re
from datetime import timedelta

import pytest

from halfhour.desk.actions import bulk
from halfhour.desk.actions.alerting import alert_of_urgent
from halfhour.desk.actions.bulk import apply_bulk, preview_bulk
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.checklists import add_item, change_item, check_item, remove_item
from halfhour.desk.actions.conversation import add_note, customer_wrote
from halfhour.desk.actions.merging import merge_tickets
from halfhour.desk.actions.states import move_ticket, snooze_ticket
from halfhour.desk.actions.undoing_many import undo_bulk
from halfhour.desk.actions.watching import unwatch_ticket, watch_ticket
from halfhour.desk.errors import DeskRefused
from halfhour.desk.jobs import forget_what_is_past
from halfhour.desk.models import BulkChange, Notice, State, Ticket
from halfhour.desk.queries.alike import customers_alike, tickets_alike
from halfhour.desk.queries.history import fact_words, history_of
from halfhour.people.access import access_to
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY

MINUTE = timedelta(minutes=1)
HX = {"HX-Request": "true"}


def ids_of(tickets):
    return [ticket.pk for ticket in tickets]


def as_it_is(ticket):
    now = Ticket.objects.get(pk=ticket.pk)
    tags = sorted(now.tags.values_list("name", flat=True))
    return (now.state, now.priority, now.assignee, now.wakes_at, tags, now.reopened)


def test_a_preview_tells_what_would_change_what_is_refused_and_changes_nothing(cast):
    one, two, three = (a_ticket(cast) for _each in range(3))
    merge_tickets(source=three, target=two, by=cast.lead, at=MONDAY)
    change_ticket(ticket=two, changes={"priority": "high"}, by=cast.lead, at=MONDAY)
    theirs = a_ticket(cast, team=cast.other_team)
    changes = {"priority": "high", "assignee": cast.agent.pk, "add_tags": ["storm"]}
    before = [as_it_is(each) for each in (one, two, three, theirs)]
    effects = preview_bulk(
        team=cast.team, ids=ids_of([one, two, three, theirs]), changes=changes, by=cast.lead
    )
    assert [effect.ticket.number for effect in effects] == [1, 2, 3]
    assert [set(effect.facts) for effect in effects] == [
        {"priority", "assignee", "state", "tags"},
        {"assignee", "state", "tags"},
        set(),
    ]
    assert "merged into ticket 2" in effects[2].refused
    words = fact_words(cast.team, [effect.facts for effect in effects])
    assert ("Held by", "–", "Ada") in [(each.what, each.before, each.after) for each in words[0]]
    assert [as_it_is(each) for each in (one, two, three, theirs)] == before


def test_a_change_of_many_is_undone_to_exactly_what_was(cast, django_assert_max_num_queries):
    made = [a_ticket(cast, tags=("old",)) for _each in range(4)]
    snooze_ticket(ticket=made[1], until=MONDAY + 99 * MINUTE, by=cast.agent, at=MONDAY)
    move_ticket(ticket=made[2], to=State.RESOLVED, by=cast.agent, at=MONDAY)
    before = [as_it_is(each) for each in made]
    changes = {"state": "closed", "priority": "urgent", "tags": ["new"]}
    change = apply_bulk(team=cast.team, ids=ids_of(made), changes=changes, by=cast.lead, at=MONDAY)
    assert all(as_it_is(each)[:2] == ("closed", "urgent") for each in made)
    customer_wrote(ticket=made[3], text="Hello?", at=MONDAY + MINUTE)
    undone = undo_bulk(change=change, by=cast.lead, at=MONDAY + 9 * MINUTE)
    assert (undone.count, undone.touched) == (3, (4,))
    assert [as_it_is(each) for each in made[:3]] == before[:3]
    assert as_it_is(made[3])[1] == "urgent"
    with pytest.raises(DeskRefused, match="already"):
        undo_bulk(change=change, by=cast.lead, at=MONDAY + 9 * MINUTE)


def test_a_change_of_many_can_be_undone_for_ten_minutes(cast):
    ticket = a_ticket(cast)
    change = apply_bulk(
        team=cast.team, ids=[ticket.pk], changes={"assignee": cast.agent}, by=cast.lead, at=MONDAY
    )
    with pytest.raises(DeskRefused, match="10 minutes"):
        undo_bulk(change=change, by=cast.lead, at=MONDAY + 11 * MINUTE)
    undo_bulk(change=change, by=cast.lead, at=MONDAY + 10 * MINUTE)
    assert as_it_is(ticket)[:3] == ("new", "normal", None)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"subject": "All the same"},
        {"customer": 1},
        {"state": "scheduled"},
        {"state": "gone"},
        {"assignee": 10**8},
        {"assignee": "1 or 1=1"},
        {"priority": "x"},
        {"team_id": 2},
    ],
)
def test_what_many_cannot_be_changed_to_is_refused_at_once(cast, changes):
    ticket = a_ticket(cast)
    with pytest.raises(DeskRefused):
        apply_bulk(team=cast.team, ids=[ticket.pk], changes=changes, by=cast.lead, at=MONDAY)
    assert ticket.events.count() == 1


def test_too_many_at_once_are_refused_and_another_team_s_are_left_alone(cast, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_TICKETS", 1)
    theirs = a_ticket(cast, team=cast.other_team)
    with pytest.raises(DeskRefused, match="At most 1"):
        apply_bulk(team=cast.team, ids=[1, 2], changes={"priority": "low"}, by=cast.lead, at=MONDAY)
    apply_bulk(team=cast.team, ids=[theirs.pk], changes={"priority": "low"}, by=cast.lead, at=MONDAY)
    assert as_it_is(theirs)[1] == "normal"


def test_points_are_added_done_and_removed_and_the_history_tells(cast):
    ticket = a_ticket(cast)
    item = add_item(ticket=ticket, text=" Call the  carrier ", by=cast.agent, at=MONDAY)
    check_item(item=item, is_done=True, by=cast.second_agent, at=MONDAY)
    check_item(item=item, is_done=True, by=cast.agent, at=MONDAY)
    item.refresh_from_db()
    assert (item.text, item.done_by) == ("Call the carrier", cast.second_agent)
    change_item(item=item, text="Call them", by=cast.agent, at=MONDAY)
    remove_item(item=item, by=cast.agent, at=MONDAY)
    with pytest.raises(DeskRefused):
        check_item(item=item, is_done=False, by=cast.agent, at=MONDAY)
    for text in ("  ", "x" * 301):
        with pytest.raises(DeskRefused):
            add_item(ticket=ticket, text=text, by=cast.agent, at=MONDAY)
    told = [
        each.changes[0]
        for each in reversed(history_of(access_to(cast.lead, cast.team), ticket))
        if each.kind == "checked"
    ]
    assert [(each.what, each.before, each.after) for each in told] == [
        ("Checklist", "–", "Call the carrier"),
        ("Done", "–", "Call the carrier"),
        ("Checklist", "Call the carrier", "Call them"),
        ("Checklist", "Call them", "–"),
    ]


def test_followers_are_told_of_what_others_say_once(cast):
    ticket = a_ticket(cast)
    for user in (cast.lead, cast.agent, cast.stranger):
        watch_ticket(ticket=ticket, by=user)
        watch_ticket(ticket=ticket, by=user)
    add_note(ticket=ticket, text="@lena look", by=cast.agent, at=MONDAY)
    customer_wrote(ticket=ticket, text="Hello?", at=MONDAY)
    unwatch_ticket(ticket=ticket, by=cast.lead)
    customer_wrote(ticket=ticket, text="Hello!", at=MONDAY)
    told = Notice.objects.order_by("id").values_list("user__username", "kind")
    assert sorted(told) == [
        ("ada", "watched"),
        ("ada", "watched"),
        ("lena", "mentioned"),
        ("lena", "watched"),
    ]


def test_hints_say_what_may_be_there_twice(cast):
    ann = known(cast, "Ann Lee", ("email", "ann@example.org"))
    other = known(cast, "Lee Ann", ("email", "lee@example.org"))
    one, two = a_ticket(cast, customer=ann), a_ticket(cast, customer=ann)
    three = a_ticket(cast, subject="Else", repeats=one)
    a_ticket(cast, customer=other)
    access = access_to(cast.agent, cast.team)
    assert {row.number for row in tickets_alike(access, one)} == {two.number, three.number}
    assert [(hint.first, hint.second) for hint in customers_alike(access, one)] == [(ann, other)]
    assert tickets_alike(access_to(cast.stranger, cast.team), one) == ()
    page = cast.client(cast.agent).get(f"/t/support-hamburg/desk/{two.number}/alike/").content.decode()
    assert f"Perhaps the same as #{one.number} (same customer, same words)" in page
    assert f'name="into" value="{one.number}"' in page
    assert "may be the same person as Lee Ann" in page


def test_a_ticket_that_would_have_too_many_tags_is_refused_by_itself(cast):
    full, other = a_ticket(cast, tags=tuple(f"t{number}" for number in range(30))), a_ticket(cast)
    asked = {"team": cast.team, "ids": ids_of([full, other]), "changes": {"add_tags": ["new"]}}
    effects = preview_bulk(**asked, by=cast.lead)
    assert [bool(each.refused) for each in effects] == [True, False]
    change = apply_bulk(**asked, by=cast.lead, at=MONDAY)
    assert [each["ticket"] for each in change.refused] == [full.number]
    assert as_it_is(other)[4] == ["new"]


def test_what_is_said_of_tags_before_is_what_happens(cast):
    ticket = a_ticket(cast, tags=("old", "kept"))
    changes = {"add_tags": ["new"], "remove_tags": ["old"]}
    asked = {"team": cast.team, "ids": [ticket.pk], "changes": changes, "by": cast.lead}
    (effect,) = preview_bulk(**asked)
    apply_bulk(**asked, at=MONDAY)
    assert effect.facts["tags"] == (["kept", "old"], ["kept", "new"])
    assert as_it_is(ticket)[4] == ["kept", "new"]


def test_what_can_no_longer_be_undone_is_forgotten_and_stays_in_the_histories(cast):
    ticket, hour = a_ticket(cast), timedelta(hours=1)
    for at in (MONDAY, MONDAY + 20 * hour):
        changes = {"priority": "high" if at == MONDAY else "urgent"}
        apply_bulk(team=cast.team, ids=[ticket.pk], changes=changes, by=cast.lead, at=at)
    forget_what_is_past(MONDAY + 25 * hour)
    assert BulkChange.objects.get().at == MONDAY + 20 * hour
    assert ticket.events.filter(facts__has_key="priority").count() == 2


def test_what_halfhour_says_of_a_ticket_meanwhile_is_in_no_undoing_s_way(cast):
    one, two = a_ticket(cast), a_ticket(cast)
    change = apply_bulk(
        team=cast.team, ids=ids_of([one, two]), changes={"priority": "urgent"}, by=cast.lead, at=MONDAY
    )
    alert_of_urgent(MONDAY)
    assert one.events.filter(kind="routed").exists(), "nobody is there to take it"
    add_note(ticket=Ticket.objects.get(pk=two.pk), text="Hm", by=cast.agent, at=MONDAY)
    undone = undo_bulk(change=change, by=cast.lead, at=MONDAY + MINUTE)
    assert (undone.count, undone.touched) == (1, (two.number,))
    assert as_it_is(one)[1] == "normal"


def test_what_is_done_to_many_is_what_was_looked_at(cast):
    made = [a_ticket(cast) for _each in range(3)]
    client, url = cast.client(cast.agent), f"/t/{cast.team.slug}/desk/bulk/"
    asked = {"ticket": [each.number for each in made], "what": "priority", "value": "urgent"}
    page = client.post(url, asked, headers=HX).content.decode()
    looked_at = re.findall(r'name="looked_at" value="([^"]+)"', page)
    assert len(looked_at) == 3
    change_ticket(ticket=made[1], changes={"priority": "low"}, by=cast.lead, at=MONDAY)
    add_note(ticket=made[2], text="Hm", by=cast.lead, at=MONDAY)
    done = client.post(url, asked | {"act": "do", "looked_at": looked_at}, headers=HX).content.decode()
    assert "2 tickets changed." in done
    assert "#2: It is not as it was when you looked; look again." in done
    assert [as_it_is(each)[1] for each in made] == ["urgent", "low", "urgent"]
    other = client.post(url, asked | {"act": "do", "value": "high", "looked_at": looked_at}, headers=HX)
    assert other.status_code == 409, "another value was not looked at"
