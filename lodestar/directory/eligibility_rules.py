"""Who a service is for, from what is stored to the rules that `rules.eligibility` asks."""

import json
from functools import lru_cache

from lodestar.places.queries import PlacedPostcode
from lodestar.rules import eligibility

_NOT_KNOWN = eligibility.Reason(None, eligibility.Answer.CHECK, eligibility.ReasonCode.RULES_NOT_KNOWN)
_ABOUT_HOME = frozenset({eligibility.RuleKind.AREA, eligibility.RuleKind.WITHIN})


def assess(*, who_for: str, facts: eligibility.Facts) -> eligibility.Assessment:
    """Return whether a service is for somebody, with the reasons.

    `who_for` is a search entry's: JSON of the rules (null: not known), the lowest and the highest age in years, and
    the rules of where its people may live (null: it has not said).
    A service of which only the ages are known can turn out not to fit; it never fits by its ages alone, since
    what else it asks is not known. So it is with rules that cannot be read.
    """
    rules, are_whole = stored_rules(who_for)
    assessment = eligibility.assess(rules=rules, facts=facts)
    if are_whole or rules is None or assessment.answer is not eligibility.Answer.FITS:
        return assessment
    return eligibility.Assessment(eligibility.Answer.CHECK, (_NOT_KNOWN, *assessment.reasons))


def rules_of(
    *, stored: object, minimum_age: int | None, maximum_age: int | None
) -> tuple[tuple[eligibility.EligibilityRule, ...] | None, bool]:
    """Return the same as `stored_rules`, from a service's own columns."""
    return stored_rules(json.dumps([stored, minimum_age, maximum_age]))


@lru_cache(maxsize=4096)
def stored_rules(who_for: str) -> tuple[tuple[eligibility.EligibilityRule, ...] | None, bool]:
    """Return the rules of a service, its ages among them, and whether they are all that it asks.

    The rules are None when none are known.
    """
    stored, minimum_age, maximum_age, *covered = json.loads(who_for)
    are_whole = stored is not None
    try:
        rules = [eligibility.EligibilityRule.from_json(rule) for rule in stored or ()]
    except (eligibility.BadRule, TypeError):
        rules, are_whole = [], False
    if all(rule.kind is not eligibility.RuleKind.AGE for rule in rules):
        rules[:0] = _ages(minimum_age, maximum_age)
    rules += _covered(covered[0] if covered else None)
    return (tuple(rules) if rules or are_whole else None), are_whole


def facts_of_place(place: PlacedPostcode) -> eligibility.Facts:
    """Return what a typed postcode tells of somebody: where they live, as well as it says."""
    return eligibility.Facts(
        area_codes=frozenset(place.area_codes | {place.local_authority_code}) - {""} or None,
        area_is_about=not place.areas_are_certain,
        point=(place.easting, place.northing, place.radius_m),
    )


def is_for_elsewhere(*, who_for: str, facts: eligibility.Facts) -> bool:
    """Return whether a service says that it is for people who live elsewhere, whatever else it asks."""
    rules = [rule for rule in stored_rules(who_for)[0] or () if rule.kind in _ABOUT_HOME]
    return bool(rules) and eligibility.answer_only(rules=rules, facts=facts) is eligibility.Answer.DOES_NOT_FIT


def _covered(stored: object) -> list[eligibility.EligibilityRule]:
    """Return the rules of where a service's people may live; none where they cannot be read."""
    try:
        return [eligibility.EligibilityRule.from_json(rule) for rule in stored or ()]  # type: ignore[attr-defined]
    except (eligibility.BadRule, TypeError):
        return []


def _ages(minimum_age: int | None, maximum_age: int | None) -> list[eligibility.EligibilityRule]:
    if minimum_age is None and maximum_age is None:
        return []
    try:
        return [eligibility.EligibilityRule(eligibility.RuleKind.AGE, minimum=minimum_age, maximum=maximum_age)]
    except eligibility.BadRule:
        return []
