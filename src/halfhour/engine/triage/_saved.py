"""A classifier as bytes and back: numbers and words only, so that reading them runs nothing.

A ZIP archive of one JSON text (labels, vocabulary, calibration) and three arrays in NumPy's own format,
read without pickles. Whatever does not fit together is refused before it is used.
"""

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.errors import EngineError, UnreadableClassifier
from halfhour.engine.reasons import Reason
from halfhour.engine.triage._calibration import Calibration
from halfhour.engine.triage._classifier import Classifier
from halfhour.engine.triage._reasons import TriageReason

FORMAT = 1  # a new one whenever features are told otherwise, for weights are of features
HEAD = "classifier.json"
ARRAYS = ("rarity", "weights", "constants")
NAMES = frozenset({HEAD, *(f"{name}.npy" for name in ARRAYS)})
MOST_BYTES = 1_000_000_000  # unpacked
CALIBRATION = ("best", "gap", "known", "constant")
SAME_DATE = (1980, 1, 1, 0, 0, 0)  # equal classifiers give equal bytes


def classifier_bytes(*, classifier: Classifier) -> bytes:
    """The classifier as bytes for `classifier_from`; equal classifiers give equal bytes."""
    vocabulary = sorted(classifier.vocabulary, key=lambda feature: classifier.vocabulary[feature])
    head = {
        "format": FORMAT,
        "labels": classifier.labels,
        "vocabulary": vocabulary,
        "calibration": {name: getattr(classifier.calibration, name) for name in CALIBRATION},
        "abstain_below": classifier.abstain_below,
    }
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr(_entry(HEAD), json.dumps(head, ensure_ascii=False))
        for name in ARRAYS:
            array = BytesIO()
            np.lib.format.write_array(array, getattr(classifier, name), allow_pickle=False)
            archive.writestr(_entry(f"{name}.npy"), array.getvalue())
    return packed.getvalue()


def classifier_from(*, data: bytes) -> Classifier:
    """The classifier that `classifier_bytes` gave.

    Raises
    ------
    UnreadableClassifier
        For anything else: it may come from a stranger, and nothing of it is run.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            if {entry.filename for entry in archive.infolist()} != NAMES or len(archive.infolist()) != len(
                NAMES
            ):
                raise _unreadable("its parts are not those of a classifier")
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
                raise _unreadable(f"it is larger than {MOST_BYTES} bytes")
            head = json.loads(archive.read(HEAD))
            arrays = {name: _array(archive.read(f"{name}.npy")) for name in ARRAYS}
    except EngineError:
        raise
    except (
        BadZipFile,
        ValueError,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        RecursionError,
    ) as cause:
        raise _unreadable(str(cause)) from cause
    return _checked(head, arrays)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, SAME_DATE)
    entry.compress_type = ZIP_DEFLATED
    return entry


def _array(data: bytes) -> NDArray[Any]:
    return np.lib.format.read_array(BytesIO(data), allow_pickle=False)


def _checked(head: object, arrays: Mapping[str, NDArray[Any]]) -> Classifier:
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise _unreadable(f"it is not of format {FORMAT}")
    labels, vocabulary = _words(head.get("labels")), _words(head.get("vocabulary"))
    shapes = {
        "rarity": (len(vocabulary),),
        "weights": (len(vocabulary), len(labels)),
        "constants": (len(labels),),
    }
    for name, shape in shapes.items():
        array = arrays[name]
        if array.dtype != np.float32 or array.shape != shape or not np.isfinite(array).all():
            raise _unreadable(f"{name} is not finite numbers of shape {shape}")
    given = head.get("calibration")
    figures = [given.get(name) if isinstance(given, dict) else None for name in CALIBRATION]
    figures.append(head.get("abstain_below"))
    if not all(isinstance(each, int | float) and abs(each) < 1e9 for each in figures) or len(labels) < 2:
        raise _unreadable("its calibration is not finite numbers, or it has fewer than two labels")
    *weights, abstain_below = (float(each) for each in figures if each is not None)
    return Classifier(
        labels=labels,
        vocabulary={feature: row for row, feature in enumerate(vocabulary)},
        calibration=Calibration(**dict(zip(CALIBRATION, weights, strict=True))),
        abstain_below=abstain_below,
        **{name: np.ascontiguousarray(arrays[name]) for name in ARRAYS},
    )


def _words(given: object) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise _unreadable("its labels or its vocabulary are not words")
    if len(set(given)) != len(given):
        raise _unreadable("a label or a feature comes twice")
    return tuple(given)


def _unreadable(why: str) -> UnreadableClassifier:
    return UnreadableClassifier(
        f"not a classifier: {why}", reason=Reason(kind=TriageReason.UNREADABLE_CLASSIFIER)
    )
