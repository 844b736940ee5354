"""`halfhour manage`: Django's own commands, for those who know them."""

import os
import sys
from contextlib import suppress

import click

from halfhour.cli.house import prepare_data_folder


@click.command("manage", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Pass a command on to Django: check, migrate, createsuperuser, shell, ..."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halfhour.settings")
    from django.core.management import execute_from_command_line

    with suppress(OSError):  # `check` says so
        prepare_data_folder()
    execute_from_command_line([f"{sys.argv[0]} manage", *arguments])
