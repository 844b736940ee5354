"""The commented file that `halfhour team new` prints: what most teams change, and what it means."""

from importlib.resources import files


def starter_file() -> str:
    return files(__package__).joinpath("starter.toml").read_text(encoding="utf-8")
