"""Versions of goals and of triage rules: what stood in one, and what it changed, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from halfhour.desk.wording.setting import NAMES, told
from halfhour.people.wording.changes import Change, changes

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleShown:
    """A rule as it stood; each of `says` is a value of it, all in `after`."""

    name: str
    is_off: bool
    says: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChanged:
    """What became of one rule; without a name, of what the document says beside its rules."""

    what: str
    name: str
    lines: tuple[Change, ...]


def rules_shown(part: str, document: Document) -> list[RuleShown]:
    """The rules in their order."""
    return [
        RuleShown(name=name, is_off=bool(rule.pop("is_off", False)), says=changes({}, rule, NAMES))
        for name, rule in _rules(part, document).items()
    ]


def rules_changed(part: str, before: Document, after: Document) -> list[RuleChanged]:
    """Which rules came, went, or are others by now; then what else is different."""
    old, new = _rules(part, before), _rules(part, after)
    found = [
        RuleChanged(what=_what(name, old, new), name=name, lines=lines)
        for name in dict.fromkeys([*new, *old])
        if (lines := changes(old.get(name, {}), new.get(name, {}), NAMES))
    ]
    stayed, places = [name for name in old if name in new], [name for name in new if name in old]
    if part == "triage" and stayed != places:
        line = Change(place=_("Order"), before=", ".join(stayed), after=", ".join(places))
        found.append(RuleChanged(what=pgettext("of a rule", "Changed"), name="", lines=(line,)))
    if lines := changes(_beside(part, before), _beside(part, after), NAMES):
        found.append(RuleChanged(what=pgettext("of a rule", "Changed"), name="", lines=lines))
    return found


def _what(name: str, old: Document, new: Document) -> str:
    if name not in old:
        return pgettext("of a rule", "Added")
    return pgettext("of a rule", "Changed") if name in new else pgettext("of a rule", "Removed")


def _rules(part: str, document: Document) -> dict[str, dict[str, Any]]:
    rules = told(part, "rules", document.get("rules", []))
    return {
        rule["name"]: {
            "when": rule.get("when") or _("every contact"),
            **{key: value for key, value in rule.items() if key not in ("name", "when")},
        }
        for rule in rules
    }


def _beside(part: str, document: Document) -> dict[str, Any]:
    return {key: told(part, key, value) for key, value in document.items() if key != "rules" and value}
