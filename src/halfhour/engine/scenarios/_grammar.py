"""The language of changes: one line, one change. docs/reference/scenario-language.md describes it.

Each form has its patterns, tried in order, and the way it is written, which is what a line that
begins like it but does not match is told.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from halfhour.engine.scenarios import _amounts as amounts
from halfhour.engine.scenarios._changes import (
    Absence,
    AddPeople,
    BreakKind,
    BreaksTogether,
    BufferOnQueue,
    Change,
    Concurrency,
    HandleTime,
    Interrupt,
    Move,
    NewGoal,
    Patience,
    Pool,
    ShiftDay,
    Sick,
    SickSome,
    SpreadBreaks,
    TakePeople,
    Train,
    Volume,
    Window,
)
from halfhour.engine.scenarios._reasons import LineReason, Refused
from halfhour.engine.scenarios._within import (
    whole_count,
    within_absence,
    within_change,
    within_concurrency,
    within_contacts,
    within_goal,
    within_handle_time,
    within_pace,
    within_patience,
    within_shift,
)

NAME = r"(?:\"[^\"]+\"|[^\",]+?)"
CLOCK = r"\d{1,2}:\d{2}"
WINDOW = rf"(?P<start>{CLOCK}) ?- ?(?P<end>{CLOCK})"
BY = r"(?P<by>[+-] ?\d+(?:\.\d+)? ?%)"
SHARE = r"(?P<share>\d+(?:\.\d+)? ?%)"
LASTING = r"(?P<lasting>\d[\d.]* ?[a-z]+(?: \d[\d.]* ?[a-z]+)*)"
PERSON = r"(?:persons?|people)"

Parts = Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One kind of line: words that give it away, how it is written, and how it is read."""

    words: str
    usage: str
    patterns: tuple[re.Pattern[str], ...]
    build: Callable[[Parts], Change]


def read_change(text: str) -> Change:
    """The change that a line asks for; `text` is without comment and without its day.

    Raises
    ------
    Refused
        With the reason: what is wrong, and how it should be written.
    """
    for form in FORMS:
        for pattern in form.patterns:
            if found := pattern.fullmatch(text):
                return form.build(found.groupdict())
    raise _not_understood(text)


def _not_understood(text: str) -> Refused:
    """Which form the line was meant to be, as far as its sign or its words tell."""
    if re.match(r"[+-] ?\d", text):
        return Refused(LineReason.FORM, text=text, form=ADD_USAGE if text[0] == "+" else TAKE_USAGE)
    for find in (re.match, _anywhere):
        for form in FORMS:
            if find(rf"(?:{form.words})(?!\w)", text, re.IGNORECASE):
                return Refused(LineReason.FORM, text=text, form=form.usage)
    begins = {word: form for form in FORMS for word in form.words.replace("?", "").split("|")}
    words = text.lower().split(" ")
    for said in (" ".join(words[:2]), words[0]):
        if close := get_close_matches(said, list(begins), n=1, cutoff=0.7):
            return Refused(LineReason.MEANT, text=text, form=begins[close[0]].usage)
    return Refused(LineReason.UNKNOWN, text=text, forms=", ".join(KEYWORDS))


def _anywhere(pattern: str, text: str, flags: re.RegexFlag) -> re.Match[str] | None:
    return re.search(rf"(?<!\w){pattern}", text, flags)


def _form(words: str, usage: str, build: Callable[[Parts], Change], *patterns: str) -> Form:
    compiled = tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
    return Form(words=words, usage=usage, patterns=compiled, build=build)


def _text(parts: Parts, name: str) -> str:
    return (parts.get(name) or "").strip()


def _name(parts: Parts, name: str) -> str:
    return _text(parts, name).strip('"').strip()


def _maybe_name(parts: Parts, name: str) -> str | None:
    return _name(parts, name) or None


def _window(parts: Parts) -> Window:
    return amounts.window_between(_text(parts, "start"), _text(parts, "end"))


def _maybe_window(parts: Parts) -> Window | None:
    return _window(parts) if parts.get("start") else None


def _factor(parts: Parts, name: str = "by") -> float:
    """+30 % is 1.3."""
    text = _text(parts, name)
    return round(1 + float(text.replace(" ", "").removesuffix("%")) / 100, 9)


def _share(parts: Parts, name: str = "share") -> float:
    return float(_text(parts, name).replace(" ", "").removesuffix("%")) / 100


def _add_people(parts: Parts) -> Change:
    queues = _text(parts, "queues")
    return AddPeople(
        count=whole_count(_text(parts, "count")),
        window=_window(parts),
        queues=amounts.names_of(queues, form=ADD_USAGE) if queues else (),
    )


def _take_people(parts: Parts) -> Change:
    return TakePeople(
        count=whole_count(_text(parts, "count")),
        window=_window(parts),
        queues=amounts.names_of(_text(parts, "queues"), form=TAKE_USAGE),
    )


def _sick(parts: Parts) -> Change:
    if parts.get("count"):
        return SickSome(count=whole_count(_text(parts, "count")))
    return Sick(names=amounts.names_of(_text(parts, "names"), form=SICK_USAGE))


def _train(parts: Parts) -> Change:
    return Train(
        names=amounts.names_of(_text(parts, "names"), form=TRAIN_USAGE),
        queue=_name(parts, "queue"),
        handle_factor=within_pace(_text(parts, "share"), _share(parts)) if parts.get("share") else 1.0,
    )


def _move(parts: Parts) -> Change:
    return Move(name=_name(parts, "name"), queue=_name(parts, "queue"), window=_maybe_window(parts))


def _shift(parts: Parts) -> Change:
    seconds = amounts.duration_seconds(_text(parts, "lasting"))
    sign = -1 if parts["sign"] == "-" else 1
    return ShiftDay(name=_name(parts, "name"), seconds=sign * within_shift(_text(parts, "lasting"), seconds))


def _spread(parts: Parts) -> Change:
    return SpreadBreaks(kind=_break_kind(parts), window=_window(parts))


def _together(parts: Parts) -> Change:
    return BreaksTogether(
        kind=_break_kind(parts), start_second=amounts.seconds_of_clock(_text(parts, "start"))
    )


def _break_kind(parts: Parts) -> BreakKind:
    return BreakKind.LUNCH if _text(parts, "kind").lower().startswith("lunch") else BreakKind.BREAK


def _pool(parts: Parts) -> Change:
    queues = amounts.names_of(_text(parts, "queues"), form=POOL_USAGE)
    if len(queues) < 2:
        raise Refused(LineReason.TWO_QUEUES, text=_text(parts, "queues"))
    return Pool(queues=queues, window=_maybe_window(parts))


def _interrupt(parts: Parts) -> Change:
    queues = _text(parts, "queues")
    return Interrupt(
        queue=_name(parts, "queue"),
        live_queues=amounts.names_of(queues, form=INTERRUPT_USAGE) if queues else (),
    )


def _handle_time(parts: Parts) -> Change:
    queue = _maybe_name(parts, "queue")
    if parts.get("by"):
        return HandleTime(queue=queue, factor=within_change(_text(parts, "by"), _factor(parts)))
    text = _text(parts, "lasting")
    return HandleTime(queue=queue, seconds=within_handle_time(text, amounts.duration_seconds(text)))


def _volume(parts: Parts) -> Change:
    queue, window = _maybe_name(parts, "queue"), _maybe_window(parts)
    if parts.get("contacts"):
        contacts = within_contacts(_text(parts, "contacts"))
        return Volume(queue=queue, contacts=contacts, window=window)
    factor = within_change(_text(parts, "by"), _factor(parts), least=0.0)
    return Volume(queue=queue, factor=factor, window=window)


def _goal(parts: Parts) -> Change:
    share, lasting = _text(parts, "share"), _text(parts, "lasting")
    found = within_goal(share, _share(parts), lasting, amounts.duration_seconds(lasting))
    return NewGoal(queue=_name(parts, "queue"), share=found[0], within_seconds=found[1])


def _patience(parts: Parts) -> Change:
    queue = _name(parts, "queue")
    if parts.get("by"):
        return Patience(queue=queue, factor=within_change(_text(parts, "by"), _factor(parts)))
    if parts.get("lasting"):
        text = _text(parts, "lasting")
        return Patience(queue=queue, seconds=within_patience(text, amounts.duration_seconds(text)))
    return Patience(queue=queue)


def _concurrency(parts: Parts) -> Change:
    return Concurrency(
        queue=_name(parts, "queue"),
        most=within_concurrency(_text(parts, "count")),
        factor=within_pace(_text(parts, "share"), _share(parts)) if parts.get("share") else None,
    )


def _absence(parts: Parts) -> Change:
    return Absence(share=within_absence(_text(parts, "share"), _share(parts)))


def _buffer(_parts: Parts) -> Change:
    return BufferOnQueue()


ADD_USAGE = "+1 person 12:00-20:00 for QUEUE"
TAKE_USAGE = "-1 person 12:00-20:00 for QUEUE"
SICK_USAGE = "sick NAME, NAME"
TRAIN_USAGE = "train NAME for QUEUE"
POOL_USAGE = "pool QUEUE, QUEUE"
INTERRUPT_USAGE = "interrupt QUEUE for QUEUE"

FORMS: tuple[Form, ...] = (
    _form(
        "people|persons?",
        ADD_USAGE,
        _add_people,
        rf"\+ ?(?P<count>\d+) ?{PERSON} {WINDOW}(?: for (?P<queues>.+))?",
        rf"\+ ?(?P<count>\d+) ?{PERSON} for (?P<queues>.+?) {WINDOW}",
    ),
    _form(
        "fewer",
        TAKE_USAGE,
        _take_people,
        rf"- ?(?P<count>\d+) ?{PERSON} {WINDOW} for (?P<queues>.+)",
        rf"- ?(?P<count>\d+) ?{PERSON} for (?P<queues>.+?) {WINDOW}",
    ),
    _form(
        "sick",
        SICK_USAGE,
        _sick,
        r"(?P<count>\d+) sick",
        r"sick (?P<count>\d+)",
        r"sick (?P<names>.+)",
    ),
    _form("absence", "absence 10 %", _absence, rf"absence {SHARE}"),
    _form(
        "train",
        TRAIN_USAGE,
        _train,
        rf"train (?P<names>.+) for (?P<queue>{NAME})(?: at {SHARE})?",
    ),
    _form(
        "move",
        "move NAME to QUEUE 10:00-12:00",
        _move,
        rf"move (?P<name>{NAME}) to (?P<queue>{NAME})(?: {WINDOW})?",
    ),
    _form(
        "shift",
        "shift NAME +30 min",
        _shift,
        rf"shift (?P<name>{NAME}) (?P<sign>[+-]) ?{LASTING}",
    ),
    _form(
        "lunch|lunches",
        "lunch spread 11:30-14:00",
        _spread,
        rf"(?P<kind>lunch(?:es)?) spread {WINDOW}",
    ),
    _form(
        "lunch|lunches",
        "lunch at 12:00",
        _together,
        rf"(?P<kind>lunch(?:es)?) at (?P<start>{CLOCK})",
    ),
    _form("break|breaks", "breaks spread 10:00-11:30", _spread, rf"(?P<kind>breaks?) spread {WINDOW}"),
    _form("break|breaks", "breaks at 10:00", _together, rf"(?P<kind>breaks?) at (?P<start>{CLOCK})"),
    _form("buffer|buffers", "buffer on queue", _buffer, r"buffers? on queues?"),
    _form("pool", POOL_USAGE, _pool, rf"pool (?P<queues>.+?) {WINDOW}", r"pool (?P<queues>.+)"),
    _form(
        "interrupt",
        INTERRUPT_USAGE,
        _interrupt,
        rf"interrupt (?P<queue>{NAME})(?: for (?P<queues>.+))?",
    ),
    _form(
        "handle times?",
        "handle time QUEUE -10 %",
        _handle_time,
        rf"handle time(?: (?P<queue>{NAME}))? {BY}",
        rf"handle time(?: (?P<queue>{NAME}))? {LASTING}",
        rf"(?P<queue>{NAME}) handle time {BY}",
        rf"(?P<queue>{NAME}) handle time {LASTING}",
    ),
    _form(
        "volume",
        "volume QUEUE +30 % 10:00-14:00",
        _volume,
        rf"volume(?: (?P<queue>{NAME}))? {BY}(?: {WINDOW})?",
        rf"volume (?P<queue>{NAME}) \+ ?(?P<contacts>\d+(?:\.\d+)?)(?: contacts?)?(?: {WINDOW})?",
        rf"(?P<queue>{NAME}) volume {BY}(?: {WINDOW})?",
    ),
    _form(
        "goal",
        "goal QUEUE 90 % in 15 s",
        _goal,
        rf"goal (?P<queue>{NAME}) {SHARE} (?:with)?in {LASTING}",
        rf"(?P<queue>{NAME}) goal {SHARE} (?:with)?in {LASTING}",
    ),
    _form(
        "patience",
        "patience QUEUE 2 min",
        _patience,
        rf"patience (?P<queue>{NAME}) {BY}",
        rf"patience (?P<queue>{NAME}) {LASTING}",
        rf"patience (?P<queue>{NAME}) endless",
    ),
    _form(
        "concurrency",
        "QUEUE concurrency 3",
        _concurrency,
        rf"concurrency (?P<queue>{NAME}) (?P<count>\d+)(?: at {SHARE})?",
        rf"(?P<queue>{NAME}) concurrency (?P<count>\d+)(?: at {SHARE})?",
    ),
)
KEYWORDS = (
    "+1 person",
    "-1 person",
    "sick",
    "absence",
    "train",
    "move",
    "shift",
    "lunch",
    "breaks",
    "buffer",
    "pool",
    "interrupt",
    "handle time",
    "volume",
    "goal",
    "patience",
    "concurrency",
)
