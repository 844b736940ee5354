"""Classifiers as bytes: the same after a round trip, and strangers' bytes run nothing."""

import io
import json
import pickle
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from halfhour.engine.errors import UnreadableClassifier
from halfhour.engine.triage import (
    TriageReason,
    classifier_bytes,
    classifier_from,
    classify,
)
from support.desk_texts import DESK, HARDER


@pytest.fixture(scope="module")
def data(desk) -> bytes:
    return classifier_bytes(classifier=desk)


def changed(data: bytes, name: str, content: bytes) -> bytes:
    """The same archive with one part in another's place, or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for entry, part in {**parts, name: content}.items():
            archive.writestr(entry, part)
    return packed.getvalue()


def head(data: bytes) -> dict:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return json.loads(archive.read("classifier.json"))


def array(values: np.ndarray) -> bytes:
    packed = io.BytesIO()
    np.save(packed, values, allow_pickle=True)
    return packed.getvalue()


def test_it_guesses_the_same_after_a_round_trip(desk, data):
    again = classifier_from(data=data)
    for each in (*DESK[::5], *HARDER):
        assert classify(classifier=again, text=each.text) == classify(classifier=desk, text=each.text)


def test_equal_classifiers_give_equal_bytes(desk, data):
    assert classifier_bytes(classifier=replace(desk)) == data
    assert classifier_bytes(classifier=classifier_from(data=data)) == data


class Bomb:
    went_off = False

    def __reduce__(self):
        return (setattr, (Bomb, "went_off", True))


def test_a_pickle_among_the_arrays_is_refused_and_not_run(data):
    for bomb in (pickle.dumps(Bomb()), array(np.array([Bomb()], dtype=object))):
        with pytest.raises(UnreadableClassifier):
            classifier_from(data=changed(data, "weights.npy", bomb))
    with pytest.raises(UnreadableClassifier):
        classifier_from(data=pickle.dumps(Bomb()))
    assert not Bomb.went_off


@pytest.mark.parametrize("cut", [0, 1, 100, -1, -30])
def test_bytes_that_are_cut_off_are_refused(data, cut):
    with pytest.raises(UnreadableClassifier) as refused:
        classifier_from(data=data[:cut])
    assert refused.value.reason.kind is TriageReason.UNREADABLE_CLASSIFIER


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"labels": ["refund"]},
        {"labels": ["refund", "refund", "size", "delivery", "invoice"]},
        {"labels": [1, 2, 3, 4, 5]},
        {"vocabulary": ["one"]},
        {"calibration": None},
        {"calibration": {"best": "1", "gap": 1, "known": 1, "constant": 0}},
        {"abstain_below": float("nan")},
        {"abstain_below": "0.5"},
    ],
    ids=str,
)
def test_parts_that_do_not_fit_together_are_refused(data, change):
    with pytest.raises(UnreadableClassifier):
        classifier_from(data=changed(data, "classifier.json", json.dumps(head(data) | change).encode()))


@pytest.mark.parametrize(
    "values",
    [np.zeros(3, dtype=np.float32), np.zeros(3), np.full(5, np.nan, dtype=np.float32)],
    ids=["too few", "other numbers", "not numbers"],
)
def test_arrays_of_other_shapes_or_numbers_are_refused(data, values):
    with pytest.raises(UnreadableClassifier):
        classifier_from(data=changed(data, "constants.npy", array(values)))


def test_parts_that_nobody_asked_for_are_refused(data):
    with pytest.raises(UnreadableClassifier):
        classifier_from(data=changed(data, "more.npy", b""))


def test_what_unpacks_to_more_than_anyone_could_have_learned_is_refused(data, monkeypatch):
    monkeypatch.setattr("halfhour.engine.triage._saved.MOST_BYTES", 1_000)
    with pytest.raises(UnreadableClassifier, match="larger than"):
        classifier_from(data=data)
