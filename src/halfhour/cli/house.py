"""What the commands that run the server share: settings read, and the house made ready for this version."""

import hashlib
import os
from pathlib import Path

import click
import django
from django.utils.translation import gettext as _

from halfhour.data_folder import make_data_folder, make_database_file, sqlite_file, try_to_write


def open_house() -> None:
    """Read the settings and load the apps."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halfhour.settings")
    django.setup()


def name_own_address(port: int) -> None:
    """Where nobody said how the server is reached, mails link to the port at which it answers here."""
    if port and "ALLOWED_HOSTS" not in os.environ:
        os.environ.setdefault("HALFHOUR_URL", f"http://localhost:{port}")


def prepare_data_folder() -> None:
    """Make what holds rows and files before anything else makes it: others could read it."""
    from django.conf import settings

    make_data_folder(Path(settings.DATA_DIR))
    if database := sqlite_file(settings.DATABASES["default"]):
        make_database_file(database)


def prepare_rows() -> None:
    """Create or change the tables as this version wants them."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import OperationalError, connection

    try:
        try_to_write(Path(settings.DATA_DIR))
        prepare_data_folder()
    except OSError as error:
        raise click.ClickException(
            _("The data folder {folder} cannot be written: {why}. Set HALFHOUR_DATA to one that can.").format(
                folder=settings.DATA_DIR, why=error.strerror
            )
        ) from None
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise click.ClickException(
            _("The database that DATABASE_URL names cannot be reached: {why}").format(
                why=" ".join(str(error).split())
            )
        ) from None
    call_command("migrate", interactive=False, verbosity=0)


def prepare_front_end() -> None:
    """Collect the front end's files under names that carry their content; nothing to do if none changed."""
    from django.conf import settings
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    stamp, now = root / ".collected", _fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=root.exists())
    stamp.write_text(now)


def _fingerprint() -> str:
    """What the front end's files are, told by name, size and time."""
    from django.contrib.staticfiles.finders import get_finders

    found = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            status = Path(storage.path(path)).stat()
            found.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return found.hexdigest()
