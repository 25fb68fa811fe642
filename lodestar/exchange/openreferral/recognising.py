"""What a document is, found by looking into it and never by its name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from lodestar.exchange.openreferral import column_mapping, decoding, headers, nested, shipped_mappings, tables

ORUK_3 = "oruk-3.0"
ORUK_1 = "oruk-1.0"
OUTPOST = "outpost"
HSDS_3_JSON = "hsds-3.0-json"
HSDS_1_CSV = "hsds-1.1-csv"
HSDS_2_CSV = "hsds-2.0-csv"
HSDS_3_CSV = "hsds-3.0-csv"
MAPPED = "mapped"
_HSDS_ONLY = {
    *("alternatename", "interpretationservices", "applicationprocess", "eligibilitydescription", "phones"),
    *("requireddocuments", "program", "licenses", "waittime"),
}


@dataclass(slots=True)
class Page:
    """JSON records with what their envelope says of the whole."""

    records: list[Any]
    total_items: int | None = None
    total_pages: int | None = None
    number: int | None = None
    is_last: bool | None = None
    is_envelope: bool = False
    family: str = ""

    @property
    def is_part(self) -> bool:
        """Whether the envelope says that there is more of the source elsewhere."""
        if not self.is_envelope or not self.records:
            return False
        if self.total_pages is not None:
            return self.total_pages > 1
        return self.is_last is False and (self.total_items or 0) > len(self.records)


@dataclass(slots=True)
class Recognised:
    """A document read: JSON records, tables, something that belongs to a package but is no data, or a refusal."""

    pages: list[Page] = field(default_factory=list)
    in_tables: list[tables.Table] = field(default_factory=list)
    mapped: tuple[column_mapping.WholeMapping, Any] | None = None
    broken_lines: list[int] = field(default_factory=list)
    what_else: str = ""
    refusal: str = ""
    encoding: str = ""


def recognise(data: bytes, *, named: str) -> Recognised:
    """Return what a document holds. `named` is used only to name a table among tables with the same columns."""
    if not data.strip():
        return Recognised(refusal="The file is empty.")
    try:
        text, encoding = decoding.text_of(data)
    except decoding.NotText:
        return Recognised(refusal=f"The file holds {_binary(data)} and not text. Save it as CSV or JSON and try again.")
    found = _of_text(text, named)
    found.encoding = encoding
    return found


def _binary(data: bytes) -> str:
    if data.startswith(b"\xd0\xcf\x11\xe0") or data.startswith(b"PK"):
        return "a spreadsheet or an archive"
    return "a PDF" if data.startswith(b"%PDF") else "a kind of data that we do not know"


def _of_text(text: str, named: str) -> Recognised:
    start = text.lstrip()[:2000]
    if start.startswith(("{", "[")):
        if decoding.looks_like_json_lines(text):
            return _of_lines(text)
        try:
            return of_json(decoding.json_of(text))
        except (ValueError, RecursionError) as error:
            return Recognised(refusal=f"The file begins like JSON but is not: {str(error)[:120]}. Correct it there.")
    if _is_sql(start):
        return Recognised(
            refusal="The file is a database script (SQL), which is not a format that we read. "
            "Export the tables as CSV, or the records as JSON, and import those."
        )
    if start.startswith("<"):
        kind = "a web page" if "<html" in start.lower() or "<!doctype html" in start.lower() else "XML"
        return Recognised(refusal=f"The file is {kind}, which is not a format that we read. Ask for JSON or CSV.")
    rows = decoding.cells_of(text)
    first = list(islice(rows, 2))
    if not decoding.looks_like_a_table(first):
        return Recognised(what_else="words")
    columns = [name.strip().strip("\ufeff") for name in first[0]]
    return Recognised(in_tables=[tables.Table(named, columns, chain(first[1:], rows))])


def _is_sql(start: str) -> bool:
    lowered = start.lower()
    return any(
        word in lowered for word in ("insert into ", "insert [", "begin transaction", "create table ", "begin try")
    )


def _of_lines(text: str) -> Recognised:
    records: list[Any] = []
    broken: list[int] = []
    for number, value in decoding.json_lines(text):
        if isinstance(value, ValueError):
            broken.append(number)
        else:
            records.append(value)
    return Recognised(pages=[Page(records, family=family_of(records))], broken_lines=broken)


def of_json(value: Any) -> Recognised:
    """Return what a JSON value holds: a page, a bare list, one record, tables in JSON, or a feed's own details."""
    if isinstance(value, list):
        return Recognised(pages=[Page(value, family=family_of(value))])
    if not isinstance(value, dict):
        return Recognised(refusal="The file holds one bare JSON value and no records.")
    if mapping := shipped_mappings.for_json(value):
        return Recognised(mapped=(mapping, value))
    by_name = {headers.compact(name): inner for name, inner in value.items()}
    contents = by_name.get("contents", by_name.get("content"))
    if isinstance(contents, list):
        return Recognised(pages=[_page(by_name, contents)])
    if "openapiurl" in by_name or ("version" in by_name and "profile" in by_name):
        return Recognised(what_else="the feed's own details")
    if "resources" in by_name and isinstance(by_name["resources"], list):
        return Recognised(what_else="the description of a data package")
    in_tables = _tables_in_json(value)
    if in_tables:
        return Recognised(in_tables=in_tables)
    if nested.kind_of_record(value) is None:
        return Recognised(refusal="The file is JSON, but of no shape that we know: it has no records with an id.")
    return Recognised(pages=[Page([value], family=family_of([value]))])


def _page(by_name: dict[str, Any], contents: list[Any]) -> Page:
    return Page(
        records=contents,
        total_items=_whole(by_name, "totalitems", "totalelements"),
        total_pages=_whole(by_name, "totalpages"),
        number=_whole(by_name, "pagenumber", "number", "page"),
        is_last=next((by_name[name] for name in ("lastpage", "last") if isinstance(by_name.get(name), bool)), None),
        is_envelope=True,
        family=family_of(contents, is_old="content" in by_name),
    )


def _whole(by_name: dict[str, Any], *names: str) -> int | None:
    for name in names:
        value = by_name.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None


def _tables_in_json(value: dict[str, Any]) -> list[tables.Table]:
    found = []
    for name, rows in value.items():
        if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
            return []
        columns = list(dict.fromkeys(chain.from_iterable(rows)))
        table = tables.Table(
            name.removesuffix(".csv"), columns, [[row.get(column) for column in columns] for row in rows]
        )
        if table.kind is None:
            return []
        found.append(table)
    return found


def family_of(records: Sequence[Any], *, is_old: bool = False) -> str:
    """Return the slug of the family that records belong to, by the fields that only it has."""
    seen: set[str] = set()
    for record in islice((one for one in records if isinstance(one, dict)), 50):
        seen |= {headers.compact(name) for name in record}
        if "organisation" in {name.lower() for name in record} or {"children", "slug"} <= set(record):
            return OUTPOST
    if is_old or seen & {"servicetaxonomys", "eligibilitys", "deliverabletype", "regularschedules"}:
        return ORUK_1
    return HSDS_3_JSON if seen & _HSDS_ONLY else ORUK_3


def family_of_tables(found: Sequence[tables.Table]) -> str:
    """Return the slug of the HSDS version that a package of tables follows."""
    columns = {headers.compact(column) for table in found for column in table.columns}
    names = {headers.compact(table.name) for table in found}
    if columns & {"linkid", "linkentity", "parentorganizationid", "assureremail"}:
        return HSDS_3_CSV
    if columns & {"byday", "taxonomytermid", "recordid"} or any(column.endswith("recordid") for column in columns):
        return HSDS_2_CSV
    if names & {"schedules", "taxonomyterms", "serviceattributes"}:
        return HSDS_2_CSV
    return HSDS_1_CSV


def records_of(page: Page) -> Iterator[Any]:
    """Yield a page's records, giving each one's memory back as it goes."""
    page.records.reverse()
    while page.records:
        yield page.records.pop()
