"""A fictional team: a year of generated contacts, and some weeks of its people's time.

To look at, to try, to test with. Never real data.
"""

from importlib.resources import files

from halfhour.demo.activity import demo_activity, write_activity
from halfhour.demo.history import demo_history, write_history
from halfhour.engine.team import Team
from halfhour.people.teamfile import parse_team

__all__ = [
    "demo_activity",
    "demo_history",
    "demo_team",
    "demo_team_file",
    "write_activity",
    "write_history",
]


def demo_team_file() -> str:
    """The demo team's file, as `examples/small-team.toml` has it too."""
    return files(__package__).joinpath("team.toml").read_text(encoding="utf-8")


def demo_team() -> Team:
    return parse_team(demo_team_file(), "team.toml")
