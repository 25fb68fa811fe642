"""Files that come in and go out: nothing is uploaded through a page, and no cell of a file starts a formula."""

import ast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lodestar.web.commissioning import figures_csv
from tests.architecture import tree
from tests.attacks import world
from tests.factories import people as make

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    '=HYPERLINK("http://example.org","x")',
    "=cmd|'/c'!A0",
)
# Each line is one file as a browser would send it: how it is named, what is in it, and what it says that it is.
FILES = [
    SimpleUploadedFile("a" * 4_000 + ".csv", b"x", "text/csv"),
    SimpleUploadedFile("../../etc/passwd", b"\x00\xff\xfe" * 1_000, "text/csv"),
    SimpleUploadedFile("big.zip", b"PK\x03\x04" + b"\x00" * 3_000_000, "application/zip"),
    SimpleUploadedFile("page.html", b"<script>alert(1)</script>", "text/html"),
]


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_of_an_exported_file_starts_a_formula(cell: str) -> None:
    (line,) = figures_csv.as_lines([[cell]]).strip("\r\n").splitlines()[:1]

    assert line.lstrip('"').startswith("'")


def test_every_export_goes_through_the_door_that_makes_cells_safe() -> None:
    writers = [
        str(module.relative_to(tree.ROOT))
        for module in (tree.PACKAGE / "web").rglob("*.py")
        for node in ast.walk(tree.parsed(module))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("csv.writer", "csv.DictWriter")
    ]

    assert set(writers) == {"lodestar/web/commissioning/figures_csv.py"}


def test_no_page_reads_a_file_that_somebody_sends() -> None:
    """Feeds are fetched or read by a command. A page that takes a file needs attacks of its own before this changes."""
    reading = [
        str(module.relative_to(tree.ROOT))
        for module in tree.modules()
        for node in ast.walk(tree.parsed(module))
        if isinstance(node, ast.Attribute) and node.attr in ("FILES", "FileField", "ImageField")
    ]

    assert reading == []


@pytest.mark.django_db
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.content_type + str(file.size))
def test_a_file_sent_anyway_is_answered_and_kept_nowhere(file: SimpleUploadedFile) -> None:
    someone = make.person(user=make.user())
    browser = world.signed_in(someone.user)
    before = world.contents()

    for name in ("person:new-message", "person:new-need", "person:crisis-card-change"):
        file.seek(0)
        answer = browser.post(reverse(name), {"file": file, "row_id": file})
        assert answer.status_code < 500, name

    changed = world.moved(before, world.contents())
    assert set(changed) <= {"access_auditevent"}, changed
