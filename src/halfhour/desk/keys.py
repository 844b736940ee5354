"""Every key and command of the workspace, said once: keys, command bar and cheat sheet read it from here."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halfhour.people.access import Permission, TeamAccess


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """`name` is what the page's scripts know it by; `keys` are pressed alone, or with Ctrl where it says.

    What has no keys is in the command bar only.
    """

    name: str
    label: str | Promise
    group: str | Promise
    keys: tuple[str, ...] = ()
    needs: Permission = Permission.SEE_TICKETS
    in_bar: bool = True

    @property
    def shown_keys(self) -> tuple[str, ...]:
        """The keys as they stand on a keyboard."""
        return tuple(ON_KEYBOARDS.get(key, key) for key in self.keys)


ON_KEYBOARDS = {"ArrowDown": "↓", "ArrowUp": "↑", "Escape": "Esc"}
MOVE, DO, WRITE, FIND, MORE = (
    _("Move around"),
    _("Do with the ticket"),
    _("Write"),
    pgettext_lazy("group of keys", "Find"),
    _("By the command bar, Ctrl k"),
)
WORK = Permission.WORK_TICKETS
COMMANDS: tuple[Command, ...] = (
    Command(name="down", keys=("j", "ArrowDown"), label=_("Next in the list"), group=MOVE, in_bar=False),
    Command(name="up", keys=("k", "ArrowUp"), label=_("The one before"), group=MOVE, in_bar=False),
    Command(name="open", keys=("o", "Enter"), label=_("Open it"), group=MOVE, in_bar=False),
    Command(name="next", keys=("n",), label=_("Take the next contact"), group=MOVE, needs=WORK),
    Command(name="pushed", keys=("v",), label=_("Open what was just given to you"), group=MOVE, needs=WORK),
    Command(name="tick", keys=("x",), label=_("Tick it, to change several at once"), group=MOVE, needs=WORK),
    Command(name="leave", keys=("Escape",), label=_("Leave a field, or go back"), group=MOVE, in_bar=False),
    Command(name="mine", keys=("a",), label=_("Take it"), group=DO, needs=WORK),
    Command(name="assignee", keys=("g",), label=_("Give it to …"), group=DO, needs=WORK),
    Command(name="resolve", keys=("e",), label=_("Resolve"), group=DO, needs=WORK),
    Command(name="snooze", keys=("z",), label=_("Put off until …"), group=DO, needs=WORK),
    Command(name="state", keys=("s",), label=_("State …"), group=DO, needs=WORK),
    Command(name="priority", keys=("p",), label=_("Priority …"), group=DO, needs=WORK),
    Command(name="category", keys=("c",), label=_("Category …"), group=DO, needs=WORK),
    Command(name="queue", keys=("q",), label=_("Queue …"), group=DO, needs=WORK),
    Command(name="complexity", keys=("l",), label=_("Complexity …"), group=DO, needs=WORK),
    Command(name="tags", keys=("t",), label=_("Tags …"), group=DO, needs=WORK),
    Command(name="complaint", keys=("f",), label=_("Handle as a complaint"), group=DO, needs=WORK),
    Command(name="department", keys=("d",), label=_("Pass to a department"), group=DO, needs=WORK),
    Command(name="watch", keys=("w",), label=_("Follow, or stop following"), group=DO, needs=WORK),
    Command(name="sure", keys=("y",), label=_("What triage found is right"), group=DO, needs=WORK),
    Command(name="undo", keys=("u",), label=_("Undo the last change"), group=DO, needs=WORK),
    Command(name="history", keys=("h",), label=_("History"), group=DO),
    Command(name="reply", keys=("r",), label=_("Reply"), group=WRITE, needs=WORK),
    Command(name="note", keys=("i",), label=_("Internal note"), group=WRITE, needs=WORK),
    Command(name="macro", keys=("m",), label=_("Canned reply …"), group=WRITE, needs=WORK),
    Command(name="send", keys=("Ctrl Enter",), label=_("Send what is written"), group=WRITE, in_bar=False),
    Command(name="search", keys=("/",), label=_("Search the list"), group=FIND),
    Command(name="bar", keys=("Ctrl k",), label=_("Command bar"), group=FIND, in_bar=False),
    Command(name="sheet", keys=("?",), label=_("All keys"), group=FIND),
    Command(name="not_now", label=_("Not now: to the next who can take it"), group=MORE, needs=WORK),
    Command(name="merge", label=_("Merge into ticket …"), group=MORE, needs=WORK),
    Command(name="link", label=_("Link to ticket …"), group=MORE, needs=WORK),
    Command(name="split", label=_("Split messages off …"), group=MORE, needs=WORK),
    Command(name="language", label=_("Language …"), group=MORE, needs=WORK),
    Command(name="checklist", label=_("New item of the checklist …"), group=MORE, needs=WORK),
    Command(name="new", label=_("New ticket"), group=MORE, needs=WORK),
    Command(name="available", label=_("I am available"), group=MORE, needs=WORK),
    Command(name="busy", label=_("No new contacts for me"), group=MORE, needs=WORK),
    Command(name="away", label=_("I am away"), group=MORE, needs=WORK),
)


def commands_for(access: TeamAccess) -> tuple[Command, ...]:
    return tuple(each for each in COMMANDS if access.may(each.needs))
