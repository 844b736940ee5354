"""What the server does with a request beside answering it: nothing stays open, whoever goes when."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.http import FileResponse, HttpRequest

from halfhour.asgi import Pages

SCOPE = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}


class Files(Pages):
    """Answers everything with one file."""

    def __init__(self, file: Any) -> None:
        super().__init__()
        self.file, self.asked = file, 0

    def get_response(self, request: HttpRequest) -> FileResponse:  # type: ignore[override]
        self.asked += 1
        return FileResponse(self.file)


@pytest.fixture
def files(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"x" * 200_000)
    return Files(path.open("rb"))


def test_a_file_is_sent_whole_and_closed(files):
    async def sent() -> int:
        talk = ApplicationCommunicator(files, SCOPE)
        await talk.send_input({"type": "http.request"})
        assert (await talk.receive_output(5))["status"] == 200
        size, more = 0, True
        while more:
            message = await talk.receive_output(5)
            size, more = size + len(message.get("body", b"")), message.get("more_body", False)
        await talk.wait(5)
        return size

    assert asyncio.run(sent()) == 200_000
    assert files.file.closed


def test_a_file_is_closed_though_nobody_is_left_to_take_it(files):
    async def ask() -> dict[str, Any]:
        return {"type": "http.request"}

    async def is_gone(_message: Any) -> None:
        raise OSError

    with suppress(OSError):
        asyncio.run(files(SCOPE, ask, is_gone))
    assert (files.asked, files.file.closed) == (1, True)


def test_who_goes_before_they_have_asked_is_answered_nothing(files):
    async def goes() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    asyncio.run(files(SCOPE, goes, goes))
    assert files.asked == 0
    files.file.close()
