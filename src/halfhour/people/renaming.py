"""When a person of the settings gets another name, or leaves: their sessions and time off follow."""

from collections.abc import Callable
from typing import Any

Document = dict[str, Any]


def rename_person(document: Document, *, old: str, new: str) -> Document:
    """The document with the person's sessions and time off under their new name."""
    return _with_attendees(
        _with_time_off(
            document, lambda away: {**away, "agent": new if away["agent"] == old else away["agent"]}
        ),
        lambda names: [new if name == old else name for name in names],
    )


def forget_person(document: Document, *, name: str) -> Document:
    """The document without the person's time off, and without them in sessions that others attend too.

    A session for them alone keeps their name, and is then refused: it would turn into one for everybody.
    """
    away = [each for each in document.get("time_off", ()) if each["agent"] != name]
    kept = {key: value for key, value in document.items() if key != "time_off"}
    return _with_attendees(
        {**kept, "time_off": away} if away else kept,
        lambda names: [each for each in names if each != name] or names,
    )


def _with_time_off(document: Document, change: Callable[[Document], Document]) -> Document:
    if "time_off" not in document:
        return document
    return {**document, "time_off": [change(away) for away in document["time_off"]]}


def _with_attendees(document: Document, change: Callable[[list[str]], list[str]]) -> Document:
    if "session" not in document:
        return document
    return {
        **document,
        "session": [
            {**session, "agents": change(session["agents"])} if session.get("agents") else session
            for session in document["session"]
        ],
    }
