"""Files that come in and go out: one page takes one, to hand it out as it came, and no cell starts a formula."""

import ast
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from lodestar.web.commissioning import figures_csv
from tests.architecture import tree
from tests.attacks import world
from tests.attacks.world import Half
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


def test_only_the_letters_page_reads_a_file_that_somebody_sends() -> None:
    """Feeds are fetched or read by a command. Another page that takes a file needs attacks of its own."""
    reading = {
        str(module.relative_to(tree.ROOT))
        for module in tree.modules()
        for node in ast.walk(tree.parsed(module))
        if isinstance(node, ast.Attribute) and node.attr in ("FILES", "FileField", "ImageField")
    }

    field, page = "lodestar/web/components/fields.py", "lodestar/web/casework/letter"
    assert reading == {field, f"{page}_forms.py", f"{page}s.py"}


def _letter(half: Half, file: SimpleUploadedFile) -> tuple[Client, HttpResponse]:
    browser = world.signed_in(half.navigator)
    typed = {
        "from_whom": "Dr Ash", "came_by": "email", "words": "Please see them soon.",
        "dated_on-day": "1", "dated_on-month": "6", "dated_on-year": "2026",
    }  # fmt: skip
    file.seek(0)
    to = reverse("casework:record-letter", kwargs={"referral_id": half.ids["referral_id"]})
    return browser, browser.post(to, {**typed, "file": file})


@pytest.mark.django_db
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.content_type + str(file.size))
def test_the_letters_page_keeps_nothing_that_is_no_letter(file: SimpleUploadedFile) -> None:
    half = world.half("Amber")
    before = world.contents()["letters_receivedfile"]

    _, answer = _letter(half, file)

    assert answer.status_code == 200
    assert "Choose a PDF, a JPEG or a PNG" in answer.content.decode()
    assert world.contents()["letters_receivedfile"] == before


@pytest.mark.django_db
def test_a_letter_with_a_script_in_it_runs_nowhere_and_its_name_is_not_kept() -> None:
    name = '../../<img src=x onerror=zzname()>".pdf'
    file = SimpleUploadedFile(name, b"%PDF-1.7\n<script>alert(1)</script>", "text/html")

    half = world.half("Amber")
    before = world.contents()["letters_receivedfile"]

    browser, answer = _letter(half, file)

    assert answer.status_code == 302
    (kept,) = set(world.contents()["letters_receivedfile"]) - set(before)
    assert "zzname" not in kept
    letter = re.search(r"[0-9a-f-]{36}", answer.headers["Location"])
    assert letter is not None
    saved = browser.get(reverse("casework:letter-file", kwargs={"letter_id": letter[0]}))
    assert saved.headers["Content-Type"] == "application/pdf"
    assert saved.headers["Content-Disposition"] == 'attachment; filename="letter-as-it-came.pdf"'
    assert saved.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in saved.headers["Content-Security-Policy"]


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
