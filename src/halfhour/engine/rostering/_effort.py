"""How much searching is allowed, how much is done, and who wants to know."""

from collections.abc import Callable
from dataclasses import dataclass

OnProgress = Callable[[float], None]


@dataclass(slots=True, kw_only=True)
class Effort:
    """Search time in deterministic seconds, the same on any machine.

    `on_progress` hears the share done; whatever it raises ends the solving.
    """

    factor: float
    on_progress: OnProgress | None = None
    stage_starts: float = 0.0
    stage_ends: float = 0.0
    done: float = 0.0

    def stage(self, starts: float, ends: float) -> None:
        """Begin a stage that takes the work from one share to another."""
        self.stage_starts, self.stage_ends = starts, ends
        self.within(0.0)

    def within(self, share: float) -> None:
        """Tell how far the stage is; what is told never shrinks."""
        stretch = self.stage_ends - self.stage_starts
        self.done = max(self.done, self.stage_starts + stretch * min(max(share, 0.0), 1.0))
        self.report()

    def report(self) -> None:
        """Tell that work goes on."""
        if self.on_progress is not None:
            self.on_progress(self.done)
