"""Every operation × every key that it is not for: nothing is changed, and nothing of others is told."""

import json
from collections import defaultdict

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from halfhour.api.api import api
from halfhour.people.models import Member
from support.api import Program, something_of_everything
from support.desk import a_ticket

pytestmark = pytest.mark.long  # what a key may do does not depend on the database

READING = {"get", "head"}
# What is asked of customers belongs to the team's settings, which planners edit.
PLANNERS_TOO = {"add_customer_field", "change_customer_field", "replace_tiers"}
FORM = "multipart/form-data"


@pytest.mark.parametrize("part", ["planner", "reader", "nothing", "stranger", "former"])
def test_no_operation_changes_or_tells_anything_to_a_key_it_is_not_for(cast, part):
    a_ticket(cast)
    program = _program(cast, part)
    wrong = {}
    for name, method, address, body in _operations():
        if method in READING and part in ("planner", "reader"):
            continue  # they may read much of it
        if part == "planner" and name in PLANNERS_TOO:
            continue
        status = _sent(program, method, address, body)
        if status != 403:
            wrong[name] = status
    assert wrong == {}


def test_nothing_of_a_team_exists_for_the_key_of_another(cast):
    lead = Program(team=cast.team, user=cast.lead)
    places = something_of_everything(cast, lead)
    before = lead.get("/tickets/1").json()
    theirs = Program(team=cast.other_team, user=cast.stranger)
    wrong = {}
    for name, method, address, body in _operations(**places):
        if any(f"/{place}" in address for place in (1, places["token"], places["key"])):
            status = _sent(theirs, method, address, body)
            if status != 404:
                wrong[name] = status
    assert wrong == {}
    assert lead.get("/tickets/1").json() == before
    for path, name in (("/tickets", "tickets"), ("/customers", "customers"), ("/hand-offs", "hand_offs")):
        assert theirs.get(path).json()[name] == []


def test_whoever_may_is_not_refused_at_the_door(cast):
    lead = Program(team=cast.team, user=cast.lead)
    places = something_of_everything(cast, lead)
    answers = {name: _sent(lead, *sent) for name, *sent in _operations(**places)}
    assert {name for name, status in answers.items() if status in (401, 403)} == set()
    assert sum(status < 300 for status in answers.values()) > 60


def _program(cast, part):
    scopes = {"reader": ("tickets:read", "customers:read"), "nothing": ()}
    if part in scopes:
        return Program(team=cast.team, user=cast.lead, scopes=scopes[part])
    user = {"planner": cast.planner, "stranger": cast.stranger, "former": cast.agent}[part]
    program = Program(team=cast.team, user=user)
    if part == "former":
        Member.objects.filter(user=user, team=cast.team).delete()
    return program


def _sent(program, method, address, body):
    if body is FORM:
        fields = {"kind": "note", "file": SimpleUploadedFile("a.txt", b"a")}
        return program.client.post(address, fields).status_code
    text = "" if body is None else json.dumps(body)
    answer = program.client.generic(method, address, text, content_type="application/json")
    if answer.streaming:
        list(answer.streaming_content)  # a file is closed once it is read
    return answer.status_code


def _operations(**places):
    """Every operation: its id, method, an address, and the least body that it understands."""
    document = api.get_openapi_schema()
    for path, methods in document["paths"].items():
        kind = "reply" if "drafts" in path else "record"
        named = defaultdict(lambda: 1, {"key": "mine", "token": "x", "kind": kind, **places})
        address = path.format_map(named)
        address += "?text=x" if path.endswith("/search") else ""
        for method, operation in methods.items():
            sent = operation.get("requestBody", {}).get("content", {})
            schema = sent.get("application/json", {}).get("schema")
            query = "?seen=" if operation["operationId"] == "discard_draft" else ""
            body = FORM if FORM in sent else _least(schema, document) if schema else None
            yield operation["operationId"], method, address + query, body


def _least(schema, document):
    """The smallest value of a schema."""
    if "$ref" in schema:
        return _least(document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document)
    for several in ("anyOf", "allOf"):
        if several in schema:
            return _least(schema[several][0], document)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    match schema.get("type"):
        case "object":
            known = schema.get("properties", {})
            return {name: _least(known[name], document) for name in schema.get("required", ())}
        case "array":
            return [_least(schema["items"], document)] * max(schema.get("minItems", 0), 1)
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
    return "x"
