"""The socket of a job's page. It carries no content, only "look again"."""

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.http import Http404

from halfhour.jobs.access import open_job
from halfhour.jobs.live import group_of


class JobConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    """Refuses whoever may not see the job; otherwise passes on each "look again"."""

    group = ""

    async def connect(self) -> None:
        user, job_id = self.scope["user"], self.scope["url_route"]["kwargs"]["job"]
        if not user.is_authenticated:
            await self.close(code=4401)
            return
        try:
            await database_sync_to_async(open_job)(user, job_id)
        except Http404:
            await self.close(code=4404)
            return
        self.group = group_of(job_id)
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def look_again(self, event: dict[str, Any]) -> None:
        await self.send_json({"look": "again"})
