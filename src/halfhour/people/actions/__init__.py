"""Every change to people and teams."""

from halfhour.people.actions.members import add_member, change_member, remove_member
from halfhour.people.actions.setting_changes import record_setting
from halfhour.people.actions.settings import create_team, restore_team_version, save_team_version
from halfhour.people.actions.users import create_user, set_preferences, set_profile

__all__ = [
    "add_member",
    "change_member",
    "create_team",
    "create_user",
    "record_setting",
    "remove_member",
    "restore_team_version",
    "save_team_version",
    "set_preferences",
    "set_profile",
]
