"""Every kind of broken file gets one clear sentence, and what is good in it is kept."""

import csv
import random
from pathlib import Path

import pytest

from halfhour.ledger.reading import HistoryRefused, RejectReason, read_history
from support.broken import ALL_GOOD, refusal
from support.histories import GOOD, HEADER, contacts_csv, ids, read_bytes, read_text, sentences

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


def test_formulas_stay_text_and_come_out_harmless(tmp_path):
    history = read_text(
        tmp_path,
        contacts_csv('4,never,"=HYPERLINK(""http://x"")",,', '"=1+1",never,phone,,', "@SUM(A1),never,a,,"),
    )
    history.rejected.write(tmp_path / "rejected.csv")
    cells = [cell for row in csv.reader((tmp_path / "rejected.csv").read_text().splitlines()) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert any("HYPERLINK" in cell for cell in cells)


def test_good_rows_are_all_good(tmp_path):
    """The three rows that every test keeps are read as they stand."""
    history = read_text(tmp_path, contacts_csv())
    assert len(GOOD) == history.counts.used == history.counts.read
    assert len(history.rejected) == 0
