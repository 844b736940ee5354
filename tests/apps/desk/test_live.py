"""Live: who is let in, what is said over the socket, who looks and who writes."""

import asyncio
import json
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from channels.routing import URLRouter
from django.contrib.auth.models import AnonymousUser

from halfhour.desk import ears, live
from halfhour.desk.actions.assigning import take_ticket
from halfhour.desk.actions.viewing import look_at, look_away
from halfhour.desk.models import Ticket, Viewing
from halfhour.desk.queries.ticket_page import who_is_looking
from halfhour.desk.sockets import websocket_routes
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


@pytest.mark.django_db(transaction=True)
def test_all_pages_are_told_of_everything_though_one_takes_nothing(cast, monkeypatch):
    """What follows within a moment comes together, of each ticket the newest; who leaves is told no more."""

    class Page:
        def __init__(self, *, is_stuck=False):
            self.heard, self.is_stuck, self.is_closed = [], is_stuck, False

        async def send(self, *, text_data):
            if self.is_stuck:
                await asyncio.sleep(60)
            self.heard.append(json.loads(text_data))

        async def close(self):
            self.is_closed = True

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
