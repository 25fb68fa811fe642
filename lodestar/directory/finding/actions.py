"""What is done about finding: a way to say things is kept or withdrawn, a short list gets an address or is sent."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from lodestar.access import audit, text_messages
from lodestar.access.viewers import Viewer
from lodestar.directory.finding import questions
from lodestar.directory.finding.models import PlainQuestion, ShortList
from lodestar.directory.finding.questions import QuestionNotFound
from lodestar.rules import spelling
from lodestar.rules.thesaurus import Entry

__all__ = ["QuestionNotFound"]

# No letters and digits that are taken for each other when somebody reads them out.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LETTERS = 9
OPENS_DAYS = 30
MOST_SERVICES = 20


class NotTheirWords(PermissionError):
    """Only the place's leads and administrators keep the words of the finder."""


class SaidAlready(ValueError):
    """Another entry of the place has the same words; `words` are they. Change that entry."""

    def __init__(self, words: str) -> None:
        """Keep the words, for the page to say them."""
        super().__init__("Another entry has these words.")
        self.words = words


class NothingSaid(ValueError):
    """An entry needs words that people write, and what to look for."""


class EmptyList(ValueError):
    """A short list needs at least one service."""


def keep_plain_question(*, entry_id: UUID | None, entry: Entry, by: Viewer, at: datetime) -> PlainQuestion:
    """Add a way to say things, or a new version of one; the search uses it from now.

    Raises NotTheirWords, NothingSaid, SaidAlready and, for an entry that never was, QuestionNotFound.
    """
    _refuse_strangers(by)
    if not any(map(spelling.normalise_words, entry.says)) or not any(map(spelling.normalise_words, entry.search)):
        raise NothingSaid
    with transaction.atomic():
        version = _next_version(entry_id) if entry_id else 1
        mine = {_key(said): said for said in entry.says}
        for other in questions.kept_questions(by):
            if other.is_withdrawn or other.entry_id == entry_id:
                continue
            if taken := next((mine[key] for key in map(_key, other.entry.says) if key in mine), None):
                raise SaidAlready(taken)
        row = PlainQuestion.objects.create(
            entry=entry_id or uuid4(),
            version=version,
            says=list(entry.says),
            search=list(entry.search),
            life_areas=[area.value for area in entry.life_areas],
            is_urgent=entry.is_urgent,
            said_by_id=by.user_id,
            said_at=at,
        )
        audit.record(by=by, at=at, action="keep-plain-question", subject_kind="plain-question", subject_id=row.entry)
    return row


def withdraw_plain_question(*, entry_id: UUID, by: Viewer, at: datetime) -> None:
    """Let an entry of the place count no longer. Its history stays. Raises NotTheirWords and QuestionNotFound."""
    _refuse_strangers(by)
    with transaction.atomic():
        version = _next_version(entry_id)
        newest = PlainQuestion.objects.get(entry=entry_id, version=version - 1)
        if newest.is_withdrawn:
            raise QuestionNotFound
        PlainQuestion.objects.create(
            entry=entry_id,
            version=version,
            says=newest.says,
            search=newest.search,
            life_areas=newest.life_areas,
            is_urgent=newest.is_urgent,
            is_withdrawn=True,
            said_by_id=by.user_id,
            said_at=at,
        )
        audit.record(by=by, at=at, action="withdraw-plain-question", subject_kind="plain-question", subject_id=entry_id)


def share_short_list(*, service_ids: Sequence[UUID], by: Viewer, at: datetime, today: date) -> ShortList:
    """Give a short list an address that opens for thirty days to whoever has it. Raises EmptyList."""
    if not service_ids:
        raise EmptyList
    with transaction.atomic():
        ShortList.objects.filter(gone_on__lte=today).delete()
        made = ShortList.objects.create(
            code="".join(secrets.choice(ALPHABET) for _ in range(CODE_LETTERS)),
            service_ids=list(dict.fromkeys(service_ids))[:MOST_SERVICES],
            made_at=at,
            gone_on=today + timedelta(days=OPENS_DAYS),
        )
        audit.record(by=by, at=at, action="share-short-list", subject_kind="short-list", reason="address")
    return made


def send_short_list(*, to: str, words: str, by: Viewer, at: datetime) -> None:
    """Send words about a short list to a telephone. The number is handed on and not kept.

    Raises `text_messages.NotSent` when the gateway does not take it.
    """
    with transaction.atomic():
        audit.record(by=by, at=at, action="send-short-list", subject_kind="short-list", reason="text")
        text_messages.gateway().send(to=to, words=words)


def _refuse_strangers(by: Viewer) -> None:
    if not by.has_any(questions.KEEPERS):
        raise NotTheirWords


def _next_version(entry_id: UUID) -> int:
    newest = PlainQuestion.objects.select_for_update().filter(entry=entry_id).order_by("-version").first()
    if newest is None:
        raise QuestionNotFound
    return newest.version + 1


def _key(said: str) -> str:
    return " ".join(spelling.normalise_words(said))
