"""A letter as a tagged PDF in the size that its reader needs, or as text alone."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpResponse

from lodestar.referrals.letters.models import Letter, ReceivedFile
from lodestar.rules import referral_letters
from lodestar.rules.communication_needs import LetterFormat
from lodestar.rules.referral_letters import FileKind
from lodestar.web import letter_words

_TEMPLATE = Path(__file__).with_name("letter.typ")
_SENTENCE = re.compile(r"(?<=[.?!])\s+")


def paper(letter: Letter) -> HttpResponse:
    """Hand a letter out as a document to read, print or send."""
    # The name on the disk says nothing of whose it is.
    return _handed(HttpResponse(as_pdf(said(letter)), content_type="application/pdf"), "letter.pdf")


def text(letter: Letter) -> HttpResponse:
    """Hand a letter out as text alone."""
    return _handed(HttpResponse(letter_words.plain_text(letter), "text/plain; charset=utf-8"), "letter.txt")


def received(file: ReceivedFile) -> HttpResponse:
    """Hand out a letter as it came, to be saved and never opened in the page: nobody here made what is in it."""
    kind = FileKind(file.kind)
    answer = _handed(HttpResponse(bytes(file.content), content_type=referral_letters.MEDIA_TYPES[kind]), "")
    answer.headers["Content-Disposition"] = f'attachment; filename="letter-as-it-came.{kind.value}"'
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def said(letter: Letter) -> dict[str, Any]:
    """Return what the paper says, as plain values. Easy read has one sentence a line."""
    layout = referral_letters.layout(LetterFormat(letter.format or LetterFormat.STANDARD))
    return {
        "title": letter_words.title(letter),
        "line": letter_words.in_a_line(letter),
        "points": layout.points,
        "easy": layout.is_easy_read,
        "sections": [
            {
                "heading": one.heading,
                "own": one.own_words,
                "pairs": [list(pair) for pair in one.pairs],
                "lines": _lines(one.lines, is_easy_read=layout.is_easy_read),
            }
            for one in letter_words.sections(letter)
        ],
    }


def as_pdf(told: dict[str, Any]) -> bytes:
    """Return the document. Every word of it comes in as data, so nothing that anybody wrote is run as markup."""
    import typst

    made: bytes = typst.compile(_template(), sys_inputs={"letter": json.dumps(told, ensure_ascii=False)}, format="pdf")
    return made


@cache
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


def _lines(lines: tuple[str, ...], *, is_easy_read: bool) -> list[str]:
    return [part for line in lines for part in _SENTENCE.split(line)] if is_easy_read else list(lines)


def _handed(response: HttpResponse, name: str) -> HttpResponse:
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
