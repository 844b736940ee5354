"""Every kind of broken file gets one clear sentence, and what is good in it is kept."""

import bz2
import csv
import gzip
import io
import json
import lzma
import os
import random
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from halfhour.ledger.reading import HistoryRefused, Limits, RejectReason, read_history
from support.histories import GOOD, HEADER, contacts_csv, ids, read_bytes, read_text, sentences, xes

ALL_GOOD = ["1", "2", "3"]


def refusal(folder: Path, content: bytes, **options: object) -> str:
    with pytest.raises(HistoryRefused) as refused:
        read_bytes(folder, content, **options)
    sentence = refused.value.sentence
    assert "\n" not in sentence
    assert sentence.endswith((".", "?"))
    return sentence


# Files that hold nothing to use.


def test_a_file_that_does_not_exist(tmp_path):
    with pytest.raises(HistoryRefused, match=r"nowhere\.csv does not exist\."):
        read_history([tmp_path / "nowhere.csv"])


def test_a_folder(tmp_path):
    with pytest.raises(HistoryRefused, match="is not a file; name the history files themselves"):
        read_history([tmp_path])


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    """The system's refusal is acted here: to root, who may run the tests, no file is closed."""
    path = tmp_path / "history.csv"
    path.write_text(contacts_csv())

    def closed(*_arguments: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", closed)
    with pytest.raises(HistoryRefused) as refused:
        read_history([path])
    assert refused.value.sentence == (
        "history.csv may not be read by this account; give it leave to read, or copy the file."
    )


def test_an_empty_file(tmp_path):
    assert refusal(tmp_path, b"") == "history.csv is empty."


def test_a_file_of_blank_lines(tmp_path):
    assert refusal(tmp_path, b"\n \r\n\n") == "history.csv is empty."


def test_a_header_and_nothing_else(tmp_path):
    assert refusal(tmp_path, HEADER.encode()) == "history.csv has column names and no rows."


def test_binary_junk(tmp_path):
    junk = random.Random(7).randbytes(20_000)
    assert refusal(tmp_path, b"\x01" + junk).startswith("history.csv is not a text file; allowed are CSV")


def test_a_picture_with_the_name_of_a_csv(tmp_path):
    picture = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(2_000)
    assert "is not a text file" in refusal(tmp_path, picture)


def test_a_log_in_page_saved_in_place_of_the_export(tmp_path):
    page = b"<!DOCTYPE html><html><body>Please log in</body></html>"
    assert "is a web page, perhaps a log-in page" in refusal(tmp_path, page)


def test_no_column_that_could_be_the_opening(tmp_path):
    sentence = refusal(tmp_path, b"contact_id,colour\n1,red\n")
    assert "has no column for opened_at; its columns are contact_id, colour." in sentence
    assert "--map opened_at=COLUMN" in sentence


def test_a_file_whose_first_line_is_a_contact_already(tmp_path):
    sentence = refusal(tmp_path, contacts_csv(header="0,2024-03-04 08:55,phone,,").encode())
    assert "has no line that names its columns: its first line is 0, 2024-03-04 08:55, phone" in sentence
    assert sentence.endswith("Put one above it, such as contact_id,opened_at.")


def test_a_required_column_that_is_missing_is_named_with_those_that_are_there(tmp_path):
    sentence = refusal(tmp_path, b"opened_at,queue\n2024-03-04 09:00,phone\n")
    assert sentence.startswith("history.csv has no column for contact_id; its columns are opened_at, queue.")


def test_a_mapping_to_a_column_that_is_not_there_names_the_nearest(tmp_path):
    sentence = refusal(tmp_path, contacts_csv().encode(), mapping={"agent": "anwsered_at"})
    assert sentence.endswith("no column anwsered_at to take agent from; did you mean answered_at?")


def test_a_mapping_of_a_column_that_is_not_ours(tmp_path):
    sentence = refusal(tmp_path, contacts_csv().encode(), mapping={"colour": "queue"})
    assert sentence.startswith("colour is none of our columns; ours are contact_id, opened_at")


def test_every_row_wrong_says_the_commonest_reason_and_an_example(tmp_path):
    sentence = refusal(tmp_path, b"contact_id,opened_at\n1,soon\n2,later\n")
    assert (
        "None of the 2 rows of history.csv can be used; 2 times the reason is: time that cannot be read."
        in sentence
    )
    assert "line 2: opened_at is not a time that can be read: soon." in sentence


# Text in the wrong dress.


@pytest.mark.parametrize(
    ("encoding", "word"),
    [
        ("utf-8", "Störung"),
        ("utf-8-sig", "Störung"),
        ("utf-16", "Störung"),
        ("utf-16-le", "Stoerung"),
        ("cp1251", "Доставка и возврат"),
        ("gb18030", "退款和发票问题"),
        ("cp1252", "Störung bei Übergabe"),
    ],
)
def test_the_encoding_is_found(tmp_path, encoding, word):
    rows = [f"{number},2024-03-04 09:0{number % 10},{word}" for number in range(40)]
    text = "contact_id,opened_at,category\n" + "\n".join(rows) + "\n"
    history = read_bytes(tmp_path, text.encode(encoding))
    assert set(history.contacts["category"]) == {word}
    assert history.counts.used == 40


def test_a_few_bytes_of_another_encoding_cost_their_rows_alone(tmp_path):
    content = contacts_csv(*(f"{n},2024-03-04 10:00,Störung,," for n in range(4, 10))).encode()
    history = read_bytes(
        tmp_path, content + b"10,2024-03-04 10:05,St\xf6rung,,\n11,2024-03-04 10:06,phone,,\n"
    )
    assert ids(history) == [str(n) for n in range(1, 12) if n != 10]
    assert sentences(history) == ["The row holds bytes that are not utf-8."]


def test_an_encoding_that_does_not_exist(tmp_path):
    sentence = refusal(tmp_path, contacts_csv().encode(), encoding="utf-9")
    assert sentence.startswith("utf-9 is no encoding; common ones are utf-8")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    history = read_text(tmp_path, contacts_csv().replace(",", delimiter))
    assert ids(history) == ALL_GOOD
    assert history.counts.rejected == 0


def test_a_delimiter_that_nobody_uses_is_asked_for(tmp_path):
    content = contacts_csv().replace(",", "~")
    sentence = refusal(tmp_path, content.encode())
    assert "has one column only (contact_id~opened_at~queue~answered_at~handle_seconds)" in sentence
    assert "name it with --delimiter" in sentence
    assert ids(read_text(tmp_path, content, delimiter="~")) == ALL_GOOD


def test_the_line_with_which_excel_names_its_separator(tmp_path):
    assert ids(read_text(tmp_path, "sep=;\n" + contacts_csv().replace(",", ";"))) == ALL_GOOD


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_a_line_end(tmp_path, end):
    history = read_text(tmp_path, contacts_csv("4,never,phone,,", end=end))
    assert ids(history) == ALL_GOOD
    assert history.rejected.examples[RejectReason.UNREADABLE_TIME][0].line == 5


# Rows that fall out of line.


def test_a_title_above_the_names_of_the_columns_is_passed_over(tmp_path):
    content = "Contacts of March,,,,\n\n" + contacts_csv("4,never,phone,,")
    history = read_text(tmp_path, content)
    assert ids(history) == ALL_GOOD
    assert history.rejected.examples[RejectReason.UNREADABLE_TIME][0].line == 7
    assert history.notices == ("history.csv names its columns in line 3; what stands above was passed over.",)


def test_two_lines_of_column_names_cost_one_row(tmp_path):
    names_of_groups = "Contact,,,Times,\n" + contacts_csv()
    assert ids(read_text(tmp_path, names_of_groups)) == ALL_GOOD
    named_twice = read_text(tmp_path, HEADER + "\n" + contacts_csv())
    assert ids(named_twice) == ALL_GOOD
    assert sentences(named_twice) == ["opened_at is not a time that can be read: opened_at."]


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path):
    history = read_bytes(tmp_path, b"\xef\xbb\xbf" + contacts_csv().encode())
    assert ids(history) == ALL_GOOD
    assert history.recognised[0].columns["contact_id"] == "contact_id"


def test_rows_with_too_many_or_too_few_cells(tmp_path):
    history = read_text(
        tmp_path,
        contacts_csv("4,2024-03-04 10:00", "5,2024-03-04 10:00,a,,,extra", "6,2024-03-04 10:00,a,,,,"),
    )
    assert ids(history) == [*ALL_GOOD, "6"]
    assert sentences(history) == [
        "The row has 2 cells where the header has 5.",
        "The row has 6 cells where the header has 5.",
    ]


def test_nul_bytes(tmp_path):
    history = read_bytes(
        tmp_path, contacts_csv().encode() + b"4,2024-03-04 10:00,ph\x00one,,\n5,2024-03-04 10:01,phone,,\n"
    )
    assert ids(history) == [*ALL_GOOD, "5"]
    assert sentences(history) == ["The row holds a NUL byte."]


def test_names_of_columns_with_bytes_that_are_wrong_still_name_them(tmp_path):
    head = HEADER.encode() + b",No\x00te,St\xf6rung"
    rows = "".join(f"{n},2024-03-04 10:00,Störung,,,,\n" for n in range(1, 10)).encode()
    history = read_bytes(tmp_path, head + b"\n" + rows)
    assert ids(history) == [str(n) for n in range(1, 10)]
    assert history.recognised[0].unused == ("No\u2400te", "St?rung")


def test_quoted_line_breaks_are_no_new_rows_and_lines_are_still_counted_right(tmp_path):
    history = read_text(tmp_path, contacts_csv('4,2024-03-04 10:00,"two\nlines",,', "5,never,phone,,"))
    assert ids(history) == [*ALL_GOOD, "4"]
    assert history.contacts["queue"].to_list()[-1] == "two\nlines"
    assert history.rejected.examples[RejectReason.UNREADABLE_TIME][0].line == 7


def test_a_quotation_mark_that_never_closes_costs_its_row_alone(tmp_path):
    history = read_text(
        tmp_path,
        contacts_csv(
            '4,2024-03-04 10:00,"phone,,', "5,2024-03-04 10:05,phone,,", "6,2024-03-04 10:06,phone,,"
        ),
    )
    assert ids(history) == [*ALL_GOOD, "5", "6"]
    assert sentences(history) == ["A quotation mark is opened and never closed."]


def test_quotation_marks_that_never_close_cost_no_more_than_reading_twice(tmp_path):
    rows = [
        f'{n},2024-03-04 10:00,"phone,,' if n % 1_500 == 0 else f"{n},2024-03-04 10:00,a,,"
        for n in range(4, 30_000)
    ]
    history = read_text(tmp_path, contacts_csv(*rows))
    assert history.counts.used == 3 + 29_996 - 19
    assert history.rejected.by_reason == {RejectReason.QUOTE_OPEN: 19}


def test_a_very_long_line(tmp_path):
    history = read_text(
        tmp_path, contacts_csv("4,2024-03-04 10:00," + "x" * 3_000_000 + ",,", "5,2024-03-04 10:01,phone,,")
    )
    assert ids(history) == [*ALL_GOOD, "5"]
    assert "The row is longer than" in sentences(history)[0]


def test_one_long_cell(tmp_path):
    history = read_text(
        tmp_path, contacts_csv("4,2024-03-04 10:00," + "x" * 200_000 + ",,", "5,2024-03-04 10:01,phone,,")
    )
    assert ids(history) == [*ALL_GOOD, "5"]
    assert sentences(history) == ["The row is longer than 131072 characters."]


def test_ten_thousand_columns(tmp_path):
    header = ",".join(f"c{n}" for n in range(10_000))
    assert "has 10000 columns; at most 1000 are read." in refusal(tmp_path, f"{header}\n".encode() * 3)


def test_columns_of_the_same_name_are_told_apart(tmp_path):
    history = read_text(tmp_path, "contact_id,opened_at,Comment,Comment\n1,2024-03-04 09:00,a,b\n")
    assert history.recognised[0].unused == ("Comment", "Comment (2)")


# Values that cannot be.


def test_an_empty_id(tmp_path):
    history = read_text(tmp_path, contacts_csv(",2024-03-04 10:00,phone,,", "  ,2024-03-04 10:00,phone,,"))
    assert ids(history) == ALL_GOOD
    assert sentences(history) == ["contact_id is empty."] * 2


def test_an_empty_and_an_unreadable_opening(tmp_path):
    history = read_text(tmp_path, contacts_csv("4,,phone,,", "5,yesterday,phone,,"))
    assert ids(history) == ALL_GOOD
    assert sentences(history) == [
        "opened_at is not a time that can be read: yesterday.",
        "opened_at is empty.",
    ]


@pytest.mark.parametrize("value", ["0204-03-04 10:00", "2404-03-04 10:00", "1970-01-01 00:00"])
def test_an_absurd_year(tmp_path, value):
    history = read_text(tmp_path, contacts_csv(f"4,{value},phone,,"))
    assert ids(history) == ALL_GOOD
    assert sentences(history) == [f"opened_at lies outside the years 1980 to 2099: {value}."]


@pytest.mark.parametrize(
    "value", ["2024-02-30 10:00", "2024-13-01 10:00", "2024-03-04 25:00", "2024-03-04 10:61"]
)
def test_days_and_hours_that_no_calendar_has(tmp_path, value):
    history = read_text(tmp_path, contacts_csv(f"4,{value},phone,,"))
    assert ids(history) == ALL_GOOD
    assert history.rejected.by_reason == {RejectReason.UNREADABLE_TIME: 1}


def test_a_negative_handle_time_is_left_out_and_the_contact_kept(tmp_path):
    history = read_text(tmp_path, contacts_csv("4,2024-03-04 10:00,phone,,-60"))
    assert ids(history) == [*ALL_GOOD, "4"]
    assert history.contacts["handle_seconds"].to_list()[-1] is None
    assert sentences(history) == ["handle_seconds is below zero: -60."]
    assert (history.counts.rejected, history.counts.cells_left_out) == (0, 1)


def test_a_handle_time_that_is_no_number(tmp_path):
    history = read_text(tmp_path, contacts_csv("4,2024-03-04 10:00,phone,,quick"))
    assert ids(history) == [*ALL_GOOD, "4"]
    assert sentences(history) == ["handle_seconds is not a number: quick."]


def test_an_answer_before_the_opening_is_left_out_and_the_contact_kept(tmp_path):
    history = read_text(tmp_path, contacts_csv("4,2024-03-04 10:00,phone,2024-03-04 09:59,60"))
    assert ids(history) == [*ALL_GOOD, "4"]
    assert history.contacts["answered_at"].to_list()[-1] is None
    assert sentences(history) == ["answered_at lies before the opening: 2024-03-04 09:59."]


def test_resolved_before_opened(tmp_path):
    history = read_text(tmp_path, "contact_id,opened_at,resolved_at\n1,2024-03-04 10:00,2024-03-01 10:00\n")
    assert history.contacts["resolved_at"].to_list() == [None]
    assert sentences(history) == ["resolved_at lies before the opening: 2024-03-01 10:00."]


def test_of_rows_with_one_id_the_last_is_used(tmp_path):
    history = read_text(tmp_path, contacts_csv("2,2024-03-04 09:05,chat,,999", "3,2024-03-04 09:40,email,,"))
    assert ids(history) == ALL_GOOD
    assert history.contacts["queue"].to_list() == ["phone", "chat", "email"]
    counts = history.counts
    assert (counts.read, counts.used, counts.duplicates) == (5, 3, 2)


def test_day_first_and_month_first_mixed(tmp_path):
    rows = "contact_id,opened_at\n1,13/03/2024 09:00\n2,03/14/2024 09:00\n"
    sentence = refusal(tmp_path, rows.encode())
    assert "mixes dates with the day first (13/03/2024 09:00, line 2)" in sentence
    assert "with the month first (03/14/2024 09:00, line 3); say --time-format" in sentence
    history = read_text(tmp_path, rows, time_format="day-first")
    assert ids(history) == ["1"]
    assert sentences(history) == ["opened_at is not a time that can be read: 03/14/2024 09:00."]


def test_dates_that_may_be_day_first_or_month_first(tmp_path):
    rows = b"contact_id,opened_at\n1,03/04/2024 09:00\n2,05/06/2024 09:00\n"
    sentence = refusal(tmp_path, rows)
    assert "03/04/2024 09:00 in line 2 (opened_at) may be day first or month first" in sentence


def test_a_time_format_that_is_none(tmp_path):
    assert refusal(tmp_path, contacts_csv().encode(), time_format="sideways").startswith(
        "sideways is no time format"
    )


def test_a_time_zone_that_is_none(tmp_path):
    assert refusal(tmp_path, contacts_csv().encode(), timezone="Mars/Phobos").startswith(
        "Mars/Phobos is no time zone"
    )


def test_a_shape_that_is_none(tmp_path):
    assert "allowed are auto, contacts, intervals, events and activity" in refusal(
        tmp_path, contacts_csv().encode(), shape="cube"
    )


def test_a_cell_of_a_workbook_that_is_a_formula_gives_its_value_or_nothing(tmp_path):
    content = workbook(
        ("contact_id", "opened_at", "handle_seconds"),
        (1, "2024-03-04 09:00", 60),
        (2, "2024-03-04 09:05", '=HYPERLINK("http://x")'),
    )
    history = read_bytes(tmp_path, content, name="history.xlsx")
    assert ids(history) == ["1", "2"]
    assert history.contacts["handle_seconds"].to_list() == [60, None]


def test_formulas_stay_text_and_come_out_harmless(tmp_path):
    history = read_text(
        tmp_path,
        contacts_csv('4,never,"=HYPERLINK(""http://x"")",,', '"=1+1",never,phone,,', "@SUM(A1),never,a,,"),
    )
    history.rejected.write(tmp_path / "rejected.csv")
    cells = [cell for row in csv.reader((tmp_path / "rejected.csv").read_text().splitlines()) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert any("HYPERLINK" in cell for cell in cells)


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


def test_good_rows_are_all_good(tmp_path):
    """The three rows that every test keeps are read as they stand."""
    history = read_text(tmp_path, contacts_csv())
    assert len(GOOD) == history.counts.used == history.counts.read
    assert len(history.rejected) == 0
