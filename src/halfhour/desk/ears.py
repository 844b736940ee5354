"""Those of a team who listen in this process are told together: one ear on the channel layer, many sockets.

What is said within a moment is put together once and sent to all. So two hundred pages cost a busy desk
little, and none of them waits longer than that moment.
"""

import asyncio
import json
import logging
from collections.abc import Iterable
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)
EVERY_SECONDS = 0.2  # a single message is told at once, those that follow so often
LONGEST_SECONDS = 5.0  # who takes no message for so long is let go; their page comes back and looks at all

Said = dict[str, Any]


class Socket(Protocol):
    async def send(self, *, text_data: str) -> None: ...
    async def close(self) -> None: ...


async def join(group: str, socket: Socket) -> None:
    """Tell this socket from now on what is said to the group."""
    ears = _ears_here()
    ear = ears.get(group)
    if ear is None:
        ear = ears[group] = _Ear(group)
    ear.sockets.add(socket)
    try:
        await asyncio.shield(ear.opened)
    except BaseException:  # the next who comes finds no ear that could not be opened, and opens another
        await leave(group, socket)
        raise


async def leave(group: str, socket: Socket) -> None:
    """Tell it no more; the last who leaves closes the ear."""
    ear = _ears_here().get(group)
    if ear is None:
        return
    ear.sockets.discard(socket)
    if not ear.sockets:
        ear.forget()
        await ear.close()


class _Ear:
    """What is said to one group, told to all who listen."""

    def __init__(self, group: str) -> None:
        self.sockets: set[Socket] = set()
        self.opened = asyncio.ensure_future(self._open())
        self._group, self._layer, self._channel = group, get_channel_layer(), ""
        self._said: list[Said] = []
        self._is_said = asyncio.Event()
        self._work: list[asyncio.Task[None]] = []

    async def _open(self) -> None:
        self._channel = await self._layer.new_channel()
        await self._layer.group_add(self._group, self._channel)
        self._telling = asyncio.create_task(self._tell())
        self._work = [asyncio.create_task(self._hear()), self._telling]

    def forget(self) -> None:
        """Whoever comes from now on opens another."""
        if _ears_here().get(self._group) is self:
            del _ears_here()[self._group]

    async def close(self) -> None:
        await asyncio.wait([self.opened])
        for task in self._work:
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)
        if self._channel:
            await self._layer.group_discard(self._group, self._channel)

    async def _hear(self) -> None:
        try:
            while True:
                heard = await self._layer.receive(self._channel)
                # The list of now: another may have taken its place meanwhile.
                self._said.extend(heard["said"])
                self._is_said.set()
        except Exception:  # nothing is heard any more: pages come back and look at everything
            logger.warning("live updates of %s broke off", self._group, exc_info=True)
            self.forget()
            self._telling.cancel()
            closing = [each.close() for each in tuple(self.sockets)]
            gone = self._layer.group_discard(self._group, self._channel)
            await asyncio.gather(gone, *closing, return_exceptions=True)

    async def _tell(self) -> None:
        while True:
            await self._is_said.wait()
            self._is_said.clear()
            said, self._said = self._said, []
            text = json.dumps(_newest(said))
            await asyncio.gather(*(self._send(each, text) for each in tuple(self.sockets)))
            await asyncio.sleep(EVERY_SECONDS)

    async def _send(self, socket: Socket, text: str) -> None:
        try:
            await asyncio.wait_for(socket.send(text_data=text), LONGEST_SECONDS)
        except Exception:  # it is gone, or takes nothing: others are told all the same
            self.sockets.discard(socket)
            closing = asyncio.wait_for(socket.close(), LONGEST_SECONDS)
            await asyncio.gather(closing, return_exceptions=True)


def _newest(said: Iterable[Said]) -> list[Said]:
    """Of each ticket the newest that was said, in the order in which it came up."""
    newest: dict[tuple[Any, Any], Said] = {}
    for each in said:
        key = each["look"], each["ticket"]
        if key not in newest or (each.get("revision") or 0) >= (newest[key].get("revision") or 0):
            newest[key] = each
    return list(newest.values())


_ears: "WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, _Ear]]" = WeakKeyDictionary()


def _ears_here() -> dict[str, _Ear]:
    return _ears.setdefault(asyncio.get_running_loop(), {})
