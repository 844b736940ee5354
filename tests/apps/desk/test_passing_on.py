"""What was given to somebody unasked: seen at once, and passed on where its person is gone."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from halfhour.desk.actions import routing
from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.conversation import add_note, reply
from halfhour.desk.actions.passing_on import not_now, opened, pass_on
from halfhour.desk.actions.presence import seen, set_presence
from halfhour.desk.actions.routing import drain, push
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import DeskSettings, EventKind, PresenceState, PushedContact, State, Ticket
from halfhour.desk.queries.pushed import just_given
from halfhour.people.access import access_to
from support.desk import a_ticket
from support.ledger import MONDAY

SECOND = timedelta(seconds=1)
BASE = "/t/support-hamburg/desk/"


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    """Do something with all that follows it."""

    def act_and_commit(act, **given):
        with django_capture_on_commit_callbacks(execute=True):
            return act(**given)

    return act_and_commit


@pytest.fixture
def chat(cast, run):
    """Ada is there and has it; Ben comes after her."""
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=MONDAY)
    ticket = run(a_ticket, cast=cast, channel="chat", queue="phone", subject="Locked out")
    set_presence(team=cast.team, user=cast.second_agent, state=PresenceState.AVAILABLE, at=MONDAY)
    assert _holder(ticket) == cast.agent
    return ticket


def _holder(ticket):
    return Ticket.objects.get(pk=ticket.pk).assignee


def _whys(ticket):
    events = ticket.events.filter(kind=EventKind.HANDED).order_by("id")
    return [each.reason.get("kind") for each in events]


def test_who_goes_away_before_answering_leaves_a_pushed_contact_to_the_next(cast, run, chat):
    opened(ticket=chat, by=cast.agent, at=MONDAY)
    run(set_presence, team=cast.team, user=cast.agent, state=PresenceState.AWAY, at=MONDAY + SECOND)
    assert _holder(chat) == cast.second_agent
    assert _whys(chat)[1:] == ["went_away", "only_person"]


def test_who_is_not_heard_of_any_more_leaves_it_too(cast, run, chat):
    opened(ticket=chat, by=cast.agent, at=MONDAY)
    later = MONDAY + timedelta(minutes=3)
    seen(team=cast.team, user=cast.second_agent, at=later)
    assert run(pass_on, at=later) == 1
    assert _holder(chat) == cast.second_agent
    assert run(pass_on, at=later) == 0


def test_what_was_answered_or_chosen_by_hand_stays(cast, run, chat):
    reply(ticket=chat, text="Hello", by=cast.agent, at=MONDAY + SECOND, then=State.OPEN)
    chosen = a_ticket(cast, channel="chat", queue="phone")
    assign_ticket(ticket=chosen, to=cast.agent, by=cast.lead, at=MONDAY)
    run(set_presence, team=cast.team, user=cast.agent, state=PresenceState.AWAY, at=MONDAY + 2 * SECOND)
    assert run(pass_on, at=MONDAY + timedelta(hours=1)) == 0
    assert {_holder(chat), _holder(chosen)} == {cast.agent}


def test_what_is_not_opened_within_a_minute_goes_to_somebody_else_and_does_not_come_back(cast, run, chat):
    assert run(pass_on, at=MONDAY + 59 * SECOND) == 0
    assert run(pass_on, at=MONDAY + 60 * SECOND) == 1
    assert _holder(chat) == cast.second_agent
    assert "not_opened" in _whys(chat)
    assert run(pass_on, at=MONDAY + 120 * SECOND) == 0  # Ada let it pass: nobody else is there
    assert _holder(chat) == cast.second_agent


def test_what_is_open_stays_and_so_does_all_where_the_team_never_passes_on(cast, run, chat):
    opened(ticket=chat, by=cast.agent, at=MONDAY + SECOND)
    assert run(pass_on, at=MONDAY + 90 * SECOND) == 0
    chat.pushes.update(opened_at=None)
    DeskSettings.objects.update_or_create(team=cast.team, defaults={"routing": {"open_seconds": 0}})
    assert run(pass_on, at=MONDAY + 90 * SECOND) == 0
    assert _holder(chat) == cast.agent


def test_not_now_gives_it_to_the_next_and_back_only_where_nobody_else_can(cast, run, chat):
    run(not_now, ticket=chat, by=cast.agent, at=MONDAY + SECOND)
    assert _holder(chat) == cast.second_agent
    with pytest.raises(DeskRefused, match="was not just given to you"):
        not_now(ticket=chat, by=cast.agent, at=MONDAY + SECOND)
    run(not_now, ticket=chat, by=cast.second_agent, at=MONDAY + 2 * SECOND)
    assert _holder(chat) is None
    for user in (cast.agent, cast.second_agent):
        seen(team=cast.team, user=user, at=MONDAY + 70 * SECOND)
    drain(team=cast.team, at=MONDAY + 70 * SECOND)
    assert _holder(chat) in (cast.agent, cast.second_agent)


def test_who_lets_it_pass_while_it_is_chosen_for_them_is_not_given_it_again(cast, chat, monkeypatch):
    not_now(ticket=chat, by=cast.agent, at=MONDAY + SECOND)
    PushedContact.objects.update(passed_at=None)
    set_presence(team=cast.team, user=cast.second_agent, state=PresenceState.AVAILABLE, at=MONDAY + SECOND)
    chosen = routing.choose

    def let_pass_meanwhile(desk, work, *, but):
        choice = chosen(desk, work, but=but)
        PushedContact.objects.filter(user__username=choice.person).update(passed_at=MONDAY + SECOND)
        return choice

    monkeypatch.setattr(routing, "choose", let_pass_meanwhile)
    assert drain(team=cast.team, at=MONDAY + 2 * SECOND) == 1
    assert _holder(chat) == cast.second_agent


def test_what_is_over_is_forgotten_after_a_while(cast, run, chat):
    reply(ticket=chat, text="Hello", by=cast.agent, at=MONDAY + SECOND, then=State.OPEN)
    pass_on(MONDAY + 599 * SECOND)
    assert chat.pushes.get().is_standing
    pass_on(MONDAY + 600 * SECOND)
    assert not chat.pushes.get().is_standing


def test_the_page_says_what_was_just_given_to_its_reader_until_they_open_it(cast, chat):
    client, other = cast.client(cast.agent), cast.client(cast.second_agent)
    page = client.get(f"{BASE}pushed/").content.decode()
    assert f"Ticket {chat.number} is yours: Locked out" in page
    assert "Not now" in client.get(f"{BASE}{chat.number}/").content.decode()
    assert "Locked out" not in other.get(f"{BASE}pushed/").content.decode()
    assert other.post(f"{BASE}{chat.number}/not-now/").status_code == 409
    client.post(f"{BASE}{chat.number}/looking/")
    assert just_given(access_to(cast.agent, cast.team)) == ()
    done = client.post(f"{BASE}{chat.number}/not-now/", headers={"HX-Request": "true"})
    assert "goes to the next who can take it" in done.content.decode()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks no rows")
@pytest.mark.django_db(transaction=True)
def test_what_goes_on_for_two_reasons_at_once_goes_on_once(cast):
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=MONDAY)
    ticket = a_ticket(cast, channel="chat", queue="phone")
    assert _holder(ticket) == cast.agent
    late, ready = MONDAY + 61 * SECOND, Barrier(2)
    set_presence(team=cast.team, user=cast.second_agent, state=PresenceState.AVAILABLE, at=late)

    def decline():
        ready.wait(10)
        try:
            not_now(ticket=ticket, by=cast.agent, at=late)
        except DeskRefused:
            pass
        finally:
            connection.close()

    thread = Thread(target=decline)
    thread.start()
    ready.wait(10)
    pass_on(at=late)
    thread.join()
    given_back = [each for each in _whys(ticket) if each in ("not_now", "not_opened")]
    assert len(given_back) == 1
    assert _holder(ticket) == cast.second_agent


def test_what_a_lead_gives_to_whom_it_was_given_unasked_stays_with_them(cast, run, chat):
    run(assign_ticket, ticket=chat, to=cast.agent, by=cast.lead, at=MONDAY + SECOND)
    run(set_presence, team=cast.team, user=cast.agent, state=PresenceState.AWAY, at=MONDAY + 2 * SECOND)
    assert _holder(chat) == cast.agent


def test_who_did_something_to_what_was_given_to_them_is_at_work_though_its_page_was_never_opened(cast):
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=MONDAY)
    ticket = a_ticket(cast, channel="chat", queue="email")
    push(ticket_id=ticket.pk, at=MONDAY)
    ticket.refresh_from_db()
    assert ticket.assignee == cast.agent
    set_presence(team=cast.team, user=cast.second_agent, state=PresenceState.AVAILABLE, at=MONDAY)
    add_note(ticket=ticket, text="By another way", by=cast.agent, at=MONDAY + timedelta(seconds=10))
    later = MONDAY + timedelta(minutes=5)
    for user in (cast.agent, cast.second_agent):
        seen(team=cast.team, user=user, at=later)
    pass_on(later)
    ticket.refresh_from_db()
    assert ticket.assignee == cast.agent
