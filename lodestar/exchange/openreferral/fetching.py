"""Reading a feed over HTTP: its list of services, page by page, and each service whole where the list is thin."""

import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

from lodestar.exchange.openreferral import cleaning, decoding, headers, nested, reading, recognising

PATIENCE_SECONDS = 60
TRIES = 3
LARGEST_ANSWER_BYTES = 500_000_000
MOST_PAGES = 20_000
PAGE_SIZE = 100

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one address answered."""

    address: str
    data: bytes


class NotThere(reading.CannotRead):
    """The address answered that there is nothing (404 and its like)."""


def get(address: str) -> Answer:
    """Return what an address answers, trying again when the line or the server fails. Raises CannotRead."""
    if not reading.is_address(address):
        raise reading.CannotRead(f"{address} is no web address.")
    request = urllib.request.Request(  # noqa: S310
        address,
        headers={"Accept": "application/json, text/csv, */*", "User-Agent": "Lodestar directory import"},
    )
    trouble = ""
    for attempt in range(TRIES):
        if attempt:
            time.sleep(2**attempt)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as opened:  # noqa: S310
                data = opened.read(LARGEST_ANSWER_BYTES + 1)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in (404, 405, 410):
                raise NotThere(f"{address} answered {error.code}: there is nothing there.") from error
            trouble = f"it answered {error.code}"
            if error.code < 500 and error.code != 429:
                break
        except (urllib.error.URLError, HTTPException, TimeoutError, OSError) as error:
            trouble = str(getattr(error, "reason", error))[:120] or type(error).__name__
        else:
            if len(data) > LARGEST_ANSWER_BYTES:
                raise reading.CannotRead(f"{address} sent more than 500 MB in one answer. Ask for it in pages.")
            return Answer(address, data)
    raise reading.CannotRead(f"{address} could not be read: {trouble}. Nothing was changed. Try again later.")


def fetch(source: str, *, progress: Progress) -> Iterator[tuple[str, recognising.Recognised]]:
    """Yield what a feed holds, one document or page at a time, with its address. Raises CannotRead.

    `source` is a file's address, a feed's base address, or the address of its list of services.
    """
    answer = _first_answer(source)
    if answer.data.startswith(b"PK\x03\x04"):
        for document in reading.of_zip(answer.data, source):
            yield document.name, recognising.recognise(document.read(), named=document.stem)
        return
    found = recognising.recognise(answer.data, named=urllib.parse.urlsplit(answer.address).path.rsplit("/", 1)[-1])
    if found.what_else == "the feed's own details":
        answer = get(_beside(source, "services"))
        found = recognising.recognise(answer.data, named="services")
    if found.pages and found.pages[0].is_envelope:
        yield from _pages(answer.address, found, progress)
        return
    yield answer.address, found


def _first_answer(source: str) -> Answer:
    try:
        return get(source)
    except NotThere:
        # Some feeds serve nothing at their base address.
        if urllib.parse.urlsplit(source).path.rstrip("/").endswith("services"):
            raise
        return get(_beside(source, "services"))


def _beside(address: str, name: str) -> str:
    parts = urllib.parse.urlsplit(address)
    return urllib.parse.urlunsplit(parts._replace(path=parts.path.rstrip("/") + "/" + name))


def _with(address: str, changes: Mapping[str, Any]) -> str:
    parts = urllib.parse.urlsplit(address)
    query = dict(urllib.parse.parse_qsl(parts.query))
    query.update({name: str(value) for name, value in changes.items()})
    return urllib.parse.urlunsplit(parts._replace(query=urllib.parse.urlencode(query)))


def _pages(
    address: str, found: recognising.Recognised, progress: Progress
) -> Iterator[tuple[str, recognising.Recognised]]:
    """Yield every page of a list, from the first to the one that says it is the last."""
    page = found.pages[0]
    number = page.number if page.number is not None else 1
    seen: set[str] = set()
    for _ in range(MOST_PAGES):
        keys = {_key(record) for record in page.records}
        if page.records and keys <= seen:
            raise reading.CannotRead(f"{address} sends the same page again and again. Nothing was changed.")
        seen |= keys
        progress(_told(number, page, len(seen)))
        ended = _is_last(page, number)
        page.records = _whole_records(address, page, progress)
        # Every page is read here, so that none is only a part of the source.
        page.total_pages, page.is_last = None, True
        yield address, found
        if ended:
            return
        number += 1
        answer = get(_with(address, {"page": number}))
        found = recognising.recognise(answer.data, named="services")
        if not found.pages:
            raise reading.CannotRead(f"Page {number} of {address} is no page of records. Nothing was changed.")
        page = found.pages[0]
        if not page.records:
            return
    raise reading.CannotRead(f"{address} has more than {MOST_PAGES} pages. Nothing was changed.")


def _is_last(page: recognising.Page, number: int) -> bool:
    if not page.records:
        return True
    if page.total_pages is not None:
        # Feeds that count from 0 end at total_pages - 1.
        return number >= page.total_pages or (page.is_last is True and number >= page.total_pages - 1)
    return page.is_last is not False


def _told(number: int, page: recognising.Page, count: int) -> str:
    of = f" of {page.total_pages}" if page.total_pages else ""
    return f"page {number}{of}: {count} records so far"


def _key(record: Any) -> str:
    return cleaning.key_of(record.get("id")) if isinstance(record, dict) else repr(record)


def _whole_records(address: str, page: recognising.Page, progress: Progress) -> list[Any]:
    """Return the page's services in full: the list of ORUK 3.0 leaves out schedules, places and contacts."""
    records = page.records
    if not records or not all(isinstance(one, dict) for one in records):
        return records
    if headers.compact(urllib.parse.urlsplit(address).path.rsplit("/", 1)[-1]) != "services":
        return records
    is_thin = not any(isinstance(value, list) for record in records for value in record.values())
    if not is_thin:
        return records
    whole = []
    for number, record in enumerate(records, start=1):
        if number % 25 == 0:
            progress(f"service {number} of {len(records)} on this page")
        whole.append(_one_whole(address, record))
    return whole


def _one_whole(address: str, record: Mapping[str, Any]) -> Any:
    key = urllib.parse.quote(_key(record), safe="")
    parts = urllib.parse.urlsplit(address)
    try:
        answer = get(urllib.parse.urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{key}", query="")))
        found = decoding.json_of(decoding.text_of(answer.data)[0])
    except (NotThere, ValueError):
        return record
    is_same = isinstance(found, dict) and nested.kind_of_record(found) == "service" and _key(found) == _key(record)
    return found if is_same else record
