"""Why a number or a choice is what it is, as a value.

The engine never words a reason: pages, commands and mails do, in the reader's language
(`halfhour.wording`). A kind is a member of a `ReasonKind` enumeration beside the code that gives it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

Figure = str | int | float
NO_FIGURES: Mapping[str, Figure] = MappingProxyType({})


class ReasonKind(StrEnum):
    """Base of the enumerations of reason kinds; a test sees that each member has its words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason: its kind, and the figures that its sentence needs."""

    kind: ReasonKind
    figures: Mapping[str, Figure] = field(default_factory=lambda: NO_FIGURES)
