"""How numbers are written and read."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui import numbers
from gui.numbers import COMMA, MINUS, NARROW, POINT


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0835, "0.0835"), (0.111, "0.1110"), (0.001, "0.0010"), (0.000032, "3.2e−05"), (0.00099, "9.9e−04"),
        (0.0, "0"), (-0.0, "0"), (-1.5, "−1.5000"), (1234.56789, "1,234.5679"), (1e5, "1.0e+05"), (3e30, "3.0e+30"),
        (math.nan, "not a number"), (math.inf, "infinite"), (-math.inf, "−infinite"),
    ],
)  # fmt: skip
def test_loss(value: float, text: str) -> None:
    assert numbers.loss(value) == text


def test_percent_has_one_decimal_and_a_narrow_space() -> None:
    assert numbers.percent(0.9779) == "97.8\u202f%"
    assert numbers.percent(0) == "0.0\u202f%"
    assert numbers.percent(1.0) == "100.0\u202f%"
    assert numbers.percent(-1e-9) == "0.0\u202f%"
    assert numbers.percent(0.9779, COMMA) == "97,8\u202f%"
    assert numbers.percent(0.24, decimals=0) == "24\u202f%"
    assert numbers.percent(math.nan) == "not a number"


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.99221, 4, "0.9922"), (-0.97431, 4, "−0.9743"), (0.0087713, 4, "0.008771"), (0.5, 4, "0.5000"),
        (0.99996, 4, "1.000"), (9.9996, 4, "10.00"), (-5.4928, 5, "−5.4928"), (123456.0, 4, "123,456"),
        (1234567.0, 4, "1.235e+06"), (0.0000321, 4, "3.210e−05"), (0.138498561629, 12, "0.138498561629"),
        (0.0, 4, "0"), (math.nan, 4, "not a number"), (7.0, 1, "7"),
    ],
)  # fmt: skip
def test_significant(value: float, digits: int, text: str) -> None:
    assert numbers.significant(value, digits) == text


def test_signed() -> None:
    assert numbers.signed(3.148) == "+3.148"
    assert numbers.signed(-3.108) == "−3.108"
    assert numbers.signed(0.0) == "0"
    assert numbers.signed(math.inf) == "+infinite"


def test_fixed_keeps_its_decimals() -> None:
    assert numbers.fixed(1.5, 2) == "1.50"
    assert numbers.fixed(-0.001, 2) == "0.00"
    assert numbers.fixed(-1234.5, 1, COMMA) == f"−1{NARROW}234,5"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.02, "0.02"), (1e-3, "0.001"), (1e-5, "0.00001"), (1e-7, "1e−7"), (0.1 + 0.2, "0.3"), (20.0, "20"), (0.0, "0"),
     (-2.5e12, "−2.5e12"), (1e9, "1e9"), (1.25e8, "1.25e8"), (12345678.0, "12345678"),
     (1.25, "1.25")],
)  # fmt: skip
def test_short_is_as_one_would_type(value: float, text: str) -> None:
    assert numbers.short(value) == text
    assert numbers.parse(text) == pytest.approx(value, rel=1e-9)


def test_counts() -> None:
    assert numbers.count(1665) == "1,665"
    assert numbers.count(-1665, COMMA) == f"−1{NARROW}665"
    assert numbers.counted(1, "parameter") == "1 parameter"
    assert numbers.counted(2080, "parameter") == "2,080 parameters"
    assert numbers.counted(2, "class", "classes") == "2 classes"


def test_rows_are_counted_from_one() -> None:
    assert numbers.row_name(0) == "row 1" and numbers.row_number(0) == "1"
    assert numbers.row_name(1499) == "row 1,500" and numbers.row_name(1499, COMMA) == f"row 1{NARROW}500"


@pytest.mark.parametrize(
    ("value", "text"),
    [(45.2, "45 steps/s"), (1312.0, "1,300 steps/s"), (0.42, "0.4 steps/s"), (9.96, "10.0 steps/s"),
     (99.6, "100 steps/s"), (math.inf, "− steps/s")],
)  # fmt: skip
def test_rate(value: float, text: str) -> None:
    assert numbers.rate(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "less than 1 s"), (3, "3 s"), (59.7, "1 min"), (63, "1 min 3 s"), (3600, "1 h"), (7500, "2 h 5 min"),
     (86_400 * 2 + 3_600, "2 days 1 h"), (90_000, "1 day 1 h"), (math.inf, "unknown"), (math.nan, "unknown"),
     (-1, "unknown")],
)  # fmt: skip
def test_duration(seconds: float, text: str) -> None:
    assert numbers.duration(seconds) == text


def test_time_left_is_silent_while_unknown() -> None:
    assert numbers.time_left(63) == "1 min 3 s left"
    assert numbers.time_left(math.nan) == ""


@pytest.mark.parametrize(
    ("largest", "limit"), [(0.58, 0.6), (0.6, 0.6), (5.49, 6), (0.00088, 0.0009), (1, 1), (0, 1), (7, 8), (9.1, 10)]
)
def test_symmetric_limit_is_round_and_not_below(largest: float, limit: float) -> None:
    got = numbers.symmetric_limit(largest)
    assert got >= largest
    assert got == pytest.approx(limit, rel=0.15)


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.02", 0.02), ("0,02", 0.02), ("1e-3", 1e-3),
     ("1E−3", 1e-3), (" −2.5 ", -2.5), ("1 000", 1000), (".5", 0.5), ("3.", 3),
     ("12,345.5", 12345.5), ("12.345,5", 12345.5), ("1,234,567", 1234567), ("0,500", 0.5), ("1,5e-3", 1.5e-3)],
)  # fmt: skip
def test_parse(text: str, value: float) -> None:
    assert numbers.parse(text) == value


@pytest.mark.parametrize("text", ["", " ", "abc", "1e", "nan", "inf", "1e999", "0x1", "1_0", "--1", "1,500", "1.2.3"])
def test_parse_refuses_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"[.]$"):
        numbers.parse(text)


@given(st.floats(-1e300, 1e300), st.integers(2, 12))
def test_significant_is_right_and_reads_back(value: float, digits: int) -> None:
    text = numbers.significant(value, digits)
    assert "-" not in text
    if value:
        shown = float(text.replace(",", "").replace(MINUS, "-"))
        assert abs(shown - value) <= abs(value) * 0.5000001 * 10 ** (1 - digits)


@given(st.floats(-1e300, 1e300))
def test_short_reads_back(value: float) -> None:
    assert numbers.parse(numbers.short(value)) == pytest.approx(value, rel=1e-4, abs=1e-300)
    assert numbers.parse(numbers.short(value, COMMA), COMMA) == pytest.approx(value, rel=1e-4, abs=1e-300)


def test_a_comma_is_a_decimal_mark_where_the_screen_shows_one() -> None:
    assert numbers.short(12.345, COMMA) == "12,345"
    assert numbers.parse("12,345", COMMA) == 12.345


def test_the_mark_in_use_holds_where_none_is_named() -> None:
    assert numbers.present() == POINT
    numbers.write_with(COMMA)
    assert numbers.loss(0.0835) == "0,0835" and numbers.count(1234567) == f"1{NARROW}234{NARROW}567"
    assert numbers.short(0.4, POINT) == "0.4" and numbers.parse("1,500") == 1.5
    assert numbers.quoted("rate 0.5. Step 2.") == "rate 0,5. Step 2."


@pytest.mark.parametrize(("text", "comma"), [
    ("Try a learning rate of 0.003.", "Try a learning rate of 0,003."),
    ("infinite at step 1,665 in 'h2.1'. Try 0.5.", "infinite at step 1\u202f665 in 'h2.1'. Try 0,5."),
    ("12,345.5 of v1.2, in 10.", "12\u202f345,5 of v1.2, in 10."),
    ("from 1, 2 and 3,4", "from 1, 2 and 3,4"),
])  # fmt: skip
def test_sentences_of_the_core_get_our_marks(text: str, comma: str) -> None:
    assert numbers.told(text, numbers.COMMA) == comma
    assert numbers.told(text, numbers.POINT) == text
