import tomllib
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings

from halfhour.engine.team import Team
from halfhour.people.teamfile import starter_file, write_team
from halfhour.people.teamfile.lines import key_lines
from support.any_team import any_team


def every_path(value: Any, path: tuple = ()) -> Iterator[tuple]:
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield (*path, key)
        yield from every_path(child, (*path, key))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(any_team())
def test_every_key_and_element_of_a_written_file_has_a_line(team: Team):
    text = write_team(team)

    assert set(key_lines(text)) == set(every_path(tomllib.loads(text)))


def test_a_key_stands_on_the_line_that_names_it():
    text = starter_file()
    lines = text.splitlines()

    for path, line in key_lines(text).items():
        if isinstance(path[-1], str):
            assert path[-1] in lines[line - 1]


def test_lines_are_counted_through_every_form_of_toml():
    text = "\n".join(
        [
            "# a = 1",  # 1
            'top = """one',  # 2
            '# not a comment"""',
            "[a.'b.c']",  # 4
            "x.y = [ # [[",  # 5
            '  "]",',  # 6
            "  { deep = [1,",  # 7
            "    2] },",  # 8
            "]",
            "[[list]]",  # 10
            "[[list.inner]]",  # 11
            "k = '''",  # 12
            "'quoted''''",
            "[[list.inner]]",  # 14
            "[[list]]",  # 15
            "[list.table]",  # 16
            'k = "\\"#"',  # 17
        ]
    )

    assert key_lines(text) == {
        ("top",): 2,
        ("a",): 4,
        ("a", "b.c"): 4,
        ("a", "b.c", "x"): 5,
        ("a", "b.c", "x", "y"): 5,
        ("a", "b.c", "x", "y", 0): 6,
        ("a", "b.c", "x", "y", 1): 7,
        ("a", "b.c", "x", "y", 1, "deep"): 7,
        ("a", "b.c", "x", "y", 1, "deep", 0): 7,
        ("a", "b.c", "x", "y", 1, "deep", 1): 8,
        ("list",): 10,
        ("list", 0): 10,
        ("list", 0, "inner"): 11,
        ("list", 0, "inner", 0): 11,
        ("list", 0, "inner", 0, "k"): 12,
        ("list", 0, "inner", 1): 14,
        ("list", 1): 15,
        ("list", 1, "table"): 16,
        ("list", 1, "table", "k"): 17,
    }
    assert set(key_lines(text)) == set(every_path(tomllib.loads(text)))
