"""Bytes into text, and text into JSON or cells: encodings, separators and separators' faults."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SEPARATORS = (",", "\t", ";", "|")
csv.field_size_limit(50_000_000)


class NotText(ValueError):
    """The bytes are no text in an encoding that we read."""


def text_of(data: bytes) -> tuple[str, str]:
    """Return text and the name of its encoding: UTF-8 with or without its mark, UTF-16, or Windows cp1252.

    Raises NotText for what holds NUL characters in no such pattern: a picture, a spreadsheet, a program.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").removeprefix("\ufeff"), encoding
    if b"\x00" in data[:4000]:
        without_mark = _utf_16_without_mark(data[:4000])
        if without_mark is None:
            raise NotText
        return data.decode(without_mark, "replace"), without_mark
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    # Five bytes mean nothing in cp1252; they become the mark for an unreadable letter.
    return data.decode("cp1252", "replace"), "cp1252"


def _utf_16_without_mark(start: bytes) -> str | None:
    even, odd = start[0::2], start[1::2]
    if odd.count(0) > 0.6 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.6 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None


def json_of(text: str) -> Any:
    """Return JSON with NaN and Infinity, which are no JSON, read as nothing. Raises ValueError."""
    return json.loads(text, parse_constant=lambda _: None)


def json_lines(text: str) -> Iterator[tuple[int, Any]]:
    """Yield (line number, value) of newline-delimited JSON; a line that is no JSON yields the ValueError."""
    for number, line in enumerate(io.StringIO(text), start=1):
        if line.strip():
            try:
                yield number, json_of(line)
            except ValueError as error:
                yield number, error


def looks_like_json_lines(text: str) -> bool:
    """Return whether text is one JSON object to a line."""
    start = text[:1_000_000].lstrip()
    first, _, rest = start.partition("\n")
    if not first.startswith("{") or not rest.lstrip().startswith("{"):
        return False
    try:
        return isinstance(json_of(first), dict)
    except ValueError:
        return False


def cells_of(text: str) -> Iterator[list[str]]:
    """Yield the rows of delimited text, whichever of , tab ; | parts its header, without leading blank rows."""
    text = text.replace("\x00", "")
    start = text.lstrip("\ufeff\r\n ")
    header = start.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=header.count)
    rows = csv.reader(io.StringIO(start, newline=""), delimiter=separator, skipinitialspace=True)
    has_begun = False
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            continue
        if not has_begun and not any(cell.strip() for cell in row):
            continue
        has_begun = True
        yield row


def looks_like_a_table(first_rows: Sequence[Sequence[str]]) -> bool:
    """Return whether rows of cells begin with a header: two names or more, short, and without sentences."""
    if not first_rows:
        return False
    names = [name.strip() for name in first_rows[0]]
    told = [name for name in names if name]
    if len(told) < 2 or any(len(name) > 200 for name in told):
        return False
    return not any(mark in name for name in told for mark in "{}<>;=")
