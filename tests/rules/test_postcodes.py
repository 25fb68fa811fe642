"""A postcode is understood however it is typed."""

import csv
import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import postcodes
from lodestar.rules.postcodes import PostcodeParts


@pytest.mark.parametrize(
    ("typed", "postcode", "sector", "outcode"),
    [
        ("M33 2AB", "M33 2AB", "M33 2", "M33"),
        ("m332ab", "M33 2AB", "M33 2", "M33"),
        ("  m 33 2 ab ", "M33 2AB", "M33 2", "M33"),
        ("M33-2AB.", "M33 2AB", "M33 2", "M33"),
        ("M33\u00a02AB", "M33 2AB", "M33 2", "M33"),
        ("M1 1AA", "M1 1AA", "M1 1", "M1"),
        ("m11aa", "M1 1AA", "M1 1", "M1"),
        ("SW1A 1AA", "SW1A 1AA", "SW1A 1", "SW1A"),
        ("W1A 0AX", "W1A 0AX", "W1A 0", "W1A"),
        ("EC1A 1BB", "EC1A 1BB", "EC1A 1", "EC1A"),
        ("DN55 1PT", "DN55 1PT", "DN55 1", "DN55"),
        ("CR2 6XH", "CR2 6XH", "CR2 6", "CR2"),
        ("GIR 0AA", "GIR 0AA", "GIR 0", "GIR"),
        ("M33", None, None, "M33"),
        ("sw1a", None, None, "SW1A"),
        ("M3 3", None, "M3 3", "M3"),
        ("M33 2", None, "M33 2", "M33"),
        ("m332", None, "M33 2", "M33"),
        ("SW1A1", None, "SW1A 1", "SW1A"),
    ],
)
def test_a_postcode_or_its_front_is_cut_into_parts(
    typed: str, postcode: str | None, sector: str | None, outcode: str
) -> None:
    assert postcodes.parse_postcode(typed) == PostcodeParts(postcode, sector, outcode)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "M",
        "33",
        "Sale",
        "M33 2A",
        "M33 2ABC",
        "M33 ZAB",
        "QQ1 1AA",
        "M33 2CI",
        "12345",
        "M\u0663 3AA",
    ],
)
def test_words_that_are_no_postcode_are_refused(typed: str) -> None:
    with pytest.raises(postcodes.NotAPostcode):
        postcodes.parse_postcode(typed)


def test_the_refusal_does_not_repeat_what_was_typed() -> None:
    with pytest.raises(postcodes.NotAPostcode) as refusal:
        postcodes.parse_postcode("14 Elm Road")

    assert "Elm" not in str(refusal.value)


@given(st.text(max_size=12))
def test_any_text_gives_parts_or_a_refusal(typed: str) -> None:
    try:
        parts = postcodes.parse_postcode(typed)
    except postcodes.NotAPostcode:
        return
    assert postcodes.parse_postcode(parts.postcode or parts.sector or parts.outcode) == parts


@pytest.mark.parametrize(("file", "column"), [("postcode_outcodes_gb", "outcode"), ("postcode_sectors_gb", "sector")])
def test_every_front_part_in_use_is_understood(shared_data: Path, file: str, column: str) -> None:
    with gzip.open(shared_data / "geo" / f"{file}.csv.gz", "rt", encoding="utf-8") as rows:
        in_use = [row[column] for row in csv.DictReader(rows)]

    assert len(in_use) > 2000
    assert [getattr(postcodes.parse_postcode(typed.lower()), column) for typed in in_use] == in_use
