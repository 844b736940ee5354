"""Each system check speaks when something is wrong, and is silent when nothing is."""

import pytest
from django.core.checks import run_checks

PUBLIC = ["desk.example.org"]


def found() -> set[str]:
    return {message.id for message in run_checks(tags=["halfhour"])}


def test_a_first_look_on_this_machine_has_nothing_to_complain_about():
    assert found() == set()


@pytest.mark.parametrize(
    ("changed", "number"),
    [
        ({"DATA_DIR": "/etc/hostname/data"}, "halfhour.E001"),
        ({"DEBUG": True, "ALLOWED_HOSTS": PUBLIC, "HTTPS": True}, "halfhour.E002"),
        ({"SECRET_KEY": "short"}, "halfhour.E004"),
        ({"SECRET_KEY": "a" * 60}, "halfhour.E004"),
        ({"ALLOWED_HOSTS": PUBLIC}, "halfhour.W001"),
        ({"ALLOWED_HOSTS": PUBLIC, "HTTPS": True, "PUBLIC_URL": "http://localhost:8000"}, "halfhour.W003"),
        (
            {
                "ALLOWED_HOSTS": PUBLIC,
                "HTTPS": True,
                "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend",
            },
            "halfhour.W004",
        ),
    ],
)
def test_each_mistake_is_named_with_what_to_set(settings, changed, number):
    settings.REDIS_URL, settings.PUBLIC_URL = "redis://127.0.0.1:6379/0", "https://desk.example.org"
    for name, value in changed.items():
        setattr(settings, name, value)
    messages = run_checks(tags=["halfhour"])
    assert [message.id for message in messages] == [number]
    assert all(message.hint for message in messages)


def test_a_missing_front_end_is_named(monkeypatch):
    monkeypatch.setattr("halfhour.web.checks.finders.find", lambda name: None)
    assert found() == {"halfhour.E003"}


def test_several_processes_without_redis_are_warned_of(settings, monkeypatch):
    settings.ALLOWED_HOSTS, settings.HTTPS, settings.REDIS_URL = PUBLIC, True, ""
    settings.PUBLIC_URL = "https://desk.example.org"
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    assert found() == {"halfhour.W002"}


def test_what_others_on_the_machine_can_read_is_warned_of_until_they_cannot(settings, monkeypatch, tmp_path):
    database = tmp_path / "halfhour.sqlite3"
    database.touch(0o644)
    tmp_path.chmod(0o755)
    settings.DATA_DIR = tmp_path
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", str(database))
    (warning,) = run_checks(tags=["halfhour"])
    assert warning.id == "halfhour.W005"
    assert warning.hint.endswith(f"chmod go-rwx {tmp_path} {database}")
    database.chmod(0o600)
    tmp_path.chmod(0o700)
    assert found() == set()
