"""Routing carried out: the next ticket, what is pushed, what waits and why."""

from datetime import timedelta

import pytest
from django.utils import timezone

from halfhour.customers.actions import merge_customers
from halfhour.desk.actions.alerting import alert_of_urgent
from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.conversation import customer_wrote, reply
from halfhour.desk.actions.presence import set_presence
from halfhour.desk.actions.routing import drain, push, take_next
from halfhour.desk.models import Actor, DeskSettings, EventKind, Notice, PresenceState, State, Ticket
from halfhour.desk.queries.presence import desk_now
from halfhour.desk.queries.waiting import why_routed, why_unassigned, why_waiting, work_of_tickets
from halfhour.people.access import access_to
from halfhour.people.models import TeamVersion
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def there(cast):
    """Ada and Ben, both available."""
    for user in (cast.agent, cast.second_agent):
        set_presence(team=cast.team, user=user, state=PresenceState.AVAILABLE, at=MONDAY)
    return cast


def _next(cast, user, at=MONDAY):
    return take_next(access=access_to(user, cast.team), at=at)


def test_one_key_gives_the_most_urgent_and_says_why(there):
    a_ticket(there)
    urgent = a_ticket(there, priority="urgent")
    ticket, choice = _next(there, there.agent)
    assert (ticket, ticket.assignee, ticket.state) == (urgent, there.agent, "open")
    assert choice.reasons[0].kind == "more_urgent"
    event = ticket.events.get(kind=EventKind.HANDED)
    assert (event.actor, event.reason["kind"]) == (Actor.HALFHOUR, "more_urgent")
    assert why_routed(ticket) == ["Nothing that waits is more urgent."]
    assert not ticket.assigned_by_person


def test_who_has_their_hands_full_is_led_to_what_they_have(there):
    first = _taken(there, there.agent)
    a_ticket(there)
    ticket, _choice = _next(there, there.agent)
    assert ticket == first
    assert Ticket.objects.filter(assignee=there.agent).count() == 1


def test_more_at_once_is_a_setting_of_the_channel(there):
    DeskSettings.objects.filter(team=there.team).delete()
    DeskSettings.objects.create(team=there.team, routing={"room": {"email": 2}})
    held = {_taken(there, there.agent).pk, _taken(there, there.agent).pk}
    a_ticket(there)
    assert _next(there, there.agent)[0].pk in held
    assert len(held) == 2


def test_nothing_is_given_to_somebody_who_is_not_there(there):
    a_ticket(there)
    ticket, choice = _next(there, there.lead)
    assert (ticket, choice.reasons[0].kind) == (None, "not_present")
    set_presence(team=there.team, user=there.agent, state=PresenceState.BUSY, at=MONDAY)
    assert _next(there, there.agent)[0] is None


def test_a_chat_goes_to_who_is_free_the_longest(there):
    set_presence(team=there.team, user=there.agent, state=PresenceState.BUSY, at=MONDAY + MINUTE)
    set_presence(team=there.team, user=there.agent, state=PresenceState.AVAILABLE, at=MONDAY + MINUTE)
    chat = a_ticket(there, channel="chat", queue="phone")
    assert push(ticket_id=chat.pk, at=MONDAY + MINUTE).assignee == there.second_agent
    assert why_routed(Ticket.objects.get(pk=chat.pk)) == [
        "Has been free the longest of those who could take it."
    ]


def test_a_chat_that_comes_is_pushed_and_one_that_waits_follows_when_somebody_is_free(
    there, django_capture_on_commit_callbacks
):
    set_presence(team=there.team, user=there.second_agent, state=PresenceState.AWAY, at=MONDAY)
    with django_capture_on_commit_callbacks(execute=True):
        first = a_ticket(there, channel="chat", queue="phone")
    with django_capture_on_commit_callbacks(execute=True):
        second = a_ticket(there, channel="chat", queue="phone")
    first, second = Ticket.objects.get(pk=first.pk), Ticket.objects.get(pk=second.pk)
    assert (first.assignee, second.assignee) == (there.agent, None)
    assert [each.ticket for each in Notice.objects.filter(user=there.agent, kind="assigned")] == [first]
    assert "Everybody who may take it has their hands full." in why_unassigned(second)
    with django_capture_on_commit_callbacks(execute=True):
        reply(ticket=first, text="Done.", by=there.agent, at=MONDAY + MINUTE)
    assert Ticket.objects.get(pk=second.pk).assignee == there.agent


def test_what_nobody_can_take_stays_unassigned_with_its_reason_and_leads_are_told_once(cast):
    chat = a_ticket(cast, channel="chat", queue="phone")
    for minute in range(3):
        push(ticket_id=chat.pk, at=MONDAY + minute * MINUTE)
        drain(team=cast.team, at=MONDAY + minute * MINUTE)
    ticket = Ticket.objects.get(pk=chat.pk)
    assert (ticket.assignee, ticket.unassigned_why["kind"]) == (None, "nobody_can")
    assert why_unassigned(ticket)[0] == "Nobody who is there may take it."
    assert "Ada is not there now." in why_unassigned(ticket)
    assert ticket.events.filter(kind=EventKind.ROUTED).count() == 1
    assert [(each.user, each.kind) for each in Notice.objects.all()] == [(cast.lead, "unassigned")]


def test_a_persons_choice_stands(there):
    chat = a_ticket(there, channel="chat", queue="phone")
    assign_ticket(ticket=chat, to=there.second_agent, by=there.lead, at=MONDAY)
    assert push(ticket_id=chat.pk, at=MONDAY).assignee == there.second_agent
    assert drain(team=there.team, at=MONDAY) == 0


def test_what_comes_back_stays_with_its_owner_only_if_they_are_there(there):
    ticket = _taken(there, there.agent)
    reply(ticket=ticket, text="Sent.", by=there.agent, at=MONDAY + MINUTE)
    customer_wrote(ticket=ticket, text="Where?", at=MONDAY + 2 * MINUTE)
    ticket.refresh_from_db()
    assert ticket.assignee == there.agent
    reply(ticket=ticket, text="Here.", by=there.agent, at=MONDAY + 3 * MINUTE)
    customer_wrote(ticket=ticket, text="Where?", at=MONDAY + HOUR)
    ticket.refresh_from_db()
    assert (ticket.assignee, why_unassigned(ticket)) == (None, ["Ada is not there now."])


NAMES = ("Ann", "A. Smith", "Annie")


def test_who_knows_a_customer_knows_whom_they_were_merged_with_too(there):
    people = [known(there, name, ("email", f"{name[0]}{len(name)}@example.org")) for name in NAMES]
    first, second, third = people
    for user, customer, days in ((there.agent, first, 3), (there.second_agent, third, 2)):
        before = a_ticket(there, customer=customer, at=MONDAY - timedelta(days=days))
        reply(ticket=before, text="Yes", by=user, at=before.opened_at)
    waits = [a_ticket(there, customer=each) for each in (first, second)]
    for source, target in ((first, second), (second, third)):
        merge_customers(source=source, target=target, by=there.agent, at=MONDAY)
    desk = desk_now(there.team, MONDAY)
    found = work_of_tickets(desk, [each.pk for each in waits])
    assert [each.known_by for each in found] == [there.second_agent.username] * 2


def test_a_lead_sees_why_each_person_cannot_take_what_waits(there):
    _taken(there, there.agent)
    set_presence(team=there.team, user=there.second_agent, state=PresenceState.BUSY, at=MONDAY)
    assert why_waiting(a_ticket(there), MONDAY) == [
        "Ada has as many contacts in hand as they may.",
        "Ben wants no new contacts now.",
    ]
    set_presence(team=there.team, user=there.second_agent, state=PresenceState.AVAILABLE, at=MONDAY)
    assert why_waiting(a_ticket(there), MONDAY)[0] == "Could take it now: Ben."
    assert why_waiting(a_ticket(there), MONDAY + HOUR) == ["Nobody is there now."]


def test_ticket_and_board_say_why_a_contact_waits(there):
    ticket = a_ticket(there, at=timezone.now())
    said = "Nobody is there now."
    url = f"/t/support-hamburg/desk/{ticket.number}/why/"
    assert said in there.client(there.agent).get(url).content.decode()
    assert said in there.client(there.lead).get("/t/support-hamburg/desk/board/").content.decode()


def test_what_is_held_or_ended_says_why_it_was_given_and_nothing_that_was_so_then(there):
    set_presence(team=there.team, user=there.second_agent, state=PresenceState.BUSY, at=MONDAY)
    chat = a_ticket(there, channel="chat", queue="phone")
    given = push(ticket_id=chat.pk, at=MONDAY)
    ended = a_ticket(there, channel="chat", queue="phone")
    push(ticket_id=ended.pk, at=MONDAY)
    Ticket.objects.filter(pk=ended.pk).update(state=State.RESOLVED)
    client, base = there.client(there.agent), "/t/support-hamburg/desk"
    why_given = client.get(f"{base}/{given.number}/why/").content.decode()
    assert "Given to its holder" in why_given
    assert why_given.count("<li>") == 1
    why_ended = client.get(f"{base}/{ended.number}/why/").content.decode()
    assert why_unassigned(Ticket.objects.get(pk=ended.pk))
    assert "nobody" not in why_ended
    assert "<li>" not in why_ended


def test_one_key_is_answered_in_few_queries(there, django_assert_max_num_queries):
    for _each in range(30):
        a_ticket(there)
    _next(there, there.second_agent)
    with django_assert_max_num_queries(40):
        _next(there, there.agent)


def _taken(cast, user):
    a_ticket(cast)
    ticket, _choice = _next(cast, user)
    assert ticket is not None
    return ticket


def test_a_newer_person_who_presses_the_key_again_and_again_gets_no_more_than_their_share(cast):
    version = TeamVersion.objects.get(team=cast.team)
    agents = [{**each, "seniority": "junior"} for each in version.document["agent"]]
    TeamVersion.objects.filter(pk=version.pk).update(document=version.document | {"agent": agents})
    setting = {"growth_share": 0.1, "room": {"email": 20}, "takes_without_plan": True}
    DeskSettings.objects.update_or_create(team=cast.team, defaults={"routing": setting})
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=MONDAY)
    access = access_to(cast.agent, cast.team)
    for complexity in ["standard"] * 9 + ["complex"] * 5:
        a_ticket(cast, at=MONDAY, complexity=complexity)
    for _press in range(14):
        take_next(access=access, at=MONDAY)
    held = Ticket.objects.filter(assignee=cast.agent)
    assert sorted(held.values_list("complexity", flat=True)) == ["complex", *["standard"] * 9]


def test_of_an_urgent_contact_that_nobody_can_take_the_leads_are_told_once_and_why(cast):
    urgent, _usual = a_ticket(cast, priority="urgent"), a_ticket(cast)
    for _tick in range(2):
        alert_of_urgent(MONDAY)
    notice = Notice.objects.get(kind="unassigned")
    assert (notice.user, notice.ticket) == (cast.lead, urgent)
    urgent.refresh_from_db()
    assert urgent.unassigned_why["kind"] == "nobody_can"
    assert urgent.unassigned_why["refusals"]


def test_of_an_urgent_contact_that_somebody_can_take_by_key_nobody_is_told(cast):
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=MONDAY)
    a_ticket(cast, priority="urgent")
    assert alert_of_urgent(MONDAY) == 0
    assert not Notice.objects.exists()


def test_the_leads_hear_again_of_what_came_back_and_nobody_can_take(cast):
    ticket = a_ticket(cast, channel="chat", queue="phone")
    push(ticket_id=ticket.pk, at=MONDAY)
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=MONDAY + MINUTE)
    drain(team=cast.team, at=MONDAY + MINUTE)
    ticket.refresh_from_db()
    assert ticket.assignee == cast.agent
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AWAY, at=MONDAY + 2 * MINUTE)
    assign_ticket(ticket=ticket, to=None, by=cast.agent, at=MONDAY + 2 * MINUTE)
    for minute in range(3, 9):
        drain(team=cast.team, at=MONDAY + minute * MINUTE)
    told = Notice.objects.filter(kind="unassigned", user=cast.lead, ticket=ticket)
    assert told.count() == 2
