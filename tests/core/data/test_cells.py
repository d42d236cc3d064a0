"""Numbers, dates and missing values as people write them."""

import pytest

from core.data.cells import canonical, is_boolean, is_date, is_missing, parse_number


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("12", ".", 12), (" -3.5 ", ".", -3.5), ("1e-3", ".", 0.001), ("+4", ".", 4), (".5", ".", 0.5),
        ("1,234,567.5", ".", 1234567.5), ("12,34,567", ".", 1234567), ("$1,200", ".", 1200), ("-$5.20", ".", -5.2),
        ("1.234,50 €", ",", 1234.5), ("0,5", ",", 0.5), ("1.234", ",", 1234), ("-200", ",", -200), ("3,2e2", ",", 320),
        ("12%", ".", 12), ("45,5 %", ",", 45.5), ("(1,234)", ".", -1234), ("1 234 567", ".", 1234567),
        ("1\u00a0234,5", ",", 1234.5), ("1'234.50", ".", 1234.5), ("\u22124", ".", -4), ("EUR 30", ".", 30),
        ("1.5", ",", 1.5), ("inf", ".", float("inf")), ("-Infinity", ".", float("-inf")),
    ],
)  # fmt: skip
def test_numbers(text: str, decimal: str, value: float) -> None:
    assert parse_number(text, decimal) == value


@pytest.mark.parametrize("text", ["", "abc", "3+", "1,5", "2020-01-01", "18.00.00", "1 2", "--3", "12a", "1_000", "(5"])
def test_what_is_no_number(text: str) -> None:
    assert parse_number(text, ".") is None


@pytest.mark.parametrize(
    "text",
    [
        *("2007-11-11", "01/12/2017", "1.2.2020", "18.00.00", "10:30", "1:05 PM", "2020-01-01T10:00:00Z", "3 Mar 2020"),
        *("March 3, 2020", "Jan 2020", "2020-01-01 10:00:00.5", "2020-05"),
    ],
)
def test_dates(text: str) -> None:
    assert is_date(text)


@pytest.mark.parametrize("text", ["12", "1.5", "male", "May", "A-1", "10-19", "v1.2.3.4"])
def test_what_is_no_date(text: str) -> None:
    assert not is_date(text)


def test_missing_booleans_and_canonical_texts() -> None:
    assert all(is_missing(text) for text in ("", " ? ", "NA", "NaN", "null", "N/A"))
    assert not is_missing("0")
    assert is_boolean(("No", "Yes")) and is_boolean(("FALSE", "TRUE")) and not is_boolean(("male", "female"))
    assert [canonical(each) for each in (3.0, 2.5, "TRUE", " a ", True)] == ["3", "2.5", "True", "a", "True"]
