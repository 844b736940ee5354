"""Packed files, workbooks and logs that are broken: one clear sentence each, and what is good is kept."""

import bz2
import gzip
import io
import json
import lzma
import os
import random
import zipfile

import openpyxl
import polars as pl
import pytest

from halfhour.ledger.reading import HistoryRefused, Limits, RejectReason, read_history
from support.broken import ALL_GOOD, refusal
from support.histories import HEADER, contacts_csv, ids, read_bytes, read_text, sentences, xes

# Packed files.

PACKERS = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": lambda content: pl_zstd(content),
}


def pl_zstd(content: bytes) -> bytes:
    import pyarrow as pa

    return pa.compress(content, codec="zstd", asbytes=True)


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return packed.getvalue()


@pytest.mark.parametrize("ending", PACKERS)
def test_packed_files_are_read_whatever_they_are_called(tmp_path, ending):
    assert ids(read_bytes(tmp_path, PACKERS[ending](contacts_csv().encode()), name="history.csv")) == ALL_GOOD


@pytest.mark.parametrize("ending", PACKERS)
def test_a_packed_file_cut_off_keeps_the_rows_before_the_cut(tmp_path, ending):
    rows = [f"{n},2024-03-04 09:00,{random.Random(n).random()},," for n in range(4, 60_000)]
    packed = PACKERS[ending](contacts_csv(*rows).encode())
    history = read_bytes(tmp_path, packed[: len(packed) * 2 // 3], name="history.csv")
    kept = history.counts.used
    assert 100 < kept < 60_000
    assert sorted(int(each) for each in ids(history)) == list(range(1, kept + 1))
    assert "history.csv is cut off or damaged; the" in history.notices[0]


def test_a_small_packed_file_cut_off_keeps_what_came_before(tmp_path):
    rows = [f"{n},2024-03-04 09:00,{random.Random(n).random()},," for n in range(4, 400)]
    packed = gzip.compress(contacts_csv(*rows).encode())
    history = read_bytes(tmp_path, packed[: len(packed) // 2], name="history.csv.gz")
    kept = ids(history)
    assert sorted(map(int, kept)) == list(range(1, len(kept) + 1))
    assert 50 < len(kept) < 400
    assert "history.csv.gz is cut off or damaged; the" in history.notices[0]


def test_a_zip_with_several_files_is_read_file_by_file(tmp_path):
    content = zipped(
        a__csv=contacts_csv().encode(),
        b__csv=f"{HEADER}\n4,2024-03-04 10:00,phone,,\n".encode(),
        README__md=b"hello",
    )
    history = read_bytes(tmp_path, content, name="export.zip")
    assert ids(history) == [*ALL_GOOD, "4"]
    assert [each.file for each in history.recognised] == ["export.zip/a.csv", "export.zip/b.csv"]


def test_a_zip_without_a_history(tmp_path):
    assert "is a zip archive with no history file in it" in refusal(
        tmp_path, zipped(README__md=b"x"), name="a.zip"
    )


def test_a_zip_cut_off(tmp_path):
    packed = zipped(a__csv=contacts_csv().encode())
    assert "is a zip archive that is damaged or cut off" in refusal(tmp_path, packed[:-30], name="a.zip")


def test_a_zip_inside_a_zip(tmp_path):
    packed = zipped(inner__zip=zipped(a__csv=contacts_csv().encode()))
    assert "is an archive or workbook inside an archive" in refusal(tmp_path, packed, name="a.zip")


def test_a_zip_with_a_thousand_files(tmp_path):
    packed = zipped(**{f"f{n}__csv": b"x" for n in range(1_000)})
    assert (
        refusal(tmp_path, packed, name="a.zip")
        == "a.zip holds 1000 files; at most 100 are read from one archive."
    )


def test_a_zip_with_a_password(tmp_path):
    packed = bytearray(zipped(a__csv=contacts_csv().encode()))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(signature) + flags] |= 1
    sentence = refusal(tmp_path, bytes(packed), name="a.zip")
    assert sentence == "a.zip is protected by a password (a.csv); unpack it and import the file itself."


@pytest.mark.parametrize("ending", ["gz", "bz2", "xz", "zip"])
def test_a_bomb_is_stopped_while_it_unpacks(tmp_path, ending):
    bomb = f"{HEADER}\n".encode() + b"1,2024-03-04 09:00,phone,,\n" * 200_000
    packed = zipped(bomb__csv=bomb) if ending == "zip" else PACKERS[ending](bomb)
    sentence = refusal(
        tmp_path, packed, name=f"bomb.{ending}", limits=Limits(ratio_asked_from_bytes=1_000_000)
    )
    assert "unpacks to more than" in sentence
    assert "allowed are 200 times its size" in sentence


def test_a_bomb_is_stopped_by_the_limits_that_hold_by_default(tmp_path):
    line = b"1,2024-03-04 09:00," + b"x" * 2_000_000 + b"\n"
    sentence = refusal(tmp_path, gzip.compress(f"{HEADER}\n".encode() + line * 60), name="bomb.csv.gz")
    assert "unpacks to more than 64 MB from" in sentence


def test_expansion_has_an_end_even_where_the_ratio_is_honest(tmp_path):
    content = gzip.compress(contacts_csv().encode() * 2_000)
    assert "unpacks to more than" in refusal(tmp_path, content, limits=Limits(expanded_bytes=10_000))


def test_a_file_beyond_the_limit_is_not_even_opened(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 5 * 1024**3)
    with pytest.raises(
        HistoryRefused, match=r"huge\.csv has 5120 MB; at most 4096 MB are read from one file\."
    ):
        read_history([path])


def with_method(packed: bytes, method: int) -> bytes:
    """The archive with its file marked as packed by another method than it is."""
    return marked(packed, 8, 10, method.to_bytes(2, "little"))


def with_version(packed: bytes, version: int) -> bytes:
    """The archive marked as needing that version of the format."""
    return marked(packed, 4, 6, bytes([version]))


def marked(packed: bytes, place: int, listed: int, mark: bytes) -> bytes:
    """The mark at its place in front of the file, and where the file is listed at the end."""
    changed, entry = bytearray(packed), packed.rindex(b"PK\x01\x02") + listed
    changed[place : place + len(mark)] = changed[entry : entry + len(mark)] = mark
    return bytes(changed)


@pytest.mark.parametrize(
    "packed",
    [
        with_method(zipped(history__csv=contacts_csv().encode()), 97),
        with_method(zipped(history__csv=contacts_csv().encode()), 9),
        with_version(zipped(history__csv=contacts_csv().encode()), 99),
    ],
    ids=["wavpack", "deflate64", "version 9.9"],
)
def test_a_zip_packed_in_a_way_that_is_not_read(tmp_path, packed):
    told = refusal(tmp_path, packed, name="history.zip")
    assert "is packed in a way that is not read; allowed are plain zip and deflate" in told


# Workbooks, Parquet, JSON lines, XES.


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def test_a_csv_that_is_called_xlsx_is_read_as_what_it_is(tmp_path):
    assert ids(read_bytes(tmp_path, contacts_csv().encode(), name="history.xlsx")) == ALL_GOOD


def test_a_workbook_cut_off(tmp_path):
    content = workbook(("contact_id", "opened_at"), ("1", "2024-03-04 09:00"))
    sentence = refusal(tmp_path, content[:-200], name="history.xlsx")
    assert "history.xlsx is a zip archive that is damaged or cut off" in sentence


def test_a_workbook_whose_sheet_is_no_xml(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<<<")
    assert "is not a whole Excel workbook" in refusal(tmp_path, packed.getvalue(), name="history.xlsx")


def test_an_empty_workbook(tmp_path):
    assert "the sheet Sheet is empty" in refusal(tmp_path, workbook(), name="history.xlsx")


def test_an_old_or_locked_workbook(tmp_path):
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert "is an old Excel file (.xls) or one with a password" in refusal(
        tmp_path, content, name="history.xls"
    )


def test_a_workbook_that_unpacks_to_far_too_much(tmp_path):
    packed = io.BytesIO(workbook(("contact_id", "opened_at"), ("1", "2024-03-04 09:00")))
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/padding.bin", bytes(100_000_000))
    assert "allowed for a workbook are 200 times its size" in refusal(
        tmp_path, packed.getvalue(), name="h.xlsx"
    )


def test_a_workbook_with_bad_rows_keeps_the_good_ones(tmp_path):
    content = workbook(("contact_id", "opened_at"), (1, 45355.375), (2, "never"), (3, "2024-03-04 10:00"))
    history = read_bytes(tmp_path, content, name="history.xlsx")
    assert ids(history) == ["1", "3"]
    assert history.rejected.examples[RejectReason.UNREADABLE_TIME][0].line == 3


def test_a_cell_of_a_workbook_that_is_a_formula_gives_its_value_or_nothing(tmp_path):
    content = workbook(
        ("contact_id", "opened_at", "handle_seconds"),
        (1, "2024-03-04 09:00", 60),
        (2, "2024-03-04 09:05", '=HYPERLINK("http://x")'),
    )
    history = read_bytes(tmp_path, content, name="history.xlsx")
    assert ids(history) == ["1", "2"]
    assert history.contacts["handle_seconds"].to_list() == [60, None]


def test_merged_cells_are_said_with_their_places(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(("All contacts",))
    sheet.merge_cells("A1:C1")
    sheet.append(("contact_id", "opened_at", "queue"))
    for number in range(1, 6):
        sheet.append((str(number), f"2024-03-04 09:0{number}", "phone"))
    sheet.merge_cells("C3:C4")
    sheet.merge_cells("B6:C6")
    sheet.merge_cells("A7:C7")
    packed = io.BytesIO()
    book.save(packed)
    history = read_bytes(tmp_path, packed.getvalue(), name="history.xlsx")
    assert ids(history) == ["1", "2", "3", "4"]
    assert history.contacts["queue"].to_list() == ["phone", None, "phone", None]
    assert sentences(history) == ["opened_at is empty."]
    assert history.notices == (
        "history.xlsx names its columns in line 2; what stands above was passed over.",
        "history.xlsx has merged cells (C3:C4, B6:C6, A7:C7); the value counts for the first cell of each,"
        " the others are empty.",
    )


def parquet(frame: pl.DataFrame) -> bytes:
    packed = io.BytesIO()
    frame.write_parquet(packed)
    return packed.getvalue()


def test_a_parquet_file_cut_off(tmp_path):
    content = parquet(pl.DataFrame({"contact_id": ["1"], "opened_at": ["2024-03-04 09:00"]}))
    sentence = refusal(tmp_path, content[:-8], name="history.parquet")
    assert "begins like a Parquet file and is cut off or damaged" in sentence


def test_a_parquet_file_with_rotten_pages(tmp_path):
    frame = pl.DataFrame(
        {"contact_id": [str(n) for n in range(5_000)], "opened_at": ["2024-03-04 09:00"] * 5_000}
    )
    content = bytearray(parquet(frame))
    content[100:2_000] = random.Random(3).randbytes(1_900)
    assert "none of its rows can be read" in refusal(tmp_path, bytes(content), name="history.parquet")


def test_json_lines_with_a_bad_line(tmp_path):
    lines = [
        json.dumps({"contact_id": 1, "opened_at": "2024-03-04T09:00:00Z"}),
        '{"contact_id": 2, "opened_at": ',
        "[1, 2]",
        "[" * 100_000,
        json.dumps({"contact_id": 3, "opened_at": 1709546400, "meta": {"channel": "chat"}}),
    ]
    history = read_text(tmp_path, "\n".join(lines), name="history.jsonl")
    assert ids(history) == ["1", "3"]
    assert history.rejected.by_reason == {RejectReason.BAD_JSON: 3}
    assert sentences(history)[0] == "The line is not one JSON object: expecting value at character 31."


def test_one_json_list_is_asked_to_become_lines(tmp_path):
    content = json.dumps([{"contact_id": 1, "opened_at": "2024-03-04T09:00:00Z"}]).encode()
    assert "holds one JSON list; write one object per line instead" in refusal(
        tmp_path, content, name="h.json"
    )


EVENTS = (("A", "Created", "2024-03-04T09:00:00+01:00"), ("A", "Resolved", "2024-03-04T10:00:00+01:00"))


def test_an_event_log_with_entities_is_refused(tmp_path):
    head = '<!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    sentence = refusal(tmp_path, xes(EVENTS, head=head).encode(), name="log.xes")
    assert "log.xes declares a document type or entities" in sentence


def test_an_event_log_cut_off_keeps_the_events_before(tmp_path):
    content = xes(EVENTS).encode()
    history = read_bytes(tmp_path, content[: content.index(b"Resolved")], name="log.xes")
    assert history.events["event"].to_list() == ["Created"]
    assert "log.xes is cut off or damaged; the 1 row" in history.notices[0]


def test_an_event_log_that_is_no_xml(tmp_path):
    assert "log.xes is not a whole XES log: line 1" in refusal(tmp_path, b"<log><trace", name="log.xes")


def test_an_event_log_with_one_endless_value(tmp_path):
    content = b'<log><trace><string key="x" value="' + b"y" * 10_000_000
    assert "has a value of more than 4 MB" in refusal(tmp_path, content, name="log.xes")
