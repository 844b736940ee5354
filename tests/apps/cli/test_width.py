"""Tables that go into a file or a pipe are not broken at 80 columns, where no window says so."""

import pytest
from rich.table import Table

from halfhour.cli import options

CELLS = ("x" * 40, "y" * 30, "z" * 35)


def printed(capsys) -> list[str]:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_row(*CELLS)
    options.console().print(table)
    return capsys.readouterr().out.splitlines()


def test_a_row_of_a_hundred_characters_is_whole(capsys, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    assert printed(capsys)[0].split() == list(CELLS)


@pytest.mark.parametrize("width", ["60", "200"])
def test_whoever_names_a_width_gets_it(capsys, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", width)
    assert (printed(capsys)[0].split() == list(CELLS)) is (width == "200")
