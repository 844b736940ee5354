"""What the reference says of the API is so: its examples work, its scopes are the scopes there are."""

import json
import re
from pathlib import Path

from halfhour.api.api import api
from halfhour.api.scopes import SCOPES
from support.api import Program

PAGE = (Path(__file__).parents[3] / "docs/reference/api.md").read_text("utf-8")
OPERATION = re.compile(r"^\| `([a-z_]+)` \| `([A-Z]+) (\S+)` \|", re.MULTILINE)
EXAMPLE = re.compile(r"```http\n(GET|POST) (/api/v1\S*)\n(.*?)```", re.DOTALL)


def test_the_examples_are_answered(cast):
    program = Program(team=cast.team, user=cast.agent)
    examples = EXAMPLE.findall(PAGE)
    assert len(examples) >= 5
    for method, address, rest in examples:
        key = re.search(r"Idempotency-Key: (\S+)", rest)
        body = re.search(r"\{.*\}", rest, re.DOTALL)
        path = address.removeprefix("/api/v1")
        if method == "GET":
            answer = program.get(path)
        else:
            answer = program.post(path, json.loads(body[0]) if body else None, key=key[1] if key else "")
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
