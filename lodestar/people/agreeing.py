"""The rows of an agreement: what was agreed, and what it opens or closes to a team.

Only actions use it; they check first, and write the one event that tells of it all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lodestar.access.viewers import Viewer
from lodestar.people.models import Consent, Involvement
from lodestar.rules import share_profiles
from lodestar.rules.life_areas import in_order


class ConsentMissing(ValueError):
    """The person was not asked, or said no, or nobody wrote down what they agreed to."""


@dataclass(frozen=True)
class ConsentTerms:
    """What a person was told and agreed to, and how they were asked; `ends_on`: the first day without."""

    words: str
    how: str
    ends_on: date | None = None


def write_consent(
    *,
    person_id: UUID,
    purpose: str,
    life_areas: Iterable[str],
    organisation_id: UUID | None,
    terms: ConsentTerms | None,
    by: Viewer,
    at: datetime,
    to_whom: str = "",
) -> Consent:
    """Add the row of a consent, with the profile that goes with its purpose. Raises ConsentMissing."""
    if terms is None or not terms.words.strip() or terms.how not in Consent.How.values:
        raise ConsentMissing
    profile = share_profiles.PROFILE_OF_PURPOSE.get(purpose)
    if profile is not None and not to_whom.strip():
        raise ConsentMissing
    assert by.user_id is not None, "nobody asks for consent without signing in"
    return Consent.objects.create(
        person_id=person_id,
        purpose=purpose,
        life_areas=list(in_order(life_areas)),
        organisation_id=organisation_id,
        to_whom=to_whom.strip(),
        profile=profile.value if profile else "",
        words=terms.words.strip(),
        how=terms.how,
        asked_by_id=by.user_id,
        given_at=at,
        ends_on=terms.ends_on,
    )


def involve_team(
    *,
    person_id: UUID,
    team_id: UUID,
    life_area: str,
    starts_on: date,
    consent: Consent,
) -> None:
    """Open one life area to a team on the ground of a referral and of what the person agreed to for it.

    Does nothing where the team's involvement already opens that life area for as long.
    """
    already = Involvement.objects.filter(
        person_id=person_id, team_id=team_id, life_areas__contains=[life_area], ends_on=None
    )
    if not already.exists():
        Involvement.objects.create(
            person_id=person_id,
            team_id=team_id,
            basis=Involvement.Basis.REFERRAL,
            life_areas=[life_area],
            starts_on=starts_on,
            ends_on=consent.ends_on,
            consent=consent,
        )


def end_team_involvement(*, person_id: UUID, team_id: UUID, life_area: str, ends_on: date) -> None:
    """Close what a referral opened to a team from `ends_on`.

    What the team sees on another ground, as a care team for example, is not touched.
    """
    Involvement.objects.filter(
        person_id=person_id,
        team_id=team_id,
        basis=Involvement.Basis.REFERRAL,
        life_areas=[life_area],
    ).exclude(ends_on__lte=ends_on).update(ends_on=ends_on)
