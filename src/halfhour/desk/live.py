"""Tells browsers to look at a ticket, a list or a board again. It carries no content, only where to look.

A message that is lost is a late look, never a wrong page: pages ask on their own now and then. So nobody
waits until one is sent, where the server's loop can send it.
"""

import asyncio
import logging
from concurrent.futures import Future
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)
_loops: list[asyncio.AbstractEventLoop] = []


def send_by(loop: asyncio.AbstractEventLoop) -> None:
    """From now on messages are sent by this loop, the server's."""
    _loops[:] = [loop]


def team_group(team_id: int) -> str:
    return f"desk.{team_id}"


def look_again(*, team_id: int, number: int | None = None, revision: int | None = None) -> None:
    """A ticket changed (`number`), or something about the whole desk (None)."""
    _send(team_id, {"look": "again", "ticket": number, "revision": revision})


def look_who(*, team_id: int, number: int) -> None:
    """Somebody opened or closed a ticket, or began to write on it; the ticket itself is as it was."""
    _send(team_id, {"look": "who", "ticket": number})


def _send(team_id: int, message: dict[str, Any]) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        if _loops and _loops[0].is_running():
            sending = layer.group_send(team_group(team_id), message)
            asyncio.run_coroutine_threadsafe(sending, _loops[0]).add_done_callback(_warn)
        else:
            async_to_sync(layer.group_send)(team_group(team_id), message)
    except Exception:  # the layer or the loop may be away; pages ask on their own
        logger.warning("no live update for team %s", team_id, exc_info=True)


def _warn(sent: "Future[Any]") -> None:
    if not sent.cancelled() and sent.exception() is not None:
        logger.warning("no live update", exc_info=sent.exception())
