"""Arrays and reasons of the engine as plain JSON that a row keeps, and back, to the last digit."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.forecasting import ModelScore
from halfhour.engine.reasons import Reason


def stored(values: NDArray[Any]) -> list[Any]:
    """An array as a list, row by row; what is not a number becomes null."""
    if values.ndim > 1:
        return [stored(row) for row in values]
    if values.dtype.kind in "iub":
        return list(values.astype(int).tolist())
    kept = values.astype(object)
    kept[~np.isfinite(values)] = None
    return list(kept.tolist())


def array(values: list[Any]) -> NDArray[Any]:
    """A stored list as an array, null as NaN; whole numbers stay whole."""
    if values and isinstance(values[0], list):
        return np.array([array(row) for row in values])
    if all(isinstance(value, int) for value in values):
        return np.array(values, dtype=np.int64)
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def stored_fields(value: Any, *, without: tuple[str, ...]) -> dict[str, Any]:
    """A frozen value of the engine, field by field."""
    return {
        field.name: _stored_any(getattr(value, field.name))
        for field in fields(value)
        if field.name not in without
    }


def loaded_fields(kept: Mapping[str, Any], *, floats: tuple[str, ...] = ()) -> dict[str, Any]:
    """The fields that `stored_fields` kept, as the engine's value wants them.

    `floats` are arrays of numbers that may happen to be whole.
    """
    loaded = {name: _loaded_any(name, value) for name, value in kept.items()}
    return loaded | {name: loaded[name].astype(np.float64) for name in floats if name in loaded}


def stored_reason(reason: Reason) -> dict[str, Any]:
    figures = {name: _plain(value) for name, value in reason.figures.items()}
    return {"kind": str(reason.kind), "figures": figures}


def reason(kept: Mapping[str, Any]) -> Reason:
    """A stored reason; its kind is plain text, which `halfhour.wording` finds all the same."""
    return Reason(kind=kept["kind"], figures=kept.get("figures", {}))


def _stored_any(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return stored(value)
    if isinstance(value, Reason):
        return stored_reason(value)
    if isinstance(value, ModelScore):
        return stored_fields(value, without=())
    if isinstance(value, tuple):
        return [_stored_any(each) for each in value]
    return _plain(value)


def _loaded_any(name: str, value: Any) -> Any:
    if name == "reasons":
        return tuple(reason(kept) for kept in value)
    if name == "scores":
        return tuple(ModelScore(**_score(kept)) for kept in value)
    if name == "levels":
        return tuple(value)
    return array(value) if isinstance(value, list) else value


def _score(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: float("nan") if value is None else value for name, value in kept.items()}


def _plain(value: Any) -> Any:
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and not np.isfinite(value) else value
