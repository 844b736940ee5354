"""What the reference says of the API is so: its examples work, its scopes are the scopes there are."""

import json
import re
from pathlib import Path

import pytest

from halfhour.api.api import api
from halfhour.api.scopes import SCOPES
from support.api import Program

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "reference/api.md").read_text("utf-8")
FIRST_PROGRAM = (DOCS / "howto/use-the-api.md").read_text("utf-8")
OPERATION = re.compile(r"^\| `([a-z_]+)` \| `([A-Z]+) (\S+)` \|", re.MULTILINE)
EXAMPLE = re.compile(r"```http\n(GET|POST|PATCH) (/api/v1\S*)\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("page", [PAGE, FIRST_PROGRAM], ids=["reference", "howto"])
def test_the_examples_are_answered(cast, page):
    program = Program(team=cast.team, user=cast.agent)
    examples = EXAMPLE.findall(page)
    assert len(examples) >= 5
    for method, address, rest in examples:
        key = re.search(r"Idempotency-Key: (\S+)", rest)
        body = re.search(r"\{.*\}", rest, re.DOTALL)
        path = address.removeprefix("/api/v1")
        send = {"GET": program.get, "POST": program.post, "PATCH": program.patch}[method]
        sent = [json.loads(body[0]) if body else None] if method != "GET" else []
        answer = send(path, *sent, **({"key": key[1]} if key else {}))
        assert answer.status_code in (200, 201, 204), (address, answer.content)


def test_every_operation_is_on_the_page_with_its_request():
    document = api.get_openapi_schema()
    there_are = {
        (operation["operationId"], method.upper(), path.removeprefix("/api/v1"))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    assert set(OPERATION.findall(PAGE)) == there_are


def test_the_scopes_are_those_there_are():
    assert set(re.findall(r"^\| `([a-z:]+)` \| [^`]", PAGE, re.MULTILINE)) == set(SCOPES)
