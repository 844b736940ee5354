"""What the people app refuses; each message is a sentence for the person who asked.

::

    PeopleError
    ├── TeamHasNoSettings    nothing can be planned before the team's first settings
    ├── SettingsMovedOn      someone else saved since; nothing was overwritten
    ├── NameTaken            a user, or an agent's link, exists already
    └── LastLead             a team keeps someone who may manage its members
"""

from halfhour.people.models import TeamVersion


class PeopleError(Exception):
    """Anything the people app refuses."""


class TeamHasNoSettings(PeopleError):
    """Nothing can be planned before the team's first settings."""


class SettingsMovedOn(PeopleError):
    """Someone else saved since the settings were opened; `latest` is what they saved."""

    def __init__(self, sentence: str, *, latest: TeamVersion) -> None:
        super().__init__(sentence)
        self.latest = latest


class NameTaken(PeopleError):
    """A name that must be unique is in use."""


class LastLead(PeopleError):
    """A team keeps someone who may manage its members."""
