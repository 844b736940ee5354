"""What became of a file, in sentences: the same on the terminal and on the page."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halfhour.engine.shrinkage import uses_of_states
from halfhour.ledger.actions import ImportProgress, Stage
from halfhour.ledger.reading import SENTENCES, TITLES, RejectReason, Shape
from halfhour.wording.shrinkage import use_words

GROUPS_NAMED = 8
COLUMNS_NAMED = 20


def import_sentences(result: Mapping[str, Any]) -> Iterator[str]:
    """The sentences, most important first; `result` holds the documents that an import keeps."""
    counts, findings = result["counts"], result["findings"]
    if "same_as" in findings:
        yield _("The same file was imported before (import {number}); nothing changed.").format(
            number=findings["same_as"]
        )
        return
    for recognised in result["recognised"]:
        yield from _recognised(recognised)
    yield _("{read} rows read, {rejected} rejected, {cells} single cells left out.").format(
        read=whole(counts["read"]), rejected=whole(counts["rejected"]), cells=whole(counts["cells_left_out"])
    )
    yield from _what_changed(counts)
    yield from _activity(findings)
    yield from _volume(findings)
    yield from _clock_changes(counts)
    for rejected in findings["rejected"]:
        yield _("Left out: {title}: {count}, for example line {line}: {sentence}").format(
            title=TITLES[RejectReason(rejected["reason"])],
            count=whole(rejected["count"]),
            line=rejected["examples"][0]["line"],
            sentence=example_sentence(rejected["reason"], rejected["examples"][0]),
        )
    yield from findings["notices"]


def stage_words(progress: ImportProgress) -> str:
    """What an import is doing."""
    return {
        Stage.READ: _("{rows} rows read"),
        Stage.CONTACTS: _("{rows} events read; making contacts of them"),
        Stage.COPY: _("{rows} rows read; making the copy for analysis"),
    }[progress.stage].format(rows=whole(progress.rows))


def example_sentence(reason: str, example: Mapping[str, Any]) -> str:
    """Why one row was left out, in the reader's language."""
    return str(SENTENCES[RejectReason(reason)]).format(**example["figures"])


def whole(number: float) -> str:
    """A count in the reader's form, with a decimal only where it has one."""
    decimals = 0 if float(number).is_integer() else 1
    return number_format(number, decimal_pos=decimals, use_l10n=True, force_grouping=True)


def shape_words(shape: str) -> str:
    return {
        Shape.CONTACTS: _("one row per contact"),
        Shape.INTERVALS: _("one row per interval"),
        Shape.EVENTS: _("one row per event"),
        Shape.ACTIVITY: _("one row per state of a person"),
    }[Shape(shape)]


def _recognised(recognised: Mapping[str, Any]) -> Iterator[str]:
    words = {
        "file": recognised["file"],
        "format": recognised["format"],
        "shape": shape_words(recognised["shape"]),
        "export": recognised["export"],
    }
    if recognised["export"]:
        yield _("{format}, {shape}, recognised as: {export}.").format(**words)
    else:
        yield _("{format}, {shape}.").format(**words)
    pairs = ", ".join(f"{ours} = {theirs}" for ours, theirs in recognised["columns"].items())
    yield _("Columns: {pairs}.").format(pairs=pairs)
    if recognised["unused"]:
        named = ", ".join(recognised["unused"][:COLUMNS_NAMED])
        more = len(recognised["unused"]) - COLUMNS_NAMED
        if more > 0:
            yield ngettext(
                "Not used: {columns} and {count} more.", "Not used: {columns} and {count} more.", more
            ).format(columns=named, count=more)
        else:
            yield _("Not used: {columns}.").format(columns=named)


def _what_changed(counts: Mapping[str, int]) -> Iterator[str]:
    if "new" in counts:
        yield _("{new} new, {changed} corrected, {unchanged} known already.").format(
            new=whole(counts["new"]), changed=whole(counts["changed"]), unchanged=whole(counts["unchanged"])
        )
    if counts.get("new_events"):
        yield _("{new} new events, {known} known already.").format(
            new=whole(counts["new_events"]), known=whole(counts["known_events"])
        )
    repeated = counts.get("repeated", 0) + counts.get("replaced", 0)
    if repeated:
        yield ngettext(
            "{count} row repeats another or is replaced by a later one.",
            "{count} rows repeat others or are replaced by later ones.",
            repeated,
        ).format(count=whole(repeated))


def _volume(findings: Mapping[str, Any]) -> Iterator[str]:
    if findings["first_on"] is None:
        return
    yield _("{volume} contacts from {first} to {last} ({timezone}).").format(
        volume=whole(findings["volume"]),
        first=findings["first_on"],
        last=findings["last_on"],
        timezone=findings["timezone"],
    )
    for title, groups in ((_("Queues"), findings["queues"]), (_("Channels"), findings["channels"])):
        named = [(name, volume) for name, volume in groups if name]
        if named:
            shown = ", ".join(f"{name} ({whole(volume)})" for name, volume in named[:GROUPS_NAMED])
            more = len(named) - GROUPS_NAMED
            if more > 0:
                yield ngettext(
                    "{title}: {groups} and {count} more.", "{title}: {groups} and {count} more.", more
                ).format(title=title, groups=shown, count=more)
            else:
                yield _("{title}: {groups}.").format(title=title, groups=shown)
    for rule, names in findings.get("rules", {}).items():
        if names:
            yield _("{rule}: {names}.").format(rule=rule_words(rule), names=", ".join(names))


def _activity(findings: Mapping[str, Any]) -> Iterator[str]:
    found = findings.get("activity")
    if found is None:
        return
    yield ngettext(
        "{rows} records of {count} person from {first} to {last} ({timezone}).",
        "{rows} records of {count} people from {first} to {last} ({timezone}).",
        found["people"],
    ).format(
        rows=whole(found["rows"]),
        count=whole(found["people"]),
        first=found["first_on"],
        last=found["last_on"],
        timezone=findings["timezone"],
    )
    if found["planned"]:
        yield ngettext(
            "{count} of them says what was planned.",
            "{count} of them say what was planned.",
            found["planned"],
        ).format(count=whole(found["planned"]))
    uses = uses_of_states(name for name, _rows in found["states"])
    shown = ", ".join(f"{name} = {use_words(uses[name])}" for name, _rows in found["states"][:COLUMNS_NAMED])
    yield _("States: {states}.").format(states=shown)


def rule_words(rule: str) -> str:
    return {
        "answered_by": _("Answered by the event"),
        "resolved_by": _("Resolved by the event"),
        "closed_by": _("Closed by the event"),
        "abandoned_by": _("Abandoned by the event"),
        "waiting_in": _("Waiting for the customer in the state"),
    }[rule]


def _clock_changes(counts: Mapping[str, int]) -> Iterator[str]:
    if counts["moved_by_clock_change"]:
        yield ngettext(
            "{count} time did not exist because clocks went forward; it was moved on by the gap.",
            "{count} times did not exist because clocks went forward; they were moved on by the gap.",
            counts["moved_by_clock_change"],
        ).format(count=whole(counts["moved_by_clock_change"]))
    if counts["ambiguous"]:
        yield ngettext(
            "{count} time exists twice because clocks went back; the first was taken.",
            "{count} times exist twice because clocks went back; the first were taken.",
            counts["ambiguous"],
        ).format(count=whole(counts["ambiguous"]))
