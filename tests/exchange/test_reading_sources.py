"""Opening sources: what is refused, and with which sentence; feeds over HTTP; column mappings."""

import functools
import http.server
import itertools
import json
import threading
import urllib.parse
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lodestar.exchange.openreferral import column_mapping, fetching, gathering, reading
from tests.exchange import feeds


def gathered(source: Path | str, mapping: Path | None = None) -> gathering.Gathered:
    wanted = column_mapping.load(mapping) if mapping else None
    return gathering.gather(str(source), mapping=wanted, progress=feeds.quiet)


def refused(source: Path | str) -> str:
    with pytest.raises(reading.CannotRead) as caught:
        gathered(source)
    return str(caught.value)


# --- what is refused -------------------------------------------------------------------------------------


def test_a_zip_that_unpacks_to_far_more_than_itself_is_refused(tmp_path: Path) -> None:
    bomb = feeds.zipped(tmp_path / "bomb.zip", {"services.csv": b"0" * 30_000_000})

    assert "unpacks to 30 MB out of almost nothing" in refused(bomb)


@pytest.mark.parametrize("name", ["../outside.csv", "/etc/outside.csv", "a/../../outside.csv", "C:outside.csv"])
def test_a_zip_that_reaches_outside_its_folder_is_refused(tmp_path: Path, name: str) -> None:
    assert "outside its folder" in refused(feeds.zipped(tmp_path / "odd.zip", {name: "id,name\n1,A\n"}))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_with_any_damaged_byte_is_read_or_refused_with_a_sentence(tmp_path: Path, method: int) -> None:
    whole = tmp_path / "whole.zip"
    with zipfile.ZipFile(whole, "w", method) as archive:
        archive.writestr("services.csv", "id,name\n" + "\n".join(f"{number},Group {number}" for number in range(30)))
    content, sentences = whole.read_bytes(), set()

    for at, byte in itertools.product(range(len(content)), (0x00, 0xFF)):
        try:
            for document in reading.of_zip(content[:at] + bytes([byte]) + content[at + 1 :], "odd.zip"):
                document.read()
        except reading.CannotRead as error:
            sentences.add(str(error))

    assert any("damaged" in one for one in sentences)


def test_a_zip_packed_in_a_way_that_is_not_ours_is_said_to_be_that_and_not_damaged(tmp_path: Path) -> None:
    content = bytearray(feeds.zipped(tmp_path / "odd.zip", {"services.csv": "id,name\n1,A\n"}).read_bytes())
    deflate64 = 9
    for record, method_at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        content[content.index(record) + method_at] = deflate64
    (tmp_path / "odd.zip").write_bytes(content)

    assert "packed in a way that we do not read" in refused(tmp_path / "odd.zip")


def test_a_folder_with_a_link_that_leads_out_of_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("id,name\n1,A\n")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "services.csv").symlink_to(tmp_path / "secret.csv")

    assert "leads out of the folder" in refused(folder)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("BEGIN TRY\r\n INSERT [dbo].[Services] VALUES (1)".encode("utf-16"), "database script (SQL)"),
        (b"INSERT INTO services VALUES (1);", "database script (SQL)"),
        (b"<!doctype html><html>", "a web page"),
        (b"<?xml version='1.0'?><feed/>", "XML"),
        (b"%PDF-1.7\n\x00\x01\x02", "a PDF"),
        (b"\xd0\xcf\x11\xe0\x00\x00\x01", "a spreadsheet or an archive"),
        (b'{"id": 1, "name": ', "begins like JSON but is not"),
        (b"   \n", "empty"),
        (b"Only words and no table.\nMore of them.", "not a format that we read"),
        (b"colour,size\nred,3\n", "Write a column mapping"),
        (b'{"version": "HSDS-UK-3.0", "openapi_url": "https://example.org"}', "not a format that we read"),
    ],
)
def test_what_we_do_not_read_is_refused_with_a_sentence_that_says_what_it_is(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    file = tmp_path / "services.csv"
    file.write_bytes(content)

    assert sentence in refused(file)


def test_a_source_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "Check the name" in refused(tmp_path / "nothing.csv")


def test_an_unreadable_file_among_others_is_quarantined_whole(tmp_path: Path) -> None:
    feeds.write_json(tmp_path / "services.json", [feeds.service()])
    (tmp_path / "seed.sql").write_text("INSERT INTO services VALUES (1);")

    found = gathered(tmp_path)

    assert [(one.kind, one.key, one.reason.value) for one in found.pile.held] == [
        ("file", "seed.sql", "unreadable-file")
    ]


def test_a_broken_line_of_json_is_quarantined_and_the_others_are_read(tmp_path: Path) -> None:
    lines = [json.dumps(feeds.service("s1")), json.dumps(feeds.service("s2"))[:-5], json.dumps(feeds.service("s3"))]
    (tmp_path / "feed").write_text("\n".join(lines))

    found = gathered(tmp_path / "feed")

    assert set(found.pile.rows["service"]) == {"s1", "s3"}
    assert "Line 2" in found.pile.held[0].explanation


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_tables_are_read_whatever_parts_their_cells(tmp_path: Path, separator: str) -> None:
    file = tmp_path / "x"
    file.write_text(
        separator.join(["id", "name", "fees", "status"]) + "\n" + separator.join(["1", "A", "Free", "open"])
    )

    assert gathered(file).pile.rows["service"]["1"].values["is_free"] is True


# --- feeds over HTTP -------------------------------------------------------------------------------------


class Feed(http.server.BaseHTTPRequestHandler):
    """A feed of five services in pages of two, thin in the list and whole one by one."""

    answers: dict[str, Any] = {}

    def do_GET(self) -> None:
        parts = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(parts.query))
        answer = self.answer(parts.path, query)
        self.send_response(200 if answer is not None else 404)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def answer(self, path: str, query: dict[str, str]) -> Any:
        if path == "/api":
            return {"version": "HSDS-UK-3.0", "profile": "x", "openapi_url": "x"}
        if path == "/same/services":
            return feeds.page([feeds.thin("s1")], total_pages=3, last_page=False)
        if path == "/api/services":
            number = int(query.get("page", 1))
            keys = [f"s{one}" for one in range(1, 6)][number * 2 - 2 : number * 2]
            told = {"page_number": number, "total_pages": 3, "total_items": 5, "last_page": number == 3}
            return feeds.page([feeds.thin(key) for key in keys], **told)
        if path.startswith("/api/services/"):
            return feeds.service(path.rsplit("/", 1)[1], phones=[{"id": f"p{path[-1]}", "number": "0161 496 0001"}])
        return None

    def log_message(self, *_: Any) -> None:
        """Say nothing: the test's output is its own."""


@pytest.fixture
def feed() -> Iterator[str]:
    """The address of a feed that runs while the test does."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Feed) as served:
        thread = threading.Thread(target=functools.partial(served.serve_forever, poll_interval=0.01))
        thread.start()
        yield f"http://127.0.0.1:{served.server_port}"
        served.shutdown()
        thread.join()


@pytest.mark.inventory("S0-30")
def test_a_feed_is_read_page_by_page_and_each_service_whole(feed: str) -> None:
    found = gathered(f"{feed}/api")

    assert list(found.pile.rows["service"]) == ["s1", "s2", "s3", "s4", "s5"]
    assert len(found.pile.rows["phone"]) == 5, "the list has no telephone numbers; the services themselves have"
    assert not found.is_part


def test_a_feed_that_sends_one_page_for_ever_is_refused(feed: str) -> None:
    assert "the same page again and again" in refused(f"{feed}/same/services")


def test_an_address_with_nothing_there_is_refused(feed: str) -> None:
    assert "there is nothing there" in refused(f"{feed}/nowhere")


def test_only_web_addresses_are_fetched() -> None:
    with pytest.raises(reading.CannotRead, match="no web address"):
        fetching.get("file:///etc/passwd")


# --- column mappings -------------------------------------------------------------------------------------


def test_a_plain_table_is_read_by_its_mapping(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Ref,What,Who runs it,Areas\n7,Lunch club,Age Hub,Sale;Stretford\n")
    (tmp_path / "columns.toml").write_text(
        """
        [[table]]
        kind = "organization"
        columns = { id = { made_from = ["Who runs it"] }, name = "Who runs it" }
        [[table]]
        kind = "service"
        columns = { id = "Ref", name = "What", organization_id = { made_from = ["Who runs it"] } }
        constants = { fees = "Free" }
        [[table]]
        kind = "service_area"
        columns = { service_id = "Ref", name = { column = "Areas", split = ";" } }
        """
    )

    rows = gathered(tmp_path / "list.csv", tmp_path / "columns.toml").pile.rows

    assert rows["service"]["7"].values["is_free"] is True
    assert {row.values["name"] for row in rows["service_area"].values()} == {"Sale", "Stretford"}
    assert json.loads(rows["organization"][next(iter(rows["organization"]))].payload)["Ref"] == "7"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[table]]\nkind = 'servise'", "is no kind of row"),
        ("[[table]]\nkind = 'service'\ncolour = 1", "which we do not know"),
        ("name = 'x'", "has no [[table]]"),
        ("[[table", "is not TOML"),
    ],
)
def test_a_mapping_that_cannot_be_followed_is_refused_with_its_fault(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "columns.toml").write_text(text)

    with pytest.raises(reading.CannotRead) as caught:
        column_mapping.load(tmp_path / "columns.toml")
    assert sentence in str(caught.value)


@pytest.mark.parametrize("name", column_mapping.shipped_names())
def test_the_mappings_that_come_with_us_can_be_named(name: str) -> None:
    assert column_mapping.load(Path(name)).tables
