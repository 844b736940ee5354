"""Live: who is let in, what is said over the socket, who looks and who writes."""

import asyncio
import json
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from channels.layers import InMemoryChannelLayer
from channels.routing import URLRouter
from django.contrib.auth.models import AnonymousUser

from halfhour.desk import consumers, ears, live
from halfhour.desk.actions.assigning import take_ticket
from halfhour.desk.actions.conversation import add_note
from halfhour.desk.actions.viewing import look_at, look_away
from halfhour.desk.models import Ticket, Viewing
from halfhour.desk.queries.notices import unread_count
from halfhour.desk.queries.ticket_page import who_is_looking
from halfhour.desk.sockets import websocket_routes
from halfhour.people.access import access_to
from halfhour.people.models import User
from support.desk import a_ticket
from support.ledger import MONDAY
from support.socket import Socket

PATH = "/ws/t/support-hamburg/desk/"
SECOND = timedelta(seconds=1)


@pytest.mark.django_db(transaction=True)
def test_the_socket_opens_to_whom_the_pages_open_and_says_only_where_to_look(cast):
    async def story() -> list:
        application = URLRouter(websocket_routes)
        refused = [
            await Socket(application, PATH, user=user).is_let_in()
            for user in (AnonymousUser(), cast.stranger)
        ]
        socket = Socket(application, PATH, user=cast.agent)
        assert await socket.is_let_in()
        await database_sync_to_async(live.look_again)(team_id=cast.team.pk, number=7, revision=3)
        heard = [await socket.hear()]
        await database_sync_to_async(live.look_who)(team_id=cast.team.pk, number=7)
        heard.append(await socket.hear())
        await socket.close()
        return [refused, *heard]

    refused, again, who = async_to_sync(story)()
    assert refused == [False, False]
    assert again == [{"look": "again", "ticket": 7, "revision": 3}]
    assert who == [{"look": "who", "ticket": 7}]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["leaves", "is switched off"])
def test_who_no_longer_belongs_to_the_team_hears_no_more_of_it(cast, monkeypatch, how):
    monkeypatch.setattr(consumers, "ASKED_AGAIN_AFTER", 0.02)

    def go() -> None:
        if how == "leaves":
            cast.team.members.filter(user=cast.agent).delete()
        else:
            User.objects.filter(pk=cast.agent.pk).update(is_active=False)

    async def story() -> int:
        socket = Socket(URLRouter(websocket_routes), PATH, user=cast.agent)
        assert await socket.is_let_in()
        await asyncio.sleep(0.1)
        await database_sync_to_async(go)()
        return await socket.closed_with()

    assert async_to_sync(story)() == consumers.NOT_ALLOWED


def test_others_see_who_looks_and_who_writes_until_they_stop(cast):
    ticket = a_ticket(cast)
    look_at(ticket=ticket, by=cast.agent, is_typing=True, is_active=True, at=MONDAY)
    (seen,) = who_is_looking(ticket, but=cast.second_agent, at=MONDAY + SECOND)
    assert (seen.person, seen.is_typing) == (cast.agent, True)
    assert who_is_looking(ticket, but=cast.agent, at=MONDAY) == ()
    assert not who_is_looking(ticket, but=cast.second_agent, at=MONDAY + 30 * SECOND)[0].is_typing
    assert who_is_looking(ticket, but=cast.second_agent, at=MONDAY + 60 * SECOND) == ()
    look_away(ticket=ticket, by=cast.agent)
    assert not Viewing.objects.exists()


def test_only_the_holder_at_work_adds_to_handle_time(cast):
    ticket = a_ticket(cast)
    take_ticket(ticket=ticket, by=cast.agent, at=MONDAY)
    ticket.refresh_from_db()
    for at, is_active in ((0, True), (15, True), (30, False), (45, True), (600, True)):
        for who in (cast.agent, cast.second_agent):
            look_at(ticket=ticket, by=who, is_typing=False, is_active=is_active, at=MONDAY + at * SECOND)
    assert Ticket.objects.get().handle_seconds == 30.0


def test_looking_is_told_softly_and_stops_nobody(cast):
    ticket = a_ticket(cast)
    address = f"/t/support-hamburg/desk/{ticket.number}/looking/"
    assert cast.client(cast.second_agent).post(address, {"typing": "yes"}).status_code == 200
    told = cast.client(cast.agent).post(address, {"active": "yes"}).content.decode()
    assert "Ben is writing" in told
    assert cast.client(cast.second_agent).post(address, {"left": "yes"}).status_code == 204
    assert "Ben" not in cast.client(cast.agent).post(address).content.decode()


def test_who_has_a_ticket_before_them_has_read_what_they_were_told_of_it(cast):
    ticket, other = a_ticket(cast), a_ticket(cast)
    for each in (ticket, other):
        add_note(ticket=each, text="@ada look", by=cast.second_agent, at=MONDAY)
    client, address = cast.client(cast.agent), f"/t/support-hamburg/desk/{ticket.number}/looking/"
    assert "X-Notices-Read" not in client.post(address).headers  # the page is open, and nobody is at it
    assert unread_count(access_to(cast.agent, cast.team)) == 2
    assert "X-Notices-Read" in client.post(address, {"active": "yes"}).headers
    assert unread_count(access_to(cast.agent, cast.team)) == 1
    assert "X-Notices-Read" not in client.post(address, {"active": "yes"}).headers


class Page:
    """A socket that remembers what it was told, or takes nothing."""

    def __init__(self, *, is_stuck=False):
        self.heard, self.is_stuck, self.is_closed = [], is_stuck, False

    async def send(self, *, text_data):
        if self.is_stuck:
            await asyncio.sleep(60)
        self.heard.append(json.loads(text_data))

    async def close(self):
        self.is_closed = True


@pytest.mark.django_db(transaction=True)
def test_all_pages_are_told_of_everything_though_one_takes_nothing(cast, monkeypatch):
    """What follows within a moment comes together, of each ticket the newest; who leaves is told no more."""

    monkeypatch.setattr(ears, "EVERY_SECONDS", 0.05)
    monkeypatch.setattr(ears, "LONGEST_SECONDS", 0.01)
    pages = [Page(), Page(), Page(is_stuck=True)]

    async def story():
        await asyncio.gather(*(ears.join("desk.1", page) for page in pages))
        say = database_sync_to_async(live.look_again)
        for number, revision in ((1, 1), (2, 1), (2, 3), (2, 2), (3, 1)):
            await say(team_id=1, number=number, revision=revision)
        await asyncio.sleep(0.2)
        await ears.leave("desk.1", pages[1])
        await say(team_id=1, number=4, revision=1)
        await asyncio.sleep(0.2)
        for page in pages:
            await ears.leave("desk.1", page)

    async_to_sync(story)()
    told = [[(each["ticket"], each["revision"]) for said in page.heard for each in said] for page in pages]
    assert told[0] == [*told[1], (4, 1)]
    assert told[0][0] == (1, 1)
    assert dict(told[0]) == {1: 1, 2: 3, 3: 1, 4: 1}
    assert len(pages[1].heard) < 5
    assert (pages[2].heard, pages[2].is_closed) == ([], True)


class Layer(InMemoryChannelLayer):
    """A layer that may be away."""

    is_away = False

    async def new_channel(self, prefix: str = "specific") -> str:
        if self.is_away:
            raise ConnectionError
        return await super().new_channel(prefix)

    async def receive(self, channel: str) -> dict:
        said = await super().receive(channel)
        if self.is_away:
            raise ConnectionError
        return said


def test_who_comes_back_after_the_layer_was_away_hears_again(monkeypatch):
    layer = Layer()
    monkeypatch.setattr(ears, "get_channel_layer", lambda: layer)

    async def hears(page: Page) -> None:
        while not page.heard:
            await asyncio.sleep(0)

    async def say() -> None:
        await layer.group_send("desk.1", {"said": [{"look": "again", "ticket": 7}]})

    async def story() -> list[Page]:
        first, second, third = Page(), Page(), Page()
        layer.is_away = True
        with pytest.raises(ConnectionError):
            await ears.join("desk.1", first)
        layer.is_away = False
        await ears.join("desk.1", second)
        await say()
        await hears(second)
        layer.is_away = True
        await say()
        while not second.is_closed:
            await asyncio.sleep(0)
        layer.is_away = False
        await ears.join("desk.1", third)  # before the second is known to have gone
        await ears.leave("desk.1", second)
        await say()
        await hears(third)
        await ears.leave("desk.1", third)
        return [first, second, third]

    assert [len(page.heard) for page in asyncio.run(asyncio.wait_for(story(), 10))] == [0, 1, 1]
    assert not any(layer.groups.values())
