"""A setting that cannot be used ends the command in one sentence: what, where, what is allowed."""

import os
import subprocess
import sys

import pytest

from halfhour import environment
from halfhour.environment import SettingRefused

HALFHOUR = [sys.executable, "-c", "from halfhour.cli import main; main()"]
SERVE = ("serve", "--port", "0")


def refused(folder, *command, **wrong):
    env = os.environ | {"HALFHOUR_DATA": str(folder / "house"), "DATABASE_URL": "", "REDIS_URL": ""} | wrong
    env |= {"DJANGO_SETTINGS_MODULE": "halfhour.settings"}
    done = subprocess.run(
        [*HALFHOUR, *command], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    return line


@pytest.mark.parametrize("command", [("manage", "check"), SERVE])
@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("DATABASE_URL", "sqlit://x", "postgresql://"),
        ("API_REQUESTS_PER_MINUTE", "abc", "a whole number from 1"),
        ("EMAIL_URL", "nonsense", "smtp+tls://user:password@mail.example.org:587"),
    ],
)
def test_the_setting_is_named_with_what_is_allowed(tmp_path, command, name, value, allowed):
    line = refused(tmp_path, *command, **{name: value})
    assert line.startswith(f"Error: The environment sets {name} to “{value}”. Allowed: ")
    assert allowed in line


def test_a_data_folder_that_cannot_be_made_is_said_not_thrown(tmp_path):
    line = refused(tmp_path, *SERVE, HALFHOUR_DATA="/proc/x")
    assert line.startswith("Error: The data folder /proc/x cannot be written: ")
    assert "HALFHOUR_DATA" in line


def test_a_database_that_does_not_answer_is_said_not_thrown(tmp_path):
    line = refused(tmp_path, *SERVE, DATABASE_URL=f"sqlite:///{tmp_path}/nowhere/rows.sqlite3")
    assert line.startswith("Error: The database that DATABASE_URL names cannot be reached: ")


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (environment.yes_or_no, "maybe"),
        (lambda name: environment.whole_number(name, default=1, least=1), "0"),
        (lambda name: environment.whole_number(name, default=1, least=1), "-5"),
        (lambda name: environment.whole_number(name, default=1, least=1, most=9), "10"),
        (lambda name: environment.hosts(name, default=[]), "https://desk.example.org"),
        (lambda name: environment.web_address(name, default="http://localhost"), "https://"),
        (
            lambda name: environment.web_address(name, default="http://localhost"),
            "https://desk.example.org/path",
        ),
        (lambda name: environment.mail(name, default="dummymail://"), "smtp://"),
        (lambda name: environment.level(name, default="INFO"), "LOUD"),
        (lambda name: environment.web_address(name, default="http://localhost"), "desk.example.org"),
        (environment.redis_address, "localhost:6379"),
        (environment.database, "postgresql://db.example.org:port/name"),
        (lambda name: environment.mail(name, default="dummymail://"), "smtp://mail.example.org:port"),
    ],
)
def test_what_cannot_be_used_is_never_taken_for_something_else(monkeypatch, read, value):
    monkeypatch.setenv("SOME_SETTING", value)
    with pytest.raises(SettingRefused, match=f"sets SOME_SETTING to “{value}”"):
        read("SOME_SETTING")


def test_the_sentence_does_not_show_a_password(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlit://halfhour:very/secret@db.example.org/rows")
    with pytest.raises(SettingRefused) as refusal:
        environment.database("DATABASE_URL")
    assert "“sqlit://…@db.example.org/rows”" in str(refusal.value)
