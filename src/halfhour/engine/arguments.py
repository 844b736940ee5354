"""What formulas ask of their arguments: arrays of numbers in range, or a refusal by name and value."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from halfhour.engine.errors import OutOfRange

Numbers = NDArray[np.float64]
SMALLEST_LOAD = 1e-100  # erlangs


def amounts(name: str, values: ArrayLike, *, endless: bool = False) -> Numbers:
    """`values` as floats of at least 0; infinity only where `endless` allows it."""
    numbers = np.asarray(values, dtype=np.float64)
    allowed = (numbers >= 0) & (np.isfinite(numbers) | endless)
    if not allowed.all():
        wanted = "at least 0" if endless else "finite and at least 0"
        raise OutOfRange(f"{name} must be {wanted}; got {numbers[~allowed].flat[0]:g}")
    return numbers


def loads(name: str, values: ArrayLike) -> Numbers:
    """`values` as finite floats of at least 0; what is too small to be divided by counts as SMALLEST_LOAD."""
    numbers = amounts(name, values)
    return np.where(numbers > 0, np.maximum(numbers, SMALLEST_LOAD), 0.0)


def durations(name: str, values: ArrayLike) -> Numbers:
    """`values` as finite floats above 0."""
    numbers = np.asarray(values, dtype=np.float64)
    allowed = (numbers > 0) & np.isfinite(numbers)
    if not allowed.all():
        raise OutOfRange(f"{name} must be finite and above 0; got {numbers[~allowed].flat[0]:g}")
    return numbers


def heads(name: str, values: ArrayLike) -> Numbers:
    """`values` as whole numbers of at least 0, held as floats so that formulas may use them."""
    numbers = amounts(name, values)
    whole = numbers == np.floor(numbers)
    if not whole.all():
        raise OutOfRange(f"{name} must be whole; got {numbers[~whole].flat[0]:g}")
    return numbers


def shares(name: str, values: ArrayLike) -> Numbers:
    """`values` as floats above 0 and below 1."""
    numbers = np.asarray(values, dtype=np.float64)
    allowed = (numbers > 0) & (numbers < 1)
    if not allowed.all():
        raise OutOfRange(f"{name} must be above 0 and below 1; got {numbers[~allowed].flat[0]:g}")
    return numbers
