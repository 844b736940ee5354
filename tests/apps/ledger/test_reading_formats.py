"""One history in every format, plain and packed, is one history."""

import bz2
import gzip
import io
import json
import lzma
import zipfile
from datetime import datetime

import openpyxl
import polars as pl
import pyarrow as pa
import pytest

from halfhour.ledger.reading import read_history
from support.histories import contacts_csv, read_bytes, xes


def as_csv(frame: pl.DataFrame) -> bytes:
    return frame.write_csv(datetime_format="%Y-%m-%d %H:%M:%S").encode()


def as_json_lines(frame: pl.DataFrame) -> bytes:
    rows = frame.with_columns(pl.col(pl.Datetime).dt.strftime("%Y-%m-%dT%H:%M:%S")).iter_rows(named=True)
    return "\n".join(json.dumps(row) for row in rows).encode()


def as_parquet(frame: pl.DataFrame) -> bytes:
    packed = io.BytesIO()
    frame.write_parquet(packed)
    return packed.getvalue()


def as_xlsx(frame: pl.DataFrame) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(frame.columns)
    for row in frame.iter_rows():
        book.active.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def as_zip(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("history.dat", content)
    return packed.getvalue()


def as_zstd(content: bytes) -> bytes:
    return pa.compress(content, codec="zstd", asbytes=True)


FORMATS = {"csv": as_csv, "json lines": as_json_lines, "parquet": as_parquet, "xlsx": as_xlsx}
PACKERS = {
    "plain": bytes, "gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "zstd": as_zstd,
    "zip": as_zip,
}  # fmt: skip
FRAME = pl.DataFrame(
    {
        "contact_id": [f"c{n}" for n in range(50)],
        "opened_at": [datetime(2024, 3, 4, 9, n) for n in range(50)],
        "queue": ["phone", "e-mail, «Störung»", None, "退款", "line\nbreak"] * 10,
        "handle_seconds": [60.5, None, 120.0, 30.0, 0.25] * 10,
        "reopened": [0, 1, None, 2, 0] * 10,
    }
)
WANTED = FRAME.with_columns(
    pl.col("opened_at").dt.replace_time_zone("Europe/Berlin").dt.convert_time_zone("UTC"),
)


# A workbook inside an archive is refused, see tests/faults.
COMBINATIONS = [(form, packer) for form in FORMATS for packer in PACKERS if (form, packer) != ("xlsx", "zip")]


@pytest.mark.parametrize(("form", "packer"), COMBINATIONS)
def test_the_format_does_not_change_what_is_read(tmp_path, form, packer):
    content = FORMATS[form](FRAME)
    history = read_bytes(tmp_path, PACKERS[packer](content), name="history.dat")
    assert history.contacts.select(WANTED.columns).equals(WANTED)
    assert history.counts.used == 50


def test_a_workbook_s_sheet_can_be_named(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["nothing", "here"])
    sheet = book.create_sheet("Tickets")
    sheet.append([None, None])
    sheet.append(["contact_id", "opened_at"])
    sheet.append([7, datetime(2024, 3, 4, 9)])
    book.save(tmp_path / "book.xlsx")
    history = read_history([tmp_path / "book.xlsx"], sheet="Tickets", timezone="UTC")
    assert history.contacts["contact_id"].to_list() == ["7"]


def test_times_of_day_in_a_workbook_are_durations(tmp_path):
    from datetime import time

    book = openpyxl.Workbook()
    book.active.append(["contact_id", "opened_at", "handle_seconds"])
    book.active.append([7, datetime(2024, 3, 4, 9), time(0, 3, 5)])
    book.save(tmp_path / "book.xlsx")
    history = read_history([tmp_path / "book.xlsx"], timezone="UTC")
    assert history.contacts["handle_seconds"].to_list() == [185.0]


@pytest.mark.parametrize("packer", ["plain", "gzip"])
def test_an_xes_log_is_read_with_the_case_of_each_event(tmp_path, packer):
    log = (("A", "Created", "2024-03-04T09:00:00+01:00"), ("B", "Created", "2024-03-04T10:00:00.5Z"))
    history = read_bytes(tmp_path, PACKERS[packer](xes(log).encode()), name="log.xes")
    assert history.events["contact_id"].to_list() == ["A", "B"]
    assert history.events["agent"].to_list() == ["Ada", "Ada"]
    assert [str(at) for at in history.events["at"]] == [
        "2024-03-04 08:00:00+00:00",
        "2024-03-04 10:00:00.500000+00:00",
    ]


@pytest.mark.shared_data
def test_the_volvo_log_says_the_same_as_xes_and_as_csv(shared_data):
    """The folder holds one log twice: as published, and flattened by its makers."""
    folder = shared_data / "tickets-volvo-problems"
    published = read_history([folder / "bpic2013_closed_problems.xes.gz"]).events
    flattened = read_history([folder / "closed_problems.csv.gz"]).events
    same = ["contact_id", "at", "event", "agent", "queue"]
    assert published.height == flattened.height == 6_660
    assert published.select(same).sort(same).equals(flattened.select(same).sort(same))


def test_gzipped_members_of_a_zip_are_unpacked_too(tmp_path):
    packed = as_zip(gzip.compress(contacts_csv().encode()))
    assert read_bytes(tmp_path, packed, name="a.zip").counts.used == 3
