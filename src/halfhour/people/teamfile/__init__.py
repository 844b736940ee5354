"""The team file: a team's settings as TOML that people write, read into the engine's values and back.

The same content as a plain document (what `TeamVersion` keeps) goes through the same door, so a form,
a file and a row are refused for the same reasons. Every key is described in docs/reference/team-file.md.
"""

from halfhour.people.teamfile.problems import Problem, TeamFileError
from halfhour.people.teamfile.reading import parse_team, read_team, team_from_document
from halfhour.people.teamfile.remarks import team_remarks
from halfhour.people.teamfile.starter import starter_file
from halfhour.people.teamfile.writing import document_from_team, write_team

__all__ = [
    "Problem",
    "TeamFileError",
    "document_from_team",
    "parse_team",
    "read_team",
    "starter_file",
    "team_from_document",
    "team_remarks",
    "write_team",
]
