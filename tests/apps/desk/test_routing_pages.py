"""The key for the next contact, the switch of who is there, the settings of routing, the page of promises."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.presence import set_presence
from halfhour.desk.actions.promising import promise
from halfhour.desk.actions.routing import push, take_next
from halfhour.desk.adapter.routing import CHANNELS
from halfhour.desk.models import DeskSettings, Presence, PresenceState, Ticket
from halfhour.people.access import access_to
from support.desk import a_ticket


def _url(cast, name):
    return reverse(f"desk:{name}", kwargs={"team": cast.team.slug})


def test_one_key_opens_the_next_ticket_or_says_why_there_is_none(cast):
    client, ticket = cast.client(cast.agent), a_ticket(cast, at=timezone.now())
    script = {"HTTP_ACCEPT": "application/json"}
    none = client.post(_url(cast, "next"), **script).json()
    assert (none["number"], none["said"]) == (
        None,
        "You are set to “Away”. Set yourself to “Available” to take contacts.",
    )
    client.post(_url(cast, "presence"), {"state": "available"})
    given = client.post(_url(cast, "next"), **script).json()
    assert given == {
        "number": ticket.number,
        "url": f"/t/{cast.team.slug}/desk/{ticket.number}/",
        "said": "Nothing else waits that could be taken now.",
    }
    assert client.post(_url(cast, "next")).headers["Location"] == given["url"]  # it is in hand already


def test_who_has_their_hands_full_is_told_how_many_wait_and_why_no_more_is_given(cast):
    client, script = cast.client(cast.agent), {"HTTP_ACCEPT": "application/json"}
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=timezone.now())
    first = a_ticket(cast, at=timezone.now())
    client.post(_url(cast, "next"), **script)
    alone = client.post(_url(cast, "next"), **script).json()
    assert (alone["number"], alone["said"]) == (
        first.number,
        "Nothing waits that you could take: go on with this one, which you have in hand.",
    )
    for _each in range(2):
        a_ticket(cast, at=timezone.now())
    full = client.post(_url(cast, "next"), **script).json()
    assert (full["number"], full["said"]) == (
        first.number,
        "You have 1 contact in hand, as many as you may: go on with this one. 2 more wait in the line.",
    )


def test_the_switch_says_what_one_said_and_what_ones_day_is(cast):
    client = cast.client(cast.agent)
    page = client.post(_url(cast, "presence"), {"state": "busy"}, HTTP_HX_REQUEST="true").content.decode()
    assert 'value="busy" aria-pressed="true"' in page
    assert "no plan today" in page
    assert "every 45s" in client.post(_url(cast, "seen")).content.decode()
    assert client.post(_url(cast, "presence"), {"state": "asleep"}).status_code == 200
    assert Presence.objects.get(user=cast.agent).state == PresenceState.BUSY


def _given(**changed):
    ways = {f"way_{channel}": "next" for channel in CHANNELS}
    rooms = {f"room_{channel}": "" for channel in CHANNELS}
    return {
        **ways,
        **rooms,
        "growth_percent": "10",
        "know_percent": "50",
        "open_seconds": "60",
        "revision": "1",
    } | changed


def test_routing_is_set_by_channel_and_says_who_changed_what(cast):
    client = cast.client(cast.lead)
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=timezone.now())
    saved = client.post(_url(cast, "routing"), _given(room_email="2", takes_without_plan="on"))
    assert saved.status_code == 302
    for _each in range(2):
        a_ticket(cast, at=timezone.now())
        take_next(access=access_to(cast.agent, cast.team), at=timezone.now())
    assert Ticket.objects.filter(assignee=cast.agent).count() == 2
    page = client.get(_url(cast, "routing")).content.decode()
    assert "E-mail: at once 2, before as the queue has it" in page
    assert DeskSettings.objects.get(team=cast.team).routing["room"] == {"email": 2}  # only what was set
    assert "Lena" in page


def test_a_chat_comes_beside_a_mail_in_hand_where_chats_may_interrupt(cast):
    at, access = timezone.now(), access_to(cast.agent, cast.team)
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=at)
    a_ticket(cast, at=at)
    mail = take_next(access=access, at=at)[0]
    chat = a_ticket(cast, channel="chat", queue="phone", at=at)
    given = {"way_chat": "push", "way_phone": "push", "interrupts_chat": "on", "takes_without_plan": "on"}
    assert push(ticket_id=chat.pk, at=at).assignee is None
    page = cast.client(cast.lead).post(_url(cast, "routing"), _given(**given), follow=True).content.decode()
    assert "Chat: may interrupt" in page
    assert push(ticket_id=chat.pk, at=at).assignee == cast.agent
    assert Ticket.objects.get(pk=mail.pk).assignee == cast.agent


def test_routing_refuses_what_cannot_be_and_what_somebody_else_saved_meanwhile(cast):
    client = cast.client(cast.lead)
    wrong = client.post(_url(cast, "routing"), _given(room_chat="0", growth_percent="80"))
    assert wrong.status_code == 200
    assert not DeskSettings.objects.filter(team=cast.team).exclude(routing={}).exists()
    client.post(_url(cast, "routing"), _given(room_chat="3"))
    late = client.post(_url(cast, "routing"), _given(room_chat="4")).content.decode()
    assert "Somebody else changed the desk" in late
    assert 'value="4"' in late  # nothing typed is lost
    assert DeskSettings.objects.get(team=cast.team).routing["room"]["chat"] == 3


def test_few_promises_say_nothing_of_a_share(cast):
    at = timezone.now() - timedelta(days=30)
    promise(ticket=a_ticket(cast, at=at), at=at)
    page = cast.client(cast.planner).get(_url(cast, "promises")).content.decode()
    assert "too few to say" in page


def test_only_what_is_given_away_may_interrupt(cast):
    page = cast.client(cast.lead).post(_url(cast, "routing"), _given(interrupts_email="on")).content.decode()
    assert "Only what is given away as it comes can interrupt." in page
    assert not DeskSettings.objects.filter(team=cast.team).exclude(routing={}).exists()


def test_who_has_no_block_now_is_told_so_and_led_to_what_they_have_in_hand(cast):
    at = timezone.now()
    settings = {"takes_without_plan": False}
    DeskSettings.objects.update_or_create(team=cast.team, defaults={"routing": settings})
    set_presence(team=cast.team, user=cast.agent, state=PresenceState.AVAILABLE, at=at)
    held = a_ticket(cast, at=at)
    assign_ticket(ticket=held, to=cast.agent, by=cast.agent, at=at)
    a_ticket(cast, at=at)
    said = cast.client(cast.agent).post(_url(cast, "next"), HTTP_ACCEPT="application/json").json()
    assert (said["number"], said["said"]) == (
        held.number,
        "Nothing waits that your skills allow you to take. Go on with this one, which you have in hand.",
    )
