import json
import tomllib

from hypothesis import HealthCheck, given, settings

from halfhour.engine.team import Team
from halfhour.people.teamfile import (
    document_from_team,
    parse_team,
    read_team,
    starter_file,
    team_from_document,
    team_remarks,
    write_team,
)
from support.any_team import any_team

patient = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@patient
@given(any_team())
def test_a_written_team_reads_back_the_same(team: Team):
    assert parse_team(write_team(team)) == team


@patient
@given(any_team())
def test_a_document_survives_json_in_any_key_order(team: Team):
    document = json.loads(json.dumps(document_from_team(team), sort_keys=True))

    assert team_from_document(document) == team


def test_the_starter_file_is_a_team_without_remarks_that_reads_back_the_same():
    team = parse_team(starter_file())

    assert team_remarks(team) == ()
    assert parse_team(write_team(team)) == team


def test_people_who_work_alike_share_an_entry_when_written():
    team = parse_team(starter_file())

    entries = tomllib.loads(write_team(team))["agent"]

    assert [entry.get("names", [entry.get("name")]) for entry in entries] == [
        ["Ada"],
        ["Ben", "Chloe", "Dmitri", "Elena", "Farid", "Grace"],
        ["Hugo"],
    ]


def test_a_file_of_windows_with_a_byte_order_mark_reads_the_same(tmp_path):
    path = tmp_path / "team.toml"
    path.write_bytes(b"\xef\xbb\xbf" + starter_file().replace("\n", "\r\n").encode())

    assert read_team(path) == parse_team(starter_file())
