"""The server's way in: pages over HTTP, "look again" over WebSocket, and what is made ready at its start."""

import os
from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halfhour.settings")
pages = get_asgi_application()

# These need the application registry.
from halfhour.jobs.routing import websocket_routes  # noqa: E402
from halfhour.planning.adapter.what_if import begin_warming  # noqa: E402


async def lifespan(_scope: dict[str, Any], receive: Any, send: Any) -> None:
    """When the server starts, the simulator is made ready in the background: no page waits for it."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            begin_warming()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


application = ProtocolTypeRouter(
    {
        "lifespan": lifespan,
        "http": pages,
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_routes))),
    }
)
