"""A team file, or the same content as a document, as the engine's team; or all that is wrong with it."""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path as FilePath
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from halfhour.engine.team import DEFAULT_SHRINKAGE, Agent, OpeningHours, Team
from halfhour.people.teamfile import sections
from halfhour.people.teamfile.checks import Places, check_team
from halfhour.people.teamfile.lines import key_lines
from halfhour.people.teamfile.problems import Path, Problem, Problems, TeamFileError, suggestion, told
from halfhour.people.teamfile.tables import read_fields, read_list
from halfhour.people.teamfile.usual import opening_stretches
from halfhour.people.teamfile.values import subdivisions

T = TypeVar("T")
LARGEST_BYTES = 5_000_000
TOML_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


def read_team(path: FilePath | str) -> Team:
    """Read a team file; raises `TeamFileError` with every problem found."""
    path = FilePath(path)
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise _refused(path.name, None, _("The team file is larger than 5 MB. Is it the right file?"))
        content = path.read_bytes()
    except OSError as error:
        sentence = _("The team file {path} cannot be read: {why}.").format(path=path, why=error.strerror)
        raise _refused("", None, sentence) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        sentence = _("The file is not UTF-8 text. Save it again with the encoding UTF-8.")
        raise _refused(path.name, line, sentence) from error
    return parse_team(text, path.name)


def parse_team(text: str, filename: str = "") -> Team:
    """Read the text of a team file; raises `TeamFileError` with every problem found."""
    text = text.replace("\r\n", "\n")
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(filename, text, str(error)) from error
    except RecursionError as error:
        raise _refused(filename, None, _("The file nests tables or lists too deeply.")) from error
    return team_from_document(document, filename=filename, lines=key_lines(text))


def team_from_document(
    document: Mapping[str, Any], *, filename: str = "", lines: Mapping[Path, int] | None = None
) -> Team:
    """The team that a document describes; raises `TeamFileError` with every problem found."""
    problems = Problems(file=filename, lines=lines or {})
    team, places = _team(dict(document), problems)
    check_team(team, places, problems)
    if problems.found:
        raise TeamFileError(problems.in_order())
    return team


def _team(document: dict[str, Any], problems: Problems) -> tuple[Team, Places]:
    read_fields(document, "", (), problems)
    places = Places()
    fields = read_fields(document["team"], "team", ("team",), problems) if "team" in document else None
    hours = sections.opening_hours(document.get("hours", sections.DEFAULT_HOURS), ("hours",), problems)
    queues = _each(document, "queue", sections.queue, problems, places)
    agents = _all_agents(document, problems, places)
    sessions = _each(document, "session", sections.session, problems, places)
    time_off = _each(document, "time_off", sections.time_off, problems, places)
    rules = sections.rules(
        document.get("rules", {}),
        ("rules",),
        problems,
        team_agents=agents,
        stretches=opening_stretches(hours, queues) if hours else None,
    )
    if "shrinkage" in document:
        shrinkage = sections.shrinkage(document["shrinkage"], ("shrinkage",), problems)
    else:
        shrinkage = DEFAULT_SHRINKAGE
    if fields is None or hours is None:
        # Refused in any case; a stand-in lets what else is wrong be found in the same run.
        fields = {"name": "?", "timezone": "UTC"}
    else:
        _read_subdivision(document["team"], fields, problems)
    team = Team(
        **fields,
        hours=hours or OpeningHours(periods=()),
        queues=queues,
        agents=agents,
        sessions=sessions,
        time_off=time_off,
        rules=rules,
        shrinkage=shrinkage,
        states=sections.states(document.get("states", {}), ("states",), problems),
    )
    return team, places


def _each(
    document: dict[str, Any],
    section: str,
    read: Callable[[object, Path, Problems], T | None],
    problems: Problems,
    places: Places,
) -> tuple[T, ...]:
    """The values of one `[[section]]`; places remember where each of them stands."""
    found: list[T] = []
    for path, table in read_list(document.get(section, []), (section,), problems):
        value = read(table, path, problems)
        if value is None:
            places.unread.add(section)
        else:
            found.append(value)
            places.paths[section].append(path)
    return tuple(found)


def _all_agents(document: dict[str, Any], problems: Problems, places: Places) -> tuple[Agent, ...]:
    found: list[Agent] = []
    for path, table in read_list(document.get("agent", []), ("agent",), problems):
        alike = sections.agents(table, path, problems)
        if not alike:
            places.unread.add("agent")
        found.extend(alike)
        places.paths["agent"].extend(path for _each in alike)
    return tuple(found)


def _read_subdivision(table: dict[str, Any], fields: dict[str, Any], problems: Problems) -> None:
    """A part of the country is only known by the country's own list."""
    path = ("team", "subdivision")
    given = table.get("subdivision")
    if given is None:
        return
    if "country" not in fields:
        if "country" not in table:
            problems.add(path, _("“subdivision” needs “country” beside it."))
        return
    allowed = subdivisions(fields["country"])
    if given in allowed:
        fields["subdivision"] = given
        return
    wrong = _("“{part}” is no part of {country} with holidays of its own.").format(
        part=given, country=fields["country"]
    )
    problems.add(path, told(wrong, suggestion(str(given), allowed)))


def _not_toml(filename: str, text: str, detail: str) -> TeamFileError:
    found = TOML_PLACE.search(detail)
    line = int(found[1]) if found and found[1] else text.count("\n") + 1
    what = TOML_PLACE.sub("", detail)
    return _refused(filename, line, _("This is not valid TOML: {what}.").format(what=what))


def _refused(filename: str, line: int | None, sentence: str) -> TeamFileError:
    return TeamFileError([Problem(file=filename, line=line, sentence=sentence)])
