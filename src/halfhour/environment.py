"""Settings as the environment gives them; one that cannot be used is refused in a sentence."""

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

read = environ.Env()
YES, NO = ("true", "yes", "y", "on", "ok", "1"), ("false", "no", "n", "off", "0", "")
DATABASES = ("postgresql", "postgres", "psql", "pgsql", "sqlite")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
MAIL = ("smtp", "smtp+tls", "smtp+ssl", "smtps", "consolemail", "filemail", "dummymail", "memorymail")
REDIS = ("redis", "rediss", "unix")
WEB = ("https", "http")
ACCOUNT = re.compile(r"^([a-z+]+://)?.*@", re.DOTALL)


class SettingRefused(ImproperlyConfigured):
    """A setting that cannot be used: what it is, where it stands, what is allowed."""

    def __init__(self, name: str, value: str, allowed: str) -> None:
        shown = ACCOUNT.sub(r"\1…@", value)  # a password may stand there
        super().__init__(f"The environment sets {name} to “{shown}”. Allowed: {allowed}.")


def text(name: str, *, default: str = "") -> str:
    return str(read.str(name, default=default))


def words(name: str, *, default: Sequence[str] = ()) -> list[str]:
    """Words separated by commas."""
    return list(read.list(name, default=list(default)))


def hosts(name: str, *, default: Sequence[str]) -> list[str]:
    """Names under which a server answers."""
    given = words(name, default=default)
    if any("/" in each for each in given):
        raise SettingRefused(
            name, ",".join(given), "names alone, with commas between, such as desk.example.org"
        )
    return given


def whole_number(name: str, *, default: int, least: int, most: int = 1_000_000) -> int:
    given = text(name).strip()
    if not given:
        return default
    if not re.fullmatch(r"\d{1,9}", given, re.ASCII) or not least <= int(given) <= most:
        raise SettingRefused(name, given, f"a whole number from {least} to {most}, such as {default}")
    return int(given)


def yes_or_no(name: str) -> bool:
    given = text(name).strip()
    if given.lower() not in (*YES, *NO):
        raise SettingRefused(name, given, "true or false")
    return given.lower() in YES


def level(name: str, *, default: str) -> str:
    given = text(name).strip() or default
    if given.upper() not in LEVELS:
        raise SettingRefused(name, given, ", ".join(LEVELS))
    return given.upper()


def web_address(name: str, *, default: str) -> str:
    given = text(name).strip() or default
    example = "https://desk.example.org"
    _check(name, given, WEB, example)
    parts = urlsplit(given)
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise SettingRefused(name, given, f"scheme and host alone, such as {example}")
    return given.rstrip("/")


def redis_address(name: str) -> str:
    """Empty where there is none."""
    given = text(name).strip()
    if given:
        _check(name, given, REDIS, "redis://cache.example.org:6379/0")
    return given


def database(name: str) -> dict[str, Any] | None:
    """A database as Django takes it; None where none is named."""
    example = "postgresql://user:password@db.example.org:5432/halfhour"
    given = text(name).strip()
    return _understood(name, given, DATABASES, example, read.db_url_config) if given else None


def mail(name: str, *, default: str) -> dict[str, Any]:
    """How mail leaves, as Django's settings have it."""
    example = "smtp+tls://user:password@mail.example.org:587"
    given = text(name).strip() or default
    parts = _understood(name, given, MAIL, example, read.email_url_config)
    if given.startswith("smtp") and not urlsplit(given).hostname:
        raise SettingRefused(name, given, f"an address with a mail server in it, such as {example}")
    return parts


def _understood(
    name: str, given: str, schemes: Sequence[str], example: str, parts: Callable[[str], Any]
) -> dict[str, Any]:
    """The parts of an address of one of these schemes."""
    _check(name, given, schemes, example)
    try:
        return dict(parts(given))
    except ValueError:
        raise SettingRefused(name, given, f"a number as its port, as in {example}") from None


def _check(name: str, given: str, schemes: Sequence[str], example: str) -> None:
    """Refuse an address that begins with none of these."""
    scheme, sep, _rest = given.partition("://")
    if not sep or scheme not in schemes:
        begins = ", ".join(f"{each}://" for each in schemes)
        raise SettingRefused(name, given, f"an address that begins with {begins}, such as {example}")
