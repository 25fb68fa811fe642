"""What a role reaches, what a person closed, what bears on what, and what may leave."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lodestar.access.roles import CASEWORK_ROLES, EMERGENCY_ROLES, Role
from lodestar.rules import lawful_bases, life_events, reach, share_profiles
from lodestar.rules.life_areas import LIFE_AREAS
from lodestar.rules.life_events import LifeEventKind
from lodestar.rules.parameters import MissingParameter
from lodestar.rules.share_profiles import ShareProfile

TODAY, NOW = date(2026, 3, 4), datetime(2026, 3, 4, 12, tzinfo=UTC)
LOOKER = reach.Looker(frozenset({"noor", "team"}), frozenset({"noor", "team", "trust"}), frozenset({"key-worker"}))


def reached(grant: reach.Grant, *choices: reach.Choice, looker: reach.Looker = LOOKER) -> tuple[str, ...]:
    return reach.areas_reached(looker=looker, grants=[grant], choices=choices, today=TODAY, now=NOW)


def granted(**given) -> reach.Grant:
    said = {"holder_id": "team", "basis": "care-team", "life_areas": ("home", "money"), "starts_on": TODAY}
    return reach.Grant(**{**said, **given})


def closed(**given) -> reach.Choice:
    said = {
        "life_areas": ("money",),
        "purposes": frozenset({reach.Purpose.DIRECT_SUPPORT}),
        "starts_on": TODAY,
        "audience_id": "trust",
    }
    return reach.Choice(**{**said, **given})


def test_every_role_has_its_row_and_every_row_a_role() -> None:
    assert set(reach.ROLES) == {role.value for role in Role}


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.INFORMATION_LEAD, Role.COMMISSIONER, Role.ANALYST])
def test_roles_that_run_the_place_reach_nobody(role: Role) -> None:
    assert reach.areas_within([role.value]) == ()
    assert role not in CASEWORK_ROLES | EMERGENCY_ROLES


def test_what_is_usual_is_never_more_than_the_most() -> None:
    for slug, row in reach.ROLES.items():
        assert set(row.usual) <= set(row.most), slug


@pytest.mark.parametrize(
    ("grant", "choice", "seen"),
    [
        (granted(), None, ("home", "money")),
        (granted(holder_id="others"), None, ()),
        (granted(starts_on=TODAY + timedelta(days=1)), None, ()),
        (granted(ends_on=TODAY), None, ()),
        (granted(ends_on=TODAY + timedelta(days=1)), None, ("home", "money")),
        (granted(ends_at=NOW), None, ()),
        (granted(ends_at=NOW + timedelta(minutes=1)), None, ("home", "money")),
        (granted(), closed(), ("home",)),
        (granted(), closed(audience_id=None, role="key-worker"), ("home",)),
        (granted(), closed(audience_id="elsewhere"), ("home", "money")),
        (granted(), closed(audience_id=None, role="clinician"), ("home", "money")),
        (granted(), closed(ends_on=TODAY), ("home", "money")),
        (granted(), closed(starts_on=TODAY + timedelta(days=1)), ("home", "money")),
        (granted(basis="emergency"), closed(), ("home", "money")),
        (granted(basis="emergency"), closed(purposes=frozenset({reach.Purpose.EMERGENCY})), ("home",)),
        (granted(), closed(life_areas=("home", "money")), ()),
    ],
)
def test_reach_is_role_and_involvement_less_what_was_closed(grant, choice, seen: tuple[str, ...]) -> None:
    assert reached(grant, *([choice] if choice else [])) == seen


def test_a_role_caps_what_an_involvement_opens() -> None:
    adviser = reach.Looker(LOOKER.holder_ids, LOOKER.audience_ids, frozenset({"money-adviser"}))
    every = tuple(area.value for area in LIFE_AREAS)

    assert reached(granted(life_areas=every), looker=adviser) == reach.ROLES["money-adviser"].most


def test_direct_care_does_not_stand_on_consent_and_everything_outside_it_does() -> None:
    assert lawful_bases.OF_INVOLVEMENT["care-team"] is lawful_bases.LawfulBasis.DIRECT_CARE
    outside = {purpose for purpose, ground in lawful_bases.OF_CONSENT.items() if ground == "explicit-consent"}
    assert outside == {"evaluation", "employer", "landlord", "benefits-agency", "carer", "life-events", "story"}
    assert all(ground.words for ground in lawful_bases.LawfulBasis)


@pytest.mark.inventory("S2-91")
def test_only_status_benefit_and_condition_leave() -> None:
    known = dict.fromkeys(("status", "benefit", "condition", "diagnosis", "full_name"), "x")

    items = share_profiles.items_to_share(profile=ShareProfile.BENEFITS_MONITORING, known=known, on=TODAY)

    assert list(items) == ["status", "benefit", "condition"]
    with pytest.raises(share_profiles.ItemMissing, match="benefit"):
        share_profiles.items_to_share(
            profile=ShareProfile.BENEFITS_MONITORING, known={**known, "benefit": " "}, on=TODAY
        )
    with pytest.raises(MissingParameter):
        share_profiles.fields_of(ShareProfile.BENEFITS_MONITORING, on=date(2019, 12, 31))


@pytest.mark.parametrize("profile", list(ShareProfile))
def test_no_profile_lets_a_name_of_an_illness_or_everything_leave(profile: ShareProfile) -> None:
    fields = share_profiles.fields_of(profile, on=TODAY)
    assert 0 < len(fields) <= 3
    assert not {"diagnosis", "full_name", "nhs_number", "words", "notes"} & set(fields)


@pytest.mark.parametrize(
    ("opens", "agreed", "told"),
    [
        ({"money"}, set(), "money"),
        ({"home"}, set(), ""),
        ({"home"}, {"money"}, "home"),
        ({"home"}, {"home"}, ""),
        ({"physical-health"}, {"money"}, ""),
    ],
)
def test_somebody_is_told_within_involvement_or_consent(opens: set[str], agreed: set[str], told: str) -> None:
    area = life_events.area_told(
        kind=LifeEventKind.BENEFIT_STOPPED, areas_open=frozenset(opens), areas_agreed=frozenset(agreed)
    )
    assert area == told


def test_every_kind_of_event_bears_on_something_else() -> None:
    for kind in LifeEventKind:
        row = life_events.event_row(kind)
        assert row.label
        assert row.life_area not in row.bears_on
        assert row.bears_on
