"""`halfhour demo`: a living team in the browser, with generated contacts."""

import os
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.utils.translation import gettext as _

from halfhour.cli import options

if TYPE_CHECKING:
    from halfhour.demo.living import Demo

DEFAULT_FOLDER = "build/demo"


class DemoCommand(options.PlainCommand):
    """The demo lives in a folder of its own unless HALFHOUR_DATA says otherwise."""

    def invoke(self, ctx: click.Context) -> Any:
        from halfhour.cli.house import name_own_address, open_house

        if ctx.params["export_dir"] is None:
            os.environ.setdefault("HALFHOUR_DATA", DEFAULT_FOLDER)
            os.environ.setdefault("HALFHOUR_DEMO", "true")
            os.environ.setdefault("EMAIL_URL", "dummymail://")  # to customers who do not exist
            name_own_address(ctx.params["port"])
            open_house()
        return super().invoke(ctx)


@click.command("demo", cls=DemoCommand)
@click.option(
    "--serve/--no-serve", default=True, help="Serve it afterwards, or only print the plan's summary."
)
@click.option(
    "--today",
    type=options.Date(),
    callback=lambda _ctx, _param, value: value.date() if value else None,
    help="The day on which the demo lives. Default: the current date.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--export",
    "export_dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Only write the generated history, what people did, and the team file into this folder.",
)
@options.quiet_option
def command(
    serve: bool, today: date | None, host: str, port: int, export_dir: Path | None, quiet: bool
) -> None:
    """A fictional support team of fourteen, with a year of generated contacts and a published plan.

    Everything in it is made up, from a fixed seed: the same day gives the same team, history and plan.
    """
    now = datetime.now(UTC)
    day = today or now.astimezone().date()
    if export_dir is not None:
        export(export_dir, day)
        return
    at = now if today is None else datetime.combine(day, time(7), UTC)
    demo = make(day, at, quiet=quiet)
    if not quiet:
        introduce(demo)
    if serve:
        serve_demo(demo, host, port)


def export(folder: Path, today: date) -> None:
    from halfhour.demo import (
        demo_activity,
        demo_history,
        demo_team,
        demo_team_file,
        write_activity,
        write_history,
    )
    from halfhour.demo.living import first_day_of_plan

    folder.mkdir(parents=True, exist_ok=True)
    team = demo_team()
    (folder / "team.toml").write_text(demo_team_file(), encoding="utf-8")
    contacts = demo_history(team=team, last_on=today - timedelta(days=1))
    write_history(contacts, folder / "history.csv", timezone=team.timezone)
    activity = demo_activity(team=team, contacts=contacts, last_on=today - timedelta(days=1))
    write_activity(activity, folder / "activity.csv", timezone=team.timezone)
    click.echo(
        _("Written to {folder}: history.csv, activity.csv and team.toml. The demo's plan again:").format(
            folder=folder
        )
    )
    click.echo(
        f"halfhour plan {folder}/history.csv --team {folder}/team.toml"
        f" --from {first_day_of_plan(today)} --weeks 2 --out {folder}/plan"
    )


def make(today: date, at: datetime, *, quiet: bool) -> "Demo":
    from halfhour.cli.house import prepare_rows
    from halfhour.demo.living import live

    prepare_rows()
    with options.progress_bar(quiet=quiet) as show:
        return live(today=today, at=at, show=show)


def introduce(demo: "Demo") -> None:
    """The plan's summary, and who may log in."""
    from halfhour.cli.plan import print_summary

    print_summary(demo.made, None)
    click.echo()
    click.secho(_("Everything in this team is generated: no person and no contact in it is real."), bold=True)
    for login in demo.logins:
        click.echo(
            _("log in as {name} with {password}").format(name=f"{login.username:8}", password=login.password)
        )


def serve_demo(demo: "Demo", host: str, port: int) -> None:
    from halfhour.cli.house import prepare_front_end
    from halfhour.cli.serve import serve, warn_of_problems

    prepare_front_end()
    warn_of_problems()
    serve(
        host=host,
        port=port,
        when_ready=lambda address: click.echo(
            _("{team} lives at {address} (Ctrl+C stops it)").format(team=demo.team.name, address=address)
        ),
    )
