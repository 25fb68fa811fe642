"""Writing a letter about a referral, and recording one that came."""

import uuid
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.people import communicating
from lodestar.people.models import Consent
from lodestar.referrals import queries, steps
from lodestar.referrals.asking import actions as asking_actions
from lodestar.referrals.asking.actions import NewRequest
from lodestar.referrals.letters import gathering
from lodestar.referrals.letters import queries as letter_queries
from lodestar.referrals.letters.models import Letter, ReceivedFile
from lodestar.referrals.models import Referral
from lodestar.rules import referral_letters
from lodestar.rules.referral_letters import Addressee, Part


class NotAgreed(ValueError):
    """The person took back what they agreed to for this referral, or nobody asked them."""


class NotTheirs(ValueError):
    """This is not for the viewer to write: a desk answers, a worker asks."""


class DayRefused(ValueError):
    """A letter is dated after the day on which it came."""


class FileRefused(ValueError):
    """A file is no PDF and no photograph, is empty, or is larger than a letter that came."""


class WordsMissing(ValueError):
    """A letter that came is recorded with what it says."""


def write_letter(
    *, referral_id: UUID, addressee: Addressee, chosen: Collection[Part], words: str, by: Viewer, at: datetime
) -> Letter:
    """Write a letter: what may stand in it for this reader, of that what the person wants in it, and words.

    To the service goes what they agreed to for this referral and no more. To the person it is made in the format that
    they need. It is frozen: what changes later changes nothing in it.
    Raises ReferralNotFound, NotTheirs, and NotAgreed.
    """
    with transaction.atomic():
        referral = steps.locked(referral_id, by=by)
        is_desk = referral.team_id is not None and referral.team_id in by.team_ids
        open_to = referral_letters.addressees(is_desk=is_desk, has_referrer=referral.asked_by_id is not None)
        if addressee not in open_to:
            raise NotTheirs
        consent = _agreed(referral, on=by.today)
        if addressee is Addressee.SERVICE and consent is None:
            raise NotAgreed
        standing = queries.referral_detail(by, referral_id=referral_id)
        person = referral.person
        parts = referral_letters.parts_of(addressee=addressee, chosen=chosen)
        to_whom = {
            Addressee.SERVICE: standing.service_name,
            Addressee.REFERRER: standing.asked_by_name,
            Addressee.PERSON: person.preferred_name,
        }[addressee]
        letter = Letter.objects.create(
            person=person,
            referral=referral,
            life_area=referral.life_area,
            direction=Letter.Direction.OUT,
            addressee=addressee.value,
            from_whom=", ".join(part for part in (by.name, by.organisation_name) if part)[:300],
            to_whom=to_whom,
            format=communicating.letter_to(person).format.value if addressee is Addressee.PERSON else "standard",
            said=gathering.facts_of(
                standing, person=person, known=communicating.known_of(person), consent=consent, parts=parts
            ),
            words=words.strip(),
            consent=consent if addressee is Addressee.SERVICE else None,
            dated_on=by.today,
            by_id=by.own_id,
            at=at,
        )
        audit.record(action="write-letter", by=by, at=at, reason=addressee.value, **steps.about(referral))
        return letter


def record_letter(
    *,
    referral_id: UUID,
    from_whom: str,
    came_by: Letter.Came,
    dated_on: date,
    words: str,
    file: bytes = b"",
    by: Viewer,
    at: datetime,
) -> Letter:
    """Record a letter that came about a referral, with what it says typed in. Raises ReferralNotFound, DayRefused.

    Raises WordsMissing and FileRefused, too. `file` is the scan or photograph, if there is one. Open to the desk and
    to whoever supports the person in this life area.
    """
    with transaction.atomic():
        referral = steps.locked(referral_id, by=by)
        _check(words, dated_on, by)
        letter = Letter.objects.create(
            person_id=referral.person_id,
            referral=referral,
            life_area=referral.life_area,
            direction=Letter.Direction.IN,
            from_whom=from_whom.strip(),
            came_by=came_by,
            dated_on=dated_on,
            words=words.strip(),
            by_id=by.own_id,
            at=at,
        )
        _keep(file, letter, at=at)
        audit.record(action="record-letter", by=by, at=at, **steps.about(referral))
        return letter


def ask_by_letter(
    *,
    new: NewRequest,
    life_area: str,
    came_by: Letter.Came,
    dated_on: date,
    file: bytes = b"",
    by: Viewer,
    at: datetime,
) -> UUID:
    """Take a referral that came on paper in at the front door: a request with an owner and a next day, and its letter.

    Returns the id of the request. Raises DoorClosed, DayRefused, WordsMissing, and FileRefused.
    """
    with transaction.atomic():
        _check(new.words, dated_on, by)
        request_id = uuid.uuid4()
        asking_actions.ask_for_help(new=new, request_id=request_id, by=by, at=at)
        letter = Letter.objects.create(
            request_id=request_id,
            life_area=life_area,
            direction=Letter.Direction.IN,
            from_whom=new.asker_name,
            came_by=came_by,
            dated_on=dated_on,
            words=new.words.strip(),
            by_id=by.own_id,
            at=at,
        )
        _keep(file, letter, at=at)
        audit.record(
            action="ask-by-letter", by=by, at=at, subject_kind="help-request", subject_id=request_id, reason=new.asker
        )
    return request_id


def hand_out_file(*, letter_id: UUID, by: Viewer, at: datetime) -> ReceivedFile:
    """Return the scan or photograph of a letter, and write down who had it. Raises LetterNotFound."""
    with transaction.atomic():
        found = letter_queries.file_seen(by, letter_id=letter_id)
        audit.record(
            action="open-letter-file",
            by=by,
            at=at,
            person_id=found.letter.person_id,
            life_areas=[found.letter.life_area],
            subject_kind="letter",
            subject_id=letter_id,
        )
        return found


def _keep(file: bytes, letter: Letter, *, at: datetime) -> None:
    if not file:
        return
    kind = referral_letters.kind_of_file(file)
    if kind is None or len(file) > referral_letters.MOST_FILE_BYTES:
        raise FileRefused
    ReceivedFile.objects.create(letter=letter, kind=kind.value, content=file, size=len(file), kept_at=at)


def _agreed(referral: Referral, *, on: date) -> Consent | None:
    """Return what the person agreed to for this referral, as far as it holds on a day."""
    if referral.consent_id is None:
        return None
    holds = Q(withdrawn_at=None) & (Q(ends_on=None) | Q(ends_on__gt=on))
    return Consent.objects.filter(holds, pk=referral.consent_id).first()


def _check(words: str, dated_on: date, by: Viewer) -> None:
    if not words.strip():
        raise WordsMissing
    if dated_on > by.today:
        raise DayRefused
