"""Roles as data: slugs that memberships hold and doors ask for. What each may do: `rules/reach.py`."""

from enum import StrEnum

from lodestar.rules import reach


class Role(StrEnum):
    """What somebody does in an organisation. Stored by slug, never by class name."""

    PERSON = "person"
    SUPPORTER = "supporter"
    KEY_WORKER = "key-worker"
    NAVIGATOR = "navigator"
    PEER_WORKER = "peer-worker"
    CLINICIAN = "clinician"
    EMPLOYMENT_SPECIALIST = "employment-specialist"
    HOUSING_WORKER = "housing-worker"
    MONEY_ADVISER = "money-adviser"
    WARD_STAFF = "ward-staff"
    SECURE_UNIT_STAFF = "secure-unit-staff"
    REFERRAL_DESK = "referral-desk"
    PROVIDER_MANAGER = "provider-manager"
    COMMISSIONER = "commissioner"
    PLACE_LEAD = "place-lead"
    LIVED_EXPERIENCE_PARTNER = "lived-experience-partner"
    ANALYST = "analyst"
    INFORMATION_LEAD = "information-lead"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        return reach.ROLES[self.value].label


def _that(power: reach.Power) -> frozenset[Role]:
    return frozenset(Role(slug) for slug, row in reach.ROLES.items() if power in row.powers)


CASEWORK_ROLES = _that(reach.Power.SUPPORT)
DESK_ROLES = _that(reach.Power.ANSWER_REFERRALS)
FIGURES_ROLES = _that(reach.Power.READ_FIGURES)
DIRECTORY_ROLES = _that(reach.Power.KEEP_DIRECTORY)
EMERGENCY_ROLES = _that(reach.Power.OPEN_IN_EMERGENCY)
REVIEW_ROLES = _that(reach.Power.REVIEW_OPENINGS)
# Who may say that somebody has left; the system itself may too.
STAFFING_ROLES = frozenset({Role.ADMINISTRATOR, Role.INFORMATION_LEAD})
