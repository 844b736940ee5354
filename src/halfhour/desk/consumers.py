"""The socket of the desk's pages. It carries no content, only which ticket to look at again."""

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.core.exceptions import PermissionDenied
from django.http import Http404

from halfhour.desk import ears
from halfhour.desk.live import team_group
from halfhour.people.access import Permission, TeamAccess, open_team
from halfhour.people.models import User

NOT_SIGNED_IN, NOT_ALLOWED, NO_SUCH_TEAM = 4401, 4403, 4404


class DeskConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    """Lets in whoever may see the team's tickets, by the same door as its pages.

    What is sent, a list of what was said within a moment, says which number to ask for; whether it is
    answered, the page's own door decides.
    """

    group = ""

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

    def _access(self) -> TeamAccess:
        slug = self.scope["url_route"]["kwargs"]["team"]
        return open_team(self.scope["user"], slug, needs=Permission.SEE_TICKETS)

    async def disconnect(self, code: int) -> None:
        if self.group:
            await ears.leave(self.group, self)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """Pages say nothing here: what they do goes through their own doors."""
