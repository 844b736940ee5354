"""Tells browsers to look at a ticket, a list or a board again. It carries no content, only where to look.

A message that is lost is a late look, never a wrong page: pages ask on their own now and then. So nobody
waits until one is sent, where the server's loop can send it.
"""

import asyncio
import logging
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)
TOGETHER_SECONDS = 0.1  # what is said within it is sent at once

Said = dict[str, Any]
_loops: list[asyncio.AbstractEventLoop] = []
_waiting: dict[int, list[Said]] = {}  # for each team; touched by the loop alone
_sending: set[asyncio.Task[None]] = set()


def send_by(loop: asyncio.AbstractEventLoop) -> None:
    """From now on messages are sent by this loop, the server's."""
    _loops[:] = [loop]
    _waiting.clear()  # what another was to send when it stopped would keep all that follows


def team_group(team_id: int) -> str:
    return f"desk.{team_id}"


def look_again(*, team_id: int, number: int | None = None, revision: int | None = None) -> None:
    """A ticket changed (`number`), or something about the whole desk (None)."""
    _send(team_id, {"look": "again", "ticket": number, "revision": revision})


def look_who(*, team_id: int, number: int) -> None:
    """Somebody opened or closed a ticket, or began to write on it; the ticket itself is as it was."""
    _send(team_id, {"look": "who", "ticket": number})


def _send(team_id: int, message: Said) -> None:
    try:
        if _loops and _loops[0].is_running():
            _loops[0].call_soon_threadsafe(_soon, team_id, message)
        else:
            async_to_sync(_sent)(team_id, [message])
    except Exception:  # the loop may be going just now; pages ask on their own
        logger.warning("no live update for team %s", team_id, exc_info=True)


def _soon(team_id: int, message: Said) -> None:
    if team_id in _waiting:
        _waiting[team_id].append(message)
        return
    _waiting[team_id] = [message]
    sending = asyncio.ensure_future(_sent_together(team_id))
    _sending.add(sending)
    sending.add_done_callback(_sending.discard)


async def _sent_together(team_id: int) -> None:
    try:
        await asyncio.sleep(TOGETHER_SECONDS)
    finally:
        messages = _waiting.pop(team_id)
    await _sent(team_id, messages)


async def _sent(team_id: int, messages: list[Said]) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        await layer.group_send(team_group(team_id), {"said": messages})
    except Exception:  # the layer may be away; pages ask on their own
        logger.warning("no live update for team %s", team_id, exc_info=True)
