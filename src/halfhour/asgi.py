"""The server's way in: pages over HTTP, "look again" over WebSocket, and what runs as long as it does."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from contextvars import copy_context
from functools import partial
from typing import IO, Any

from asgiref.sync import sync_to_async
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.conf import settings
from django.core import signals
from django.core.asgi import get_asgi_application
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.http import FileResponse
from django.urls import set_script_prefix

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halfhour.settings")
get_asgi_application()  # sets Django up


# After so many new objects Python looks for circles of rubbish: requests make hundreds, and hardly a circle.
RUBBISH = (20_000, 20, 50)
THREADS = 32  # above the connections to PostgreSQL that requests share


class Pages(ASGIHandler):
    """Each request in one thread from its first signal to its last.

    None of them waits for anything asynchronous: passed back and forth between the loop and threads, as
    Django does, each with a thread of its own, a request takes half as long again.
    """

    def __init__(self) -> None:
        super().__init__()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="pages")

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def handle(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        try:
            answering = partial(copy_context().run, self._answered, scope, body)
            response = await asyncio.get_running_loop().run_in_executor(self._threads, answering)
            await self.send_response(response, send)
        finally:
            body.close()

    def _answered(self, scope: Any, body: IO[bytes]) -> Any:
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=type(self), scope=scope)
        request, refused = self.create_request(scope, body)
        response: Any = self.get_response(request) if request else refused
        response._handler_class = type(self)
        # Others can use its connection and its file while this answer goes out, however slowly.
        with closing(response):
            if isinstance(response, FileResponse):
                response.block_size = self.chunk_size
            if response.streaming:  # Django would read all of it too before the first of it leaves
                response.streaming_content = _in_turn(list(response))
        return response


async def _in_turn(parts: Sequence[bytes]) -> AsyncIterator[bytes]:
    for each in parts:
        yield each


pages = Pages()

# These need the application registry.
from halfhour.desk import sockets as desk_sockets  # noqa: E402
from halfhour.desk.adapter.triage import get_ready  # noqa: E402
from halfhour.desk.live import send_by  # noqa: E402
from halfhour.jobs.routing import websocket_routes as job_routes  # noqa: E402
from halfhour.jobs.schedule import Clockwork  # noqa: E402
from halfhour.planning.adapter.what_if import begin_warming  # noqa: E402
from halfhour.shared_connections import share_connections  # noqa: E402


async def lifespan(_scope: dict[str, Any], receive: Any, send: Any) -> None:
    """When the server starts, the simulator is made ready in the background: no page waits for it.

    Scheduled work runs here unless Redis carries live updates from the workers.
    """
    clockwork = None if settings.REDIS_URL else Clockwork()
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            share_connections()
            send_by(asyncio.get_running_loop())
            gc.set_threshold(*RUBBISH)
            gc.freeze()  # what is loaded now stays: it is not looked through for rubbish again and again
            begin_warming()
            get_ready()
            if clockwork:
                clockwork.start()
        if message["type"] == "lifespan.shutdown" and clockwork:
            await sync_to_async(clockwork.stop)()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


application = ProtocolTypeRouter(
    {
        "lifespan": lifespan,
        "http": pages,
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(URLRouter([*job_routes, *desk_sockets.websocket_routes]))
        ),
    }
)
