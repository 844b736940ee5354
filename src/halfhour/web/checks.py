"""What is wrong with this installation and what to set, each with an id: `halfhour manage check`."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.checks import CheckMessage, Error, Warning, register

from halfhour.data_folder import open_to_others, sqlite_file, try_to_write

LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "::1", "testserver"}
VENDOR_FILES = (
    "vendor/tabler/tabler.min.css",
    "vendor/tabler/tabler.min.js",
    "vendor/icons/tabler-icons.min.css",
    "vendor/icons/fonts/tabler-icons.woff2",
    "vendor/drawn/send.svg",
    "vendor/echarts/echarts.min.js",
)


@register("halfhour")
def check_data_folder(app_configs: Any, **options: Any) -> Sequence[CheckMessage]:
    """E001: without a folder to write to, nothing can be kept."""
    folder = Path(settings.DATA_DIR)
    with suppress(OSError):
        try_to_write(folder)
        return ()
    return (
        Error(
            f"The data folder {folder} cannot be written.",
            hint="Set HALFHOUR_DATA to a folder that the server may write, or change the folder's owner.",
            id="halfhour.E001",
        ),
    )


@register("halfhour")
def check_debug(app_configs: Any, **options: Any) -> Sequence[CheckMessage]:
    """E002: DEBUG shows settings and code to whoever meets an error."""
    if not settings.DEBUG or is_local():
        return ()
    return (
        Error(
            "DEBUG is on, and the server answers under names that others reach.",
            hint="Unset DEBUG, or set ALLOWED_HOSTS to localhost alone.",
            id="halfhour.E002",
        ),
    )


@register("halfhour")
def check_front_end(app_configs: Any, **options: Any) -> Sequence[CheckMessage]:
    """E003: pages without their style and charts."""
    missing = [name for name in VENDOR_FILES if finders.find(name) is None]
    if not missing:
        return ()
    return (
        Error(
            f"Parts of the front end are missing: {', '.join(missing)}.",
            hint="Run `make setup`, or `npm ci` and `node scripts/vendor.mjs`. A wheel brings them along.",
            id="halfhour.E003",
        ),
    )


@register("halfhour")
def check_secret_key(app_configs: Any, **options: Any) -> Sequence[CheckMessage]:
    """E004: whoever can guess the key can forge sessions."""
    if len(settings.SECRET_KEY) >= 32 and len(set(settings.SECRET_KEY)) >= 8:
        return ()
    return (
        Error(
            "SECRET_KEY is too short to keep sessions safe.",
            hint="Set it to 50 random characters, or unset it: one is made and kept in the data folder.",
            id="halfhour.E004",
        ),
    )


@register("halfhour")
def check_https(app_configs: Any, **options: Any) -> Sequence[CheckMessage]:
    """W001: passwords and sessions travel in the open."""
    if settings.HTTPS or is_local():
        return ()
    return (
        Warning(
            "The server answers under names that others reach, without https.",
            hint="Put a proxy with a certificate in front; set HALFHOUR_HTTPS=true and TRUSTED_PROXIES=1.",
            id="halfhour.W001",
        ),
    )


@register("halfhour")
def check_live_layer(app_configs: Any, **options: Any) -> Sequence[CheckMessage]:
    """W002: several machines on one PostgreSQL do not hear of each other's live updates."""
    is_shared = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    if settings.REDIS_URL or not is_shared or is_local():
        return ()
    return (
        Warning(
            "Rows are in PostgreSQL, but live updates and rate limits stay inside each process.",
            hint="Set REDIS_URL if more than one web process runs.",
            id="halfhour.W002",
        ),
    )


@register("halfhour")
def check_customers_address(app_configs: Any, **options: Any) -> Sequence[CheckMessage]:
    """W003: the links in customers' mails lead nowhere."""
    if is_local() or urlsplit(settings.PUBLIC_URL).hostname not in LOCAL_HOSTS:
        return ()
    return (
        Warning(
            f"Customers' mails link to {settings.PUBLIC_URL}, which nobody but this machine reaches.",
            hint="Set HALFHOUR_URL to the address at which customers reach the server.",
            id="halfhour.W003",
        ),
    )


@register("halfhour")
def check_mail(app_configs: Any, **options: Any) -> Sequence[CheckMessage]:
    """W004: answers to customers are printed, not sent."""
    if is_local() or not settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        return ()
    return (
        Warning(
            "Mail to customers and members is printed on the terminal, and reaches nobody.",
            hint="Set EMAIL_URL to your mail server, and DEFAULT_FROM_EMAIL to the sender.",
            id="halfhour.W004",
        ),
    )


@register("halfhour")
def check_privacy(app_configs: Any, **options: Any) -> Sequence[CheckMessage]:
    """W005: customers and mails can be read past all doors."""
    found = open_to_others(Path(settings.DATA_DIR), sqlite_file(settings.DATABASES["default"]))
    if not found:
        return ()
    paths = " ".join(str(path) for path in found)
    return (
        Warning(
            f"Others on this machine can read what Halfhour keeps: {paths}.",
            hint=f"Take their rights away: chmod go-rwx {paths}",
            id="halfhour.W005",
        ),
    )


def is_local() -> bool:
    """Whether nobody but this machine reaches the server."""
    return set(settings.ALLOWED_HOSTS) <= LOCAL_HOSTS
