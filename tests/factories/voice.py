"""Records of what people say and of their supporters, for tests."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from lodestar.access.models import User
from lodestar.people.models import Person
from lodestar.people.supporting.models import Supporter, SupporterTask
from lodestar.people.voice.models import Correction, CrisisCard, Message, Notice, NoticeChoice, Pause
from tests.factories import people as make
from tests.roles import as_owner

CODE = "402 917"
THEN = datetime(2026, 3, 4, 14, 30, tzinfo=UTC)


def supporter(person: Person, *, user: User | None = None, **fields: Any) -> Supporter:
    """A supporter who has accepted, of no part of the record unless the fields say which."""
    user = user or make.user()
    with as_owner():
        return Supporter.objects.create(
            person=person,
            user=user,
            **{
                "name": user.name,
                "email": user.email,
                "known_as": person.preferred_name,
                "code_hash": make_password("402917"),
                "invited_at": THEN,
                "accepted_at": THEN,
                **fields,
            },
        )


def task(supporter: Supporter, words: str = "Ring the library") -> SupporterTask:
    with as_owner():
        return SupporterTask.objects.create(
            person_id=supporter.person_id, supporter=supporter, words=words, asked_at=THEN
        )


def crisis_card(person: Person, **fields: Any) -> CrisisCard:
    with as_owner():
        return CrisisCard.objects.create(
            person=person,
            written_by=person.user,
            written_at=timezone.now(),
            **{"helps": "Walking by the sea", "people": ["Joan 07700 900456"], **fields},
        )


def fill(person: Person, worker: User) -> None:
    """A row in every table of this kind."""
    task(supporter(person, life_areas=["money"]))
    crisis_card(person)
    with as_owner():
        Message.objects.create(
            person=person, kind="message", is_from_person=True, said_by=person.user, said_at=THEN, words="Hello",
            to_user=worker,
        )  # fmt: skip
        Correction.objects.create(
            person=person, subject_kind="person", subject_id=person.pk, text="strengths", before="", after="Cooking",
            reason="I forgot it", corrected_by=person.user, corrected_at=THEN,
        )  # fmt: skip
        Pause.objects.create(person=person, begun_at=THEN)
        NoticeChoice.objects.create(person=person, by_email=True, chosen_at=THEN)
        Notice.objects.create(person=person, kind="something-new", sent_at=THEN)
