"""The command `halfhour`: each subcommand is a module of its own, loaded only when it is called."""

from importlib import import_module
from typing import Any

import click
from django.core.exceptions import ImproperlyConfigured

# Subcommand → the module that holds it as `command`; listed by --help in this order.
COMMANDS = {
    "plan": "halfhour.cli.plan",
    "forecast": "halfhour.cli.forecast",
    "staff": "halfhour.cli.staff",
    "roster": "halfhour.cli.roster",
    "day": "halfhour.cli.day",
    "simulate": "halfhour.cli.simulate",
    "analyse": "halfhour.cli.analyse",
    "shrinkage": "halfhour.cli.shrinkage",
    "import": "halfhour.cli.import_history",
    "team": "halfhour.cli.team",
    "demo": "halfhour.cli.demo",
    "serve": "halfhour.cli.serve",
    "worker": "halfhour.cli.worker",
    "manage": "halfhour.cli.manage",
}


class LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        module = COMMANDS.get(name)
        return import_module(module).command if module else None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ImproperlyConfigured as wrong:
            raise click.ClickException(str(wrong)) from None


@click.group(cls=LazyGroup)
@click.version_option(package_name="halfhour")
def main() -> None:
    """Halfhour: workload and response-time planning for customer service teams."""
