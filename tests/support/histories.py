"""History files as other systems write them, made to order."""

from collections.abc import Iterable
from pathlib import Path

from halfhour.ledger.reading import History, read_history

HEADER = "contact_id,opened_at,queue,answered_at,handle_seconds"
GOOD = (
    "1,2024-03-04 09:00,phone,2024-03-04 09:01,120",
    "2,2024-03-04 09:05,phone,2024-03-04 09:07,180",
    "3,2024-03-04 09:40,email,,",
)


def contacts_csv(*rows: str, header: str = HEADER, end: str = "\n") -> str:
    """The header, the three good rows, and whatever else is asked for."""
    return end.join((header, *GOOD, *rows)) + end


def read_bytes(folder: Path, content: bytes, *, name: str = "history.csv", **options: object) -> History:
    path = folder / name
    path.write_bytes(content)
    return read_history([path], **{"timezone": "Europe/Berlin", **options})  # type: ignore[arg-type]


def read_text(folder: Path, content: str, **options: object) -> History:
    return read_bytes(folder, content.encode(), **options)


def ids(history: History) -> list[str]:
    assert history.contacts is not None
    return history.contacts["contact_id"].to_list()


def sentences(history: History) -> list[str]:
    """What rejected.csv says, in words, first examples of each reason."""
    return [example.sentence for kept in history.rejected.examples.values() for example in kept]


def xes(events: Iterable[tuple[str, str, str]], *, head: str = "", name: str = "concept:name") -> str:
    """An XES log of (case, event, time)."""
    traces: dict[str, list[tuple[str, str]]] = {}
    for case, event, at in events:
        traces.setdefault(case, []).append((event, at))
    body = "".join(
        f'<trace><string key="concept:name" value="{case}"/>'
        + "".join(
            f'<event><string key="{name}" value="{event}"/><string key="org:resource" value="Ada"/>'
            f'<date key="time:timestamp" value="{at}"/></event>'
            for event, at in happened
        )
        + "</trace>"
        for case, happened in traces.items()
    )
    return f'<?xml version="1.0"?>{head}<log xmlns="http://www.xes-standard.org/">{body}</log>'
