"""Loops over cases that numba compiles once there are many of them.

A kernel is a plain function over arrays, calling nothing but plain functions. A few cases run as Python:
that takes less time than to load numba, let alone to compile. Many run compiled, from code that
numba keeps on disk. Both give the same answers, to the last bit where no library function differs.
"""

from collections.abc import Callable
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from halfhour.engine.arguments import Numbers

FEW_SECONDS = 0.15  # of a kernel's work as Python, all calls together, after which it is compiled
TABLE = "float64[:, ::1]"

Loop = Callable[[Numbers, Numbers], None]


class Kernel:
    """A loop over cases, run as Python or compiled.

    The loop takes the cases' figures, shape (figures, cases), and writes `answers` of them each, shape
    (answers, cases). `parts` are the functions that it calls, each after those it calls itself.
    `seconds_per_case` is how long one takes as Python, roughly.
    """

    def __init__(
        self, loop: Loop, *, answers: int, parts: tuple[Callable[..., Any], ...], seconds_per_case: float
    ) -> None:
        self.loop = loop
        self.answers = answers
        self.parts = parts
        self.seconds_per_case = seconds_per_case
        self.seconds_asked = 0.0

    def __call__(self, *figures: Numbers, cases: int) -> Numbers:
        """The answers, shape (answers, cases), for figures that are one for all or of shape (cases,)."""
        table, found = np.empty((len(figures), cases)), np.empty((self.answers, cases))
        for row, figure in zip(table, figures, strict=True):
            row[:] = figure
        self.seconds_asked += cases * self.seconds_per_case
        (self.machine if self.seconds_asked > FEW_SECONDS else self.loop)(table, found)
        return found

    @cached_property
    def machine(self) -> Loop:
        """The loop as machine code: compiled, or loaded where an earlier process has compiled it."""
        from numba import njit
        from numba.extending import register_jitable

        loop, sources = self.loop, self._fingerprint()
        for part in (*self.parts, loop):
            register_jitable(part)

        def run(table, found):  # type: ignore[no-untyped-def]
            # numba looks for changes in this file alone; so what the code is made of is named in it.
            sources  # noqa: B018
            loop(table, found)

        signature = f"void({TABLE}, {TABLE})"
        try:
            made: Loop = njit(signature, cache=True, nogil=True)(run)
        except RuntimeError:  # no folder to keep it in
            made = njit(signature, nogil=True)(run)
        return made

    def _fingerprint(self) -> str:
        files = sorted({part.__code__.co_filename for part in (*self.parts, self.loop)})
        return sha256(b"".join(Path(file).read_bytes() for file in files)).hexdigest()
