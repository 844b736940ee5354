"""Faults that help desks are known for, where contacts find their person."""

import json
import random
from datetime import timedelta

import pytest

from halfhour.desk.actions import routing
from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.bulk import apply_bulk
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.presence import seen, set_presence
from halfhour.desk.actions.routing import drain, push, take_next
from halfhour.desk.actions.states import move_ticket
from halfhour.desk.errors import TicketTaken
from halfhour.desk.models import PresenceState, State, Ticket, TicketEvent
from halfhour.desk.queries.presence import people_now
from halfhour.people.access import access_to
from halfhour.people.models import Member, Role, TeamVersion
from support.claims import AWAY, CONTACTS, KILLS, judge
from support.desk import a_ticket
from support.ledger import MONDAY

EVENTS = "select ticket_id, kind, actor, segment, state from desk_ticketevent order by id"


def test_assignment_races_with_processes_that_die(postgresql_house):
    """Fifty contacts at once, twenty people, a lead who moves them, thirty processes killed at random."""
    told = json.loads(
        postgresql_house.python("import json; from support.claims import run; print(json.dumps(run(7)))")
    )
    rows = postgresql_house.rows("select id, username from people_user where username like 'a%' order by id")
    away = {f"user-{pk}" for pk, _name in rows[:AWAY]}
    judged = judge(postgresql_house.rows(EVENTS), away=away)
    assert judged.wrongs == []
    assert told["killed"] == KILLS
    assert judged.given > CONTACTS / 3
    assert judged.moved
    ended = postgresql_house.rows(
        "select count(*), count(distinct number) from desk_ticket where state = 'resolved'"
    )
    assert ended == [(CONTACTS, CONTACTS)]


@pytest.mark.parametrize("seed", range(3))
def test_nobody_holds_more_than_they_may_whatever_is_done_in_which_order(cast, seed):
    """Arrivals, keys pressed, moves by hand, people who come and go: judged from the events."""
    chance = random.Random(seed)
    people, at = [cast.agent, cast.second_agent, cast.lead], MONDAY
    for user in (cast.agent, cast.second_agent):
        set_presence(team=cast.team, user=user, state=PresenceState.AVAILABLE, at=at)
    for step in range(60):
        at += timedelta(seconds=20)
        _anything(cast, chance, people, at, step)
        for user in (cast.agent, cast.second_agent):
            seen(team=cast.team, user=user, at=at)
    events = TicketEvent.objects.order_by("id").values_list("ticket_id", "kind", "actor", "segment", "state")
    judged = judge(list(events), away={f"user-{cast.lead.pk}"})
    assert judged.wrongs == []
    assert judged.given


def _anything(cast, chance, people, at, step):
    """One thing that happens on a desk."""
    ours = list(Ticket.objects.filter(state__in=("new", "open")).order_by("id"))
    what = chance.choice(("arrive", "arrive", "next", "next", "drain", "move", "resolve", "switch"))
    if what == "arrive":
        ticket = a_ticket(cast, at=at, **({"channel": "chat", "queue": "phone"} if step % 2 else {}))
        push(ticket_id=ticket.pk, at=at) if ticket.channel == "chat" else None
    elif what == "next":
        take_next(access=access_to(chance.choice(people), cast.team), at=at)
    elif what == "drain":
        drain(team=cast.team, at=at)
    elif what == "switch":
        user, state = chance.choice(people[:2]), chance.choice([*PresenceState.values, "available"])
        set_presence(team=cast.team, user=user, state=PresenceState(state), at=at)
    elif ours and what == "move":
        assign_ticket(ticket=chance.choice(ours), to=chance.choice(people), by=cast.lead, at=at)
    elif ours:
        move_ticket(ticket=chance.choice(ours), to=State.RESOLVED, by=cast.agent, at=at)


def test_the_queue_empties_with_what_is_due_first(cast):
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=MONDAY)
    opened = [a_ticket(cast, at=MONDAY + timedelta(seconds=each)) for each in (50, 10, 40, 20, 30)]
    taken = []
    for _each in opened:
        ticket, _choice = take_next(access=access_to(cast.agent, cast.team), at=MONDAY + timedelta(minutes=1))
        move_ticket(ticket=ticket, to=State.RESOLVED, by=cast.agent, at=MONDAY + timedelta(minutes=1))
        taken.append(ticket)
    assert taken == sorted(opened, key=lambda ticket: ticket.opened_at)


def test_a_ticket_is_never_given_to_an_absent_person_as_a_last_resort(cast):
    """Peers fall back to somebody who is off duty where nobody is free."""
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=MONDAY)
    chat = a_ticket(cast, channel="chat", queue="phone", at=MONDAY + timedelta(minutes=3))
    assert push(ticket_id=chat.pk, at=MONDAY + timedelta(minutes=3)).assignee is None
    seen(team=cast.team, user=cast.agent, at=MONDAY + timedelta(minutes=4))
    assert drain(team=cast.team, at=MONDAY + timedelta(minutes=4)) == 1


def test_who_is_in_two_teams_has_one_focus_in_both_together(cast):
    Member.objects.create(team=cast.other_team, user=cast.agent, role=Role.AGENT, agent_name="Ada")
    for team in (cast.team, cast.other_team):
        set_presence(team=team, user=cast.agent, state=PresenceState.AVAILABLE, at=MONDAY)
        a_ticket(cast, team=team, at=MONDAY)
    mine, _choice = take_next(access=access_to(cast.agent, cast.team), at=MONDAY)
    assert mine.assignee == cast.agent
    none, choice = take_next(access=access_to(cast.agent, cast.other_team), at=MONDAY)
    assert none is None
    assert [reason.kind for reason in choice.refusals] == ["full"]
    there = people_now(cast.other_team, MONDAY)
    assert [each.held for each in there if each.user == cast.agent] == [()]
    move_ticket(ticket=mine, to=State.RESOLVED, by=cast.agent, at=MONDAY)
    assert take_next(access=access_to(cast.agent, cast.other_team), at=MONDAY)[0].team == cast.other_team


@pytest.mark.parametrize("many", [False, True])
def test_what_somebody_took_since_it_was_seen_is_not_taken_from_them_by_a_colleague(cast, many):
    """Peers look whose it is before they hold the ticket, and not again."""
    seen_free = a_ticket(cast)
    assign_ticket(ticket=seen_free, to=cast.agent, by=cast.agent, at=MONDAY)
    mine = cast.second_agent
    if many:
        asked = {"assignee": mine.pk}
        change = apply_bulk(team=cast.team, ids=[seen_free.pk], changes=asked, by=mine, at=MONDAY)
        assert "is somebody else's" in change.refused[0]["why"]
    else:
        with pytest.raises(TicketTaken, match="has taken ticket"):
            assign_ticket(ticket=seen_free, to=mine, by=mine, at=MONDAY)
    seen_free.refresh_from_db()
    assert seen_free.assignee == cast.agent
    assign_ticket(ticket=seen_free, to=mine, by=cast.lead, at=MONDAY)


@pytest.mark.rows
@pytest.mark.parametrize("how", ["given away", "taken by key"])
def test_a_contact_that_changes_while_somebody_is_chosen_is_chosen_for_anew(cast, monkeypatch, how):
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=MONDAY)
    is_pushed = how == "given away"
    ticket = a_ticket(cast, channel="chat" if is_pushed else "email", queue="email")
    look = routing._locked_waiting

    def changed_meanwhile(pk):
        monkeypatch.setattr(routing, "_locked_waiting", look)
        harder = {"complexity": "complex", "queue": "phone"}
        change_ticket(ticket=Ticket.objects.get(pk=pk), changes=harder, by=cast.lead, at=MONDAY)
        return look(pk)

    monkeypatch.setattr(routing, "_locked_waiting", changed_meanwhile)
    if is_pushed:
        drain(team=cast.team, at=MONDAY)
    else:
        take_next(access=access_to(cast.agent, cast.team), at=MONDAY)
    ticket.refresh_from_db()
    assert ticket.assignee is None


@pytest.mark.rows
def test_a_contact_that_changes_and_is_still_somebody_s_is_given_to_them(cast, monkeypatch):
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=MONDAY)
    ticket = a_ticket(cast, channel="email", queue="email")
    look = routing._locked_waiting

    def more_urgent_meanwhile(pk):
        monkeypatch.setattr(routing, "_locked_waiting", look)
        change_ticket(ticket=Ticket.objects.get(pk=pk), changes={"priority": "high"}, by=cast.lead, at=MONDAY)
        return look(pk)

    monkeypatch.setattr(routing, "_locked_waiting", more_urgent_meanwhile)
    found, _choice = take_next(access=access_to(cast.agent, cast.team), at=MONDAY)
    assert found == ticket


@pytest.mark.rows
@pytest.mark.parametrize("channel", ["email", "phone"])
def test_a_complex_contact_is_given_to_a_senior_person_with_empty_hands(cast, channel):
    """One focus at a time is the default; a harder contact is one focus too."""
    set_presence(team=cast.team, user=cast.second_agent, state=PresenceState.AVAILABLE, at=MONDAY)
    version = TeamVersion.objects.get(team=cast.team)
    agents = [{**each, "seniority": "senior"} for each in version.document["agent"]]
    TeamVersion.objects.filter(pk=version.pk).update(document=version.document | {"agent": agents})
    ticket = a_ticket(cast, channel=channel, queue=channel, complexity="complex")
    assert ticket.weight == 2.0
    if channel == "phone":
        drain(team=cast.team, at=MONDAY)
    else:
        take_next(access=access_to(cast.second_agent, cast.team), at=MONDAY)
    ticket.refresh_from_db()
    assert ticket.assignee == cast.second_agent
    other = a_ticket(cast, channel=channel, queue=channel)
    drain(team=cast.team, at=MONDAY)
    other.refresh_from_db()
    assert other.assignee is None
