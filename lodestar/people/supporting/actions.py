"""What happens between a person and a supporter whom they chose."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from lodestar.access import audit, sign_in_links
from lodestar.access.models import Membership, SignInLink, User
from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.people.models import Person
from lodestar.people.queries import RecordNotFound
from lodestar.people.supporting import queries
from lodestar.people.supporting.models import Supporter, SupporterTask
from lodestar.people.voice.notifying import Notice
from lodestar.rules import life_areas


class NothingShared(ValueError):
    """A supporter is given at least one thing to read or to do."""


class NotASupporter(ValueError):
    """The address is the person's own."""


class DayIsPast(ValueError):
    """The last day is not to come."""


class CodeWrong(ValueError):
    """The numbers are not those that belong to the invitation. After five tries it is dead."""


class WordsMissing(ValueError):
    """A name or a task has no words."""


@dataclass(frozen=True)
class Scope:
    """What a supporter may read: whole life areas, single needs, the crisis card; until the day before `ends_on`."""

    life_areas: tuple[str, ...] = ()
    need_ids: tuple[UUID, ...] = ()
    has_crisis_card: bool = False
    ends_on: date | None = None


@dataclass(frozen=True)
class Invited:
    """What came of an invitation: the numbers to tell the supporter, and the letter to send to them.

    `secret` belongs to the link of the letter; it is empty where the letter has none.
    """

    supporter_id: UUID
    code: str
    email: str
    notice: Notice
    secret: str = field(repr=False, default="")


def invite_supporter(
    *,
    name: str,
    email: str,
    scope: Scope,
    by: Viewer,
    at: datetime,
    task: str = "",
    supporter_id: UUID | None = None,
) -> Invited:
    """Let somebody read a part of the viewer's own record, once they come with the numbers that belong to it.

    Nothing opens before that. The answer has the same shape whoever the address belongs to. Raises
    RecordNotFound without an own record, WordsMissing, NothingShared, NotASupporter and DayIsPast.
    """
    address = email.strip().lower()
    code = sign_in_links.new_code()
    with transaction.atomic():
        own = _own(by)
        if not name.strip() or not address:
            raise WordsMissing
        if own.user is not None and own.user.email == address:
            raise NotASupporter
        allowed = _checked(own, scope, by=by)
        if not (allowed.life_areas or allowed.need_ids or allowed.has_crisis_card or task.strip()):
            raise NothingShared
        user, notice, secret = _account(address, name.strip(), is_synthetic=own.is_synthetic, at=at)
        # Whoever is invited again gets what is chosen now, and no longer what was chosen before.
        Supporter.objects.filter(person=own, email=address, withdrawn_at=None).update(withdrawn_at=at)
        supporter = Supporter.objects.create(
            **({"pk": supporter_id} if supporter_id else {}),
            person=own,
            user=user,
            name=name.strip(),
            email=address,
            known_as=own.preferred_name,
            life_areas=list(allowed.life_areas),
            need_ids=list(allowed.need_ids),
            has_crisis_card=allowed.has_crisis_card,
            ends_on=allowed.ends_on,
            code_hash=make_password(code),
            invited_at=at,
        )
        if task.strip():
            SupporterTask.objects.create(person=own, supporter=supporter, words=task.strip()[:300], asked_at=at)
        audit.record(
            by=by,
            at=at,
            action="invite-supporter",
            person_id=own.pk,
            life_areas=allowed.life_areas,
            subject_kind="supporter",
            subject_id=supporter.pk,
        )
    return Invited(supporter_id=supporter.pk, code=code, email=address, notice=notice, secret=secret)


def accept_support(*, supporter_id: UUID, code: str, by: Viewer, at: datetime) -> None:
    """Begin to support somebody, with the numbers that they gave. Raises RecordNotFound and CodeWrong.

    A wrong try is counted by the caller, with `count_wrong_code`, since what raises is undone.
    """
    with transaction.atomic():
        if supporter_id not in queries.invitations_of(by):
            raise RecordNotFound
        invitation = Supporter.objects.select_for_update(of=("self",)).get(pk=supporter_id)
        digits = "".join(letter for letter in code if letter.isdigit())
        if not check_password(digits, invitation.code_hash):
            raise CodeWrong
        invitation.accepted_at = at
        invitation.save(update_fields=["accepted_at"])
        audit.record(
            by=by,
            at=at,
            action="accept-support",
            person_id=invitation.person_id,
            subject_kind="supporter",
            subject_id=supporter_id,
        )


def count_wrong_code(*, supporter_id: UUID, by: Viewer, at: datetime) -> None:
    """Count a wrong try at an invitation of the viewer's, so that nobody tries all the numbers."""
    with transaction.atomic():
        for invitation in Supporter.objects.select_for_update(of=("self",)).filter(
            pk=supporter_id, user_id=by.own_id, accepted_at=None
        ):
            invitation.wrong_codes += 1
            invitation.save(update_fields=["wrong_codes"])
        audit.record(by=by, at=at, action="miss-code", subject_kind="supporter", subject_id=supporter_id)


def change_scope(*, supporter_id: UUID, scope: Scope, by: Viewer, at: datetime) -> None:
    """Change what a supporter of the viewer's may read, from now. Raises RecordNotFound and DayIsPast."""
    with transaction.atomic():
        own = _own(by)
        supporter = _supporter(own, supporter_id)
        allowed = _checked(own, scope, by=by)
        supporter.life_areas = list(allowed.life_areas)
        supporter.need_ids = list(allowed.need_ids)
        supporter.has_crisis_card = allowed.has_crisis_card
        supporter.ends_on = allowed.ends_on
        supporter.save(update_fields=["life_areas", "need_ids", "has_crisis_card", "ends_on"])
        audit.record(
            by=by,
            at=at,
            action="change-supporter",
            person_id=own.pk,
            life_areas=allowed.life_areas,
            subject_kind="supporter",
            subject_id=supporter_id,
        )


def withdraw_supporter(*, supporter_id: UUID, by: Viewer, at: datetime) -> None:
    """Stop sharing with a supporter of the viewer's, at once. They are not told. Raises RecordNotFound."""
    with transaction.atomic():
        own = _own(by)
        supporter = _supporter(own, supporter_id)
        supporter.withdrawn_at = at
        supporter.save(update_fields=["withdrawn_at"])
        audit.record(
            by=by,
            at=at,
            action="withdraw-supporter",
            person_id=own.pk,
            subject_kind="supporter",
            subject_id=supporter_id,
        )


def ask_task(*, supporter_id: UUID, words: str, by: Viewer, at: datetime) -> SupporterTask:
    """Ask a supporter of the viewer's to do something. Raises RecordNotFound and WordsMissing."""
    with transaction.atomic():
        own = _own(by)
        supporter = _supporter(own, supporter_id)
        if not words.strip():
            raise WordsMissing
        task = SupporterTask.objects.create(person=own, supporter=supporter, words=words.strip()[:300], asked_at=at)
        audit.record(
            by=by, at=at, action="ask-task", person_id=own.pk, subject_kind="supporter-task", subject_id=task.pk
        )
        return task


def do_task(*, task_id: UUID, by: Viewer, at: datetime) -> None:
    """Say that a task is done, as the supporter who was asked. Twice is once. Raises RecordNotFound."""
    with transaction.atomic():
        shares = [share.supporter_id for share in queries.shared_with(by)]
        task = SupporterTask.objects.select_for_update().filter(pk=task_id, supporter_id__in=shares).first()
        if task is None:
            raise RecordNotFound
        if task.done_at is None:
            task.done_at = at
            task.save(update_fields=["done_at"])
        audit.record(
            by=by, at=at, action="do-task", person_id=task.person_id, subject_kind="supporter-task", subject_id=task.pk
        )


def open_shared(*, supporter_id: UUID, by: Viewer, at: datetime) -> queries.Share:
    """Return what is shared with the viewer, and write down that they looked, for the person to read.

    Raises RecordNotFound where nothing is, or nothing any more: nobody is told which.
    """
    with transaction.atomic():
        share = queries.share_of(by, supporter_id=supporter_id)
        if share is None:
            raise RecordNotFound
        audit.record(
            by=by,
            at=at,
            action="open-shared",
            person_id=share.person_id,
            life_areas=share.life_areas,
            subject_kind="supporter",
            subject_id=supporter_id,
        )
        return share


def _own(by: Viewer) -> Person:
    own = people_queries.own_record(by)
    if own is None:
        raise RecordNotFound
    return own


def _supporter(own: Person, supporter_id: UUID) -> Supporter:
    supporter = Supporter.objects.select_for_update().filter(pk=supporter_id, person=own, withdrawn_at=None).first()
    if supporter is None:
        raise RecordNotFound
    return supporter


def _checked(own: Person, scope: Scope, *, by: Viewer) -> Scope:
    if scope.ends_on is not None and scope.ends_on <= by.today:
        raise DayIsPast
    return Scope(
        life_areas=life_areas.in_order(scope.life_areas),
        need_ids=_distinct(scope.need_ids),
        has_crisis_card=scope.has_crisis_card,
        ends_on=scope.ends_on,
    )


def _distinct(ids: Iterable[UUID]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(ids))


def _account(address: str, name: str, *, is_synthetic: bool, at: datetime) -> tuple[User | None, Notice, str]:
    """Return the account of an address, made if it is new, with the letter that goes to it and its link's secret.

    A worker's account reads nothing as a supporter: whoever is both has two.
    """
    user = User.objects.filter(email=address).first()
    if user is None:
        user = User.objects.create_user(address, name=name, is_synthetic=is_synthetic)
        secret = sign_in_links.write_link(user_id=user.pk, kind=SignInLink.Kind.INVITATION, code="", at=at)
        return user, Notice.INVITED, secret
    if not user.is_active or Membership.objects.filter(user=user).exists():
        return None, Notice.INVITED_WITH_WORK_ACCOUNT, ""
    return user, Notice.INVITED_WHO_SIGNS_IN, ""
