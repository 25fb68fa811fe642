"""What a person decides about sharing: closing and opening parts, ending somebody's part, taking consent back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.people import queries
from lodestar.people.models import Consent, Involvement, Person
from lodestar.people.queries import RecordNotFound
from lodestar.people.sharing import queries as sharing_queries
from lodestar.people.sharing.models import Share, SharingChoice
from lodestar.rules import life_areas as areas_rule
from lodestar.rules import reach, share_profiles
from lodestar.rules.share_profiles import ShareProfile


class NothingClosed(ValueError):
    """A choice closes at least one life area, for at least one purpose, to one audience."""


class NotTheirsToEnd(Exception):
    """A person's own look at their record is not ended, and an emergency ends by its own action."""


class ConsentNotThere(LookupError):
    """There is no such consent, or it was withdrawn, or it has ended, or it is for something else."""


# What a person closes unless they say that it holds in an emergency too.
CLOSED_FOR = (reach.Purpose.DIRECT_SUPPORT, reach.Purpose.REFERRAL)


@dataclass(frozen=True)
class Audience:
    """To whom a part is closed: exactly one of a user, a team, an organisation, or everybody of a role."""

    user_id: UUID | None = None
    team_id: UUID | None = None
    organisation_id: UUID | None = None
    role: str = ""

    @property
    def is_one(self) -> bool:
        """Return whether one of the four is given, and not two."""
        return sum(1 for one in (self.user_id, self.team_id, self.organisation_id, self.role) if one) == 1


def close_areas(
    *,
    person_id: UUID,
    audience: Audience,
    life_areas: Iterable[str],
    by: Viewer,
    at: datetime,
    until: date | None = None,
    words: str = "",
    how: str = Consent.How.ONLINE,
    even_in_emergency: bool = False,
) -> SharingChoice:
    """Close life areas of a record to somebody, from now, until a day (the first one without) or for good.

    All six areas are an objection to that audience seeing anything. It narrows whatever else opens the record,
    now and later. The person does it, or a worker writes down what they said (`how`).
    Raises RecordNotFound for a stranger, and NothingClosed.
    """
    closed = areas_rule.in_order(life_areas)
    with transaction.atomic():
        person = Person.objects.visible_to(by).select_for_update().filter(pk=person_id).first()
        if person is None or by.user_id is None:
            raise RecordNotFound
        if not closed or not audience.is_one or (until is not None and until <= by.today):
            raise NothingClosed
        purposes = (*CLOSED_FOR, reach.Purpose.EMERGENCY) if even_in_emergency else CLOSED_FOR
        # Written down first: whoever closes their own team out no longer sees the person afterwards.
        audit.record(
            by=by,
            at=at,
            action="close-areas",
            person_id=person_id,
            life_areas=closed,
            subject_kind="audience",
            subject_id=audience.user_id or audience.team_id or audience.organisation_id or audience.role,
        )
        return SharingChoice.objects.create(
            person_id=person_id,
            user_id=audience.user_id,
            team_id=audience.team_id,
            organisation_id=audience.organisation_id,
            role=audience.role,
            life_areas=list(closed),
            purposes=[purpose.value for purpose in purposes],
            words=words.strip(),
            how=how,
            said_by_id=by.user_id,
            said_at=at,
            starts_on=by.today,
            ends_on=until,
        )


def object_to_figures(*, person_id: UUID, by: Viewer, at: datetime, how: str = Consent.How.ONLINE) -> SharingChoice:
    """Leave a person out of figures about the place, from now: no extract has a row about them.

    The person says it, or a worker writes down what they said (`how`). Twice is once. `open_again` ends it.
    Raises RecordNotFound for a stranger.
    """
    with transaction.atomic():
        person = Person.objects.visible_to(by).select_for_update().filter(pk=person_id).first()
        if person is None or by.user_id is None or not queries.areas_passed_on(by, person_id=person_id):
            raise RecordNotFound
        held: SharingChoice | None = sharing_queries.figures_objection(by, person_id=person_id)
        if held is not None:
            return held
        audit.record(by=by, at=at, action="object-to-figures", person_id=person_id)
        return SharingChoice.objects.create(
            person_id=person_id,
            role=sharing_queries.WHO_COUNTS,
            life_areas=[area.value for area in areas_rule.LIFE_AREAS],
            purposes=[reach.Purpose.EVALUATION.value],
            how=how,
            said_by_id=by.user_id,
            said_at=at,
            starts_on=by.today,
        )


def open_again(*, choice_id: UUID, by: Viewer, at: datetime) -> None:
    """End something that the person closed, from today. The row is kept. Only the person does it.

    Raises RecordNotFound for anybody else, and where it does not hold any more.
    """
    with transaction.atomic():
        choice = SharingChoice.objects.select_for_update(of=("self",)).filter(pk=choice_id).first()
        if choice is None or (choice.ends_on is not None and choice.ends_on <= by.today):
            raise RecordNotFound
        if not _is_own(choice.person_id, by):
            raise RecordNotFound
        choice.ends_on = by.today
        choice.save(update_fields=["ends_on"])
        audit.record(
            by=by,
            at=at,
            action="open-again",
            person_id=choice.person_id,
            life_areas=choice.life_areas,
            subject_kind="choice",
            subject_id=choice.pk,
        )


def stop_involvement(*, involvement_id: UUID, by: Viewer, at: datetime) -> None:
    """End somebody's part in a person's support at once: they see nothing from this moment.

    The person does it, or whoever holds the involvement for themself or their team.
    Raises RecordNotFound for a stranger, and NotTheirsToEnd for the person's own and for an emergency.
    """
    with transaction.atomic():
        held = Involvement.objects.current(by).select_for_update(of=("self",)).filter(pk=involvement_id).first()
        if held is None:
            raise RecordNotFound
        if not _is_own(held.person_id, by) and held.holder_id not in by.holder_ids:
            raise RecordNotFound
        if held.basis in (Involvement.Basis.SELF, Involvement.Basis.EMERGENCY):
            raise NotTheirsToEnd
        audit.record(
            by=by,
            at=at,
            action="stop-involvement",
            person_id=held.person_id,
            life_areas=held.life_areas,
            subject_kind="involvement",
            subject_id=held.pk,
        )
        Involvement.objects.filter(pk=held.pk).update(ends_on=max(by.today, held.starts_on))


def withdraw_consent(*, consent_id: UUID, by: Viewer, at: datetime) -> Consent:
    """Take back what a person agreed to. What rests on it, what it opened and what it let be told, stops at once.

    A referral that rests on it is taken back with `referrals.actions.withdraw_referral`, which does this too.
    Raises ConsentNotThere for a stranger, and where it was withdrawn before.
    """
    with transaction.atomic():
        consent: Consent | None = (
            Consent.objects.visible_to(by)
            .select_for_update(of=("self",))
            .filter(pk=consent_id, withdrawn_at=None)
            .first()
        )
        if consent is None or not queries.areas_passed_on(by, person_id=consent.person_id):
            raise ConsentNotThere
        audit.record(
            by=by,
            at=at,
            action="withdraw-consent",
            person_id=consent.person_id,
            life_areas=consent.life_areas,
            subject_kind="consent",
            subject_id=consent.pk,
            reason=consent.purpose,
        )
        # The database ends what rests on it: lodestar_stop_what_rests_on_consent.
        consent.withdrawn_at = at
        consent.save(update_fields=["withdrawn_at"])
        return consent


def share_minimum(
    *, consent_id: UUID, known: Mapping[str, str], by: Viewer, at: datetime, share_id: UUID | None = None
) -> Share:
    """Send somebody outside what the person agreed to: exactly the fields of the consent's profile.

    Whatever else is `known` stays. The same `share_id` a second time changes nothing.
    Raises ConsentNotThere without a consent in force for a profile, and ItemMissing (rules.share_profiles).
    """
    with transaction.atomic():
        consent = Consent.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=consent_id).first()
        ended = consent is not None and consent.ends_on is not None and consent.ends_on <= by.today
        if consent is None or consent.withdrawn_at is not None or ended or not consent.profile:
            raise ConsentNotThere
        if not queries.areas_passed_on(by, person_id=consent.person_id):
            raise ConsentNotThere
        assert by.user_id is not None, "nobody sees a consent without signing in"
        sent: Share | None = Share.objects.filter(pk=share_id).first() if share_id else None
        if sent is not None:
            return sent
        items = share_profiles.items_to_share(profile=ShareProfile(consent.profile), known=known, on=by.today)
        share: Share = Share.objects.create(
            **({"pk": share_id} if share_id else {}),
            person_id=consent.person_id,
            consent=consent,
            profile=consent.profile,
            to_whom=consent.to_whom,
            items=items,
            sent_by_id=by.user_id,
            sent_at=at,
        )
        audit.record(
            by=by,
            at=at,
            action="share-minimum",
            person_id=consent.person_id,
            life_areas=consent.life_areas,
            subject_kind="share",
            subject_id=share.pk,
            reason=consent.profile,
        )
        return share


def _is_own(person_id: UUID, by: Viewer) -> bool:
    own = queries.own_record(by)
    return own is not None and own.pk == person_id
