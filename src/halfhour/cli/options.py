"""What the subcommands share: their options, how they refuse, and how they show that work goes on.

A command made with `@command()` ends with 0 when done, 1 when refused (one clear sentence on stderr)
and 2 for wrong usage; a traceback is only for who sets HALFHOUR_DEBUG.
"""

import json
import os
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from rich.console import Console

REFUSED = 1
WIDTH_IN_FILES = 120


class Refusal(Exception):
    """Something a command will not do, in a sentence fit for the person who asked."""


class PlainCommand(click.Command):
    """A command that speaks the terminal's language, if we know it, and whose failures are sentences."""

    def invoke(self, ctx: click.Context) -> Any:
        set_up_django()
        from django.utils.translation import override

        with override(terminal_language()):
            return self.invoke_plainly(ctx)

    def invoke_plainly(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            raise click.Abort from None
        except BrokenPipeError:
            # The reader of a pipe left; there is nobody to tell.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(REFUSED)
        except Exception as error:
            if os.environ.get("HALFHOUR_DEBUG"):
                raise
            refuse(_sentence(error))


command = partial(click.command, cls=PlainCommand)


def refuse(sentence: str) -> NoReturn:
    """End the command: the sentence on stderr, exit code 1."""
    click.echo(sentence, err=True)
    sys.exit(REFUSED)


def _sentence(error: Exception) -> str:
    """What to tell the person: our own refusals in their words, anything else as a fault of ours."""
    from halfhour.engine.errors import EngineError
    from halfhour.people.teamfile import TeamFileError
    from halfhour.wording import refusal

    # What a package refuses by itself says so in a `sentence` of its own.
    if isinstance(error, EngineError):
        return refusal(error)
    if isinstance(error, Refusal | TeamFileError) or hasattr(error, "sentence"):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        name = error.filename or ""
        return _("{name}: {why}.").format(name=name, why=error.strerror) if name else f"{error.strerror}."
    return _("This should not have happened: {kind}: {detail}. Set HALFHOUR_DEBUG=1 to see where.").format(
        kind=type(error).__name__, detail=error
    )


def set_up_django() -> None:
    """Make settings, words and models usable."""
    import django
    from django.apps import apps

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halfhour.settings")
    if not apps.ready:
        # Nothing is signed here; without a key the settings would make a data folder to keep one in.
        os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
        django.setup()


def terminal_language() -> str:
    """The language of the environment (LANGUAGE, LC_ALL, LC_MESSAGES, LANG) that we speak, else English."""
    spoken = {"en": "en", "zh": "zh-hans", "ru": "ru"}
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable, ""):
            return spoken.get(value[:2].lower(), "en")
    return "en"


# Options. Each is a decorator; a command names those it takes.


def _mapping(_ctx: click.Context, _param: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        ours, equals, theirs = pair.partition("=")
        if not (ours and equals and theirs):
            raise click.BadParameter(f"“{pair}” is not of the form ours=theirs, such as offered=calls.")
        mapping[ours.strip()] = theirs.strip()
    return mapping


def _date(_ctx: click.Context, _param: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


class Date(click.DateTime):
    name = "date"

    def __init__(self) -> None:
        super().__init__(formats=["%Y-%m-%d"])

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "YYYY-MM-DD"


history_argument = click.argument(
    "history", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
team_option = click.option(
    "--team",
    "team_path",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The team file (see “halfhour team new”).",
)
optional_team_option = click.option(
    "--team",
    "team_path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The team file: its time zone, hours and queues.",
)
map_option = click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="OURS=THEIRS",
    callback=_mapping,
    help="Name the column that holds one of ours, e.g. offered=calls. May be repeated.",
)
timezone_option = click.option(
    "--timezone", help="Zone of times without offset, e.g. Europe/Berlin. Default: the team's."
)
shape_option = click.option(
    "--shape",
    type=click.Choice(["auto", "contacts", "intervals", "events", "activity"]),
    default="auto",
    show_default=True,
    help="What one row stands for.",
)
TEXT_OPTIONS = (
    click.option(
        "--time-format",
        default="auto",
        show_default=True,
        help="day-first, month-first or a pattern such as %d.%m.%Y %H:%M.",
    ),
    click.option("--encoding", help="Encoding of text files, where it is not found by itself."),
    click.option(
        "--delimiter", help="What separates the cells of a CSV file, where it is not found by itself."
    ),
    click.option("--sheet", help="The sheet of a workbook. Default: the first."),
)


def text_options(function: Callable[..., None]) -> Callable[..., None]:
    """How a file is written, where that is not found by itself: what refusals on the terminal ask for."""
    for option in reversed(TEXT_OPTIONS):
        function = option(function)
    return function


from_option = click.option(
    "--from",
    "first_on",
    type=Date(),
    callback=_date,
    help="First day of the plan. Default: the Monday after the last contact.",
)
weeks_option = click.option(
    "--weeks", type=click.IntRange(1, 26), default=2, show_default=True, help="How many weeks to plan."
)
out_option = click.option(
    "--out",
    "out_dir",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the results; made if missing.",
)
optional_out_option = click.option(
    "--out",
    "out_dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the results; made if missing.",
)
seed_option = click.option(
    "--seed", type=int, default=0, show_default=True, help="Start of all chance: same seed, same plan."
)
effort_option = click.option(
    "--effort",
    type=click.FloatRange(0.1, 20),
    default=1.0,
    show_default=True,
    help="How long to look for a better roster, 1 being usual.",
)
language_option = click.option(
    "--language",
    type=click.Choice(["en", "zh-hans", "ru"]),
    help="Language of the report. Default: the terminal's, else English.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print results as JSON.")
quiet_option = click.option("--quiet", is_flag=True, help="No progress, no summary; only what goes wrong.")


# Answers.


def print_json(value: Mapping[str, Any] | list[Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def console() -> "Console":
    """Where tables are printed; where no window says how wide, they get the width that most need."""
    from rich.console import Console

    found = Console(highlight=False, markup=False, soft_wrap=True)
    if not found.is_terminal and "COLUMNS" not in os.environ:
        found.width = WIDTH_IN_FILES
    return found


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Callable[[float, str], None]]:
    """A bar on stderr, where a person watches: call what it gives with the share done and a short note."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=quiet or not console.is_terminal
    ) as progress:
        task = progress.add_task("", total=1.0)

        def show(done: float, note: str) -> None:
            progress.update(task, completed=done, description=note)

        yield show
