"""The server's way in: pages over HTTP, "look again" over WebSocket, and what runs as long as it does."""

import os
from typing import Any

from asgiref.sync import sync_to_async
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halfhour.settings")
pages = get_asgi_application()

# These need the application registry.
from halfhour.desk import sockets as desk_sockets  # noqa: E402
from halfhour.jobs.routing import websocket_routes as job_routes  # noqa: E402
from halfhour.jobs.schedule import Clockwork  # noqa: E402
from halfhour.planning.adapter.what_if import begin_warming  # noqa: E402


async def lifespan(_scope: dict[str, Any], receive: Any, send: Any) -> None:
    """When the server starts, the simulator is made ready in the background: no page waits for it.

    Scheduled work runs here unless Redis carries live updates from the workers.
    """
    clockwork = None if settings.REDIS_URL else Clockwork()
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            begin_warming()
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
