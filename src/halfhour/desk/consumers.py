"""The socket of the desk's pages. It carries no content, only which ticket to look at again."""

import asyncio
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.core.exceptions import PermissionDenied
from django.http import Http404

from halfhour.desk import ears
from halfhour.desk.live import team_group
from halfhour.people.access import Permission, TeamAccess, open_team
from halfhour.people.models import User

ASKED_AGAIN_AFTER = 300  # seconds
NOT_SIGNED_IN, NOT_ALLOWED, NO_SUCH_TEAM = 4401, 4403, 4404


class DeskConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    """Lets in whoever may see the team's tickets, by the same door as its pages.

    What is sent, a list of what was said within a moment, says which number to ask for; whether it is
    answered, the page's own door decides. The door is asked again every few minutes, so that whoever leaves
    the team hears no more of it.
    """

    group = ""
    guard: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        user: User = self.scope["user"]
        if not user.is_authenticated:
            await self.close(code=NOT_SIGNED_IN)
            return
        try:
            access = await database_sync_to_async(self._access)()
        except PermissionDenied:
            await self.close(code=NOT_ALLOWED)
            return
        except Http404:
            await self.close(code=NO_SUCH_TEAM)
            return
        self.group = team_group(access.team.pk)
        await self.accept()
        await ears.join(self.group, self)
        self.guard = asyncio.create_task(self._ask_again())

    async def _ask_again(self) -> None:
        while True:
            await asyncio.sleep(ASKED_AGAIN_AFTER)
            try:
                await database_sync_to_async(self._access)()
            except (PermissionDenied, Http404):
                await self.close(code=NOT_ALLOWED)
                return

    def _access(self) -> TeamAccess:
        slug = self.scope["url_route"]["kwargs"]["team"]
        user = User.objects.filter(pk=self.scope["user"].pk, is_active=True).first()
        if user is None:
            raise PermissionDenied
        return open_team(user, slug, needs=Permission.SEE_TICKETS)

    async def disconnect(self, code: int) -> None:
        if self.guard is not None:
            self.guard.cancel()
        if self.group:
            await ears.leave(self.group, self)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """Pages say nothing here: what they do goes through their own doors."""
