"""Who a service is for, asked of what is known about a person."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

_POINT_AND_REACH = ("easting", "northing", "metres")
# Codes of small areas of a census (output areas, LSOAs, MSOAs): nobody knows in which a postcode lies.
_SMALL_AREAS = ("E00", "E01", "E02", "W00", "W01", "W02")


class Answer(StrEnum):
    """Whether a service is for somebody, best answer first."""

    FITS = "fits"
    CHECK = "check"
    DOES_NOT_FIT = "does-not-fit"


class RuleKind(StrEnum):
    """What a rule looks at."""

    AGE = "age"
    AREA = "area"
    WITHIN = "within"
    REGISTERED_GP = "registered-gp"
    GENDER_SERVED = "gender-served"
    NEED = "need"
    BENEFIT = "benefit"
    IMMIGRATION_STATUS = "immigration-status"
    TENANCY_STATUS = "tenancy-status"
    REFERRAL_ROUTE = "referral-route"
    PROFESSIONAL_ONLY = "professional-only"


class ReasonCode(StrEnum):
    """Why an answer is what it is; the wording belongs to the pages."""

    OPEN_TO_ANYBODY = "open-to-anybody"
    RULES_NOT_KNOWN = "rules-not-known"
    AGE_FITS = "age-fits"
    TOO_YOUNG = "too-young"
    TOO_OLD = "too-old"
    AGE_NOT_KNOWN = "age-not-known"
    IN_AREA = "in-area"
    OUT_OF_AREA = "out-of-area"
    AREA_NOT_KNOWN = "area-not-known"
    AREA_ONLY_ABOUT = "area-only-about"
    GP_FITS = "gp-fits"
    GP_ELSEWHERE = "gp-elsewhere"
    GP_NOT_KNOWN = "gp-not-known"
    GENDER_FITS = "gender-fits"
    GENDER_NOT_SERVED = "gender-not-served"
    GENDER_NOT_KNOWN = "gender-not-known"
    NEED_FITS = "need-fits"
    NEED_NOT_RECORDED = "need-not-recorded"
    BENEFIT_FITS = "benefit-fits"
    BENEFIT_NOT_HELD = "benefit-not-held"
    BENEFITS_NOT_KNOWN = "benefits-not-known"
    STATUS_FITS = "status-fits"
    STATUS_NOT_SERVED = "status-not-served"
    STATUS_NOT_KNOWN = "status-not-known"
    ROUTE_FITS = "route-fits"
    ANOTHER_ROUTE_NEEDED = "another-route-needed"
    ROUTE_NOT_KNOWN = "route-not-known"
    IS_PROFESSIONAL = "is-professional"
    FOR_PROFESSIONALS_ONLY = "for-professionals-only"
    ROLE_NOT_KNOWN = "role-not-known"


class BadRule(ValueError):
    """A rule that cannot be asked: bounds the wrong way round, no values, no such kind."""


class IpsLimitRefused(ValueError):
    """An employment service that follows IPS was given a limit that IPS forbids."""


@dataclass(frozen=True, slots=True)
class EligibilityRule:
    """One condition of a service. Bounds are whole years and both count.

    The values of a rule on distance are a point and a reach: easting, northing and metres, as whole numbers.
    """

    kind: RuleKind
    values: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None

    def __post_init__(self) -> None:
        """Refuse a rule that nobody could answer, with BadRule."""
        if self.kind is RuleKind.AGE:
            self._check_bounds()
        elif self.minimum is not None or self.maximum is not None:
            raise BadRule(f"A rule on {self.kind} has no bounds.")
        takes_values = self.kind not in (RuleKind.AGE, RuleKind.PROFESSIONAL_ONLY)
        if takes_values != bool(self.values) or not all(self.values):
            raise BadRule(f"A rule on {self.kind} has the wrong values.")
        if self.kind is RuleKind.WITHIN and not (
            len(self.values) == len(_POINT_AND_REACH)
            and all(value.isascii() and value.isdigit() for value in self.values)
        ):
            raise BadRule("A rule on distance has an easting, a northing and metres.")

    def _check_bounds(self) -> None:
        if self.minimum is None and self.maximum is None:
            raise BadRule("A rule on age names at least one bound.")
        if min(self.minimum or 0, self.maximum or 0) < 0:
            raise BadRule("An age is not below zero.")
        if None not in (self.minimum, self.maximum) and ((self.minimum or 0) > (self.maximum or 0)):
            raise BadRule("The lowest age is above the highest.")

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "EligibilityRule":
        """Return the rule that `to_json` wrote.

        Raises BadRule for an unknown kind, an unknown key or a value of another type.
        """
        if unknown := set(stored) - {"kind", "values", "minimum", "maximum"}:
            raise BadRule(f"Not understood: {sorted(unknown)}.")
        try:
            kind = RuleKind(str(stored.get("kind")))
        except ValueError as error:
            raise BadRule("There is no such kind of rule.") from error
        values = stored.get("values", ())
        if not isinstance(values, list | tuple) or not all(isinstance(value, str) for value in values):
            raise BadRule("The values of a rule are a list of codes.")
        return cls(
            kind=kind,
            values=tuple(values),
            minimum=_years(stored.get("minimum")),
            maximum=_years(stored.get("maximum")),
        )

    def to_json(self) -> dict[str, object]:
        """Return a plain dictionary, without the parts that are not set."""
        stored: dict[str, object] = {"kind": self.kind.value}
        if self.values:
            stored["values"] = list(self.values)
        if self.minimum is not None:
            stored["minimum"] = self.minimum
        if self.maximum is not None:
            stored["maximum"] = self.maximum
        return stored


def _years(stored: object) -> int | None:
    if stored is None:
        return None
    if isinstance(stored, bool) or not isinstance(stored, int):
        raise BadRule("A bound is a whole number of years.")
    return stored


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about somebody; None is "nobody asked", never "no".

    `area_codes` hold every level (neighbourhood, council, integrated care board) of the
    place where the person lives; `area_is_about` says that they were guessed from a
    sector or outward code. `point` is where they live: easting, northing, and how far it
    may be off, all in metres. `benefits` is the whole list, so an empty one means none;
    `needs` is only what has been said so far.
    """

    age: int | None = None
    area_codes: frozenset[str] | None = None
    area_is_about: bool = False
    point: tuple[int, int, int] | None = None
    commissioner_code: str | None = None
    gender: str | None = None
    needs: frozenset[str] | None = None
    benefits: frozenset[str] | None = None
    immigration_status: str | None = None
    tenancy_status: str | None = None
    referral_route: str | None = None
    is_professional: bool | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule's answer, with what it was held against."""

    kind: RuleKind | None
    answer: Answer
    code: ReasonCode
    values: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    fact: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answer for one service, and its reasons, the worst first."""

    answer: Answer
    reasons: tuple[Reason, ...]


_NOTHING_KNOWN = Assessment(Answer.CHECK, (Reason(None, Answer.CHECK, ReasonCode.RULES_NOT_KNOWN),))
_NO_LIMITS = Assessment(Answer.FITS, (Reason(None, Answer.FITS, ReasonCode.OPEN_TO_ANYBODY),))
_BADNESS = {answer: place for place, answer in enumerate(Answer)}


def assess(*, rules: Sequence[EligibilityRule] | None, facts: Facts) -> Assessment:
    """Return whether a service is for this person: every rule holds, the worst wins.

    Unit: none.  Source: directory field notes §6, directory 3 (fits / check / does not
    fit, because; absent data is check, never no).  Checked: 2026-11-22.
    `rules=None` means that nobody knows who the service is for: check. An empty list
    means that the source says it is open to anybody: fits.
    """
    if rules is None:
        return _NOTHING_KNOWN
    if not rules:
        return _NO_LIMITS
    reasons = sorted(
        (_reason(rule, facts) for rule in rules),
        key=lambda reason: -_BADNESS[reason.answer],
    )
    return Assessment(reasons[0].answer, tuple(reasons))


def answer_only(*, rules: Sequence[EligibilityRule] | None, facts: Facts) -> Answer:
    """Return the answer of `assess` without its reasons, for sifting thousands of services.

    Unit: none.  Source: as `assess`.  Checked: 2026-11-22.
    """
    if rules is None:
        return Answer.CHECK
    worst = Answer.FITS
    for rule in rules:
        answer = _QUESTIONS[rule.kind](rule, facts)[0]
        if answer is Answer.DOES_NOT_FIT:
            return answer
        if answer is Answer.CHECK:
            worst = answer
    return worst


def refuse_ips_limits(*, rules: Sequence[EligibilityRule] | None, time_limit_days: int | None = None) -> None:
    """Refuse a time limit or a benefit rule on an employment service that follows IPS.

    Unit: none.  Source: IPS principles 2 and 6 (open to all who want to work, support
    without time limit); inventory S1-23.  Checked: 2026-11-22.
    Raises IpsLimitRefused; else this will return nothing.
    """
    if time_limit_days is not None:
        raise IpsLimitRefused("Support under IPS has no time limit.")
    if any(rule.kind is RuleKind.BENEFIT for rule in rules or ()):
        raise IpsLimitRefused("Support under IPS does not depend on a benefit.")


def _reason(rule: EligibilityRule, facts: Facts) -> Reason:
    answer, code, fact = _QUESTIONS[rule.kind](rule, facts)
    return Reason(rule.kind, answer, code, rule.values, rule.minimum, rule.maximum, fact)


_Finding = tuple[Answer, ReasonCode, tuple[str, ...]]


def _age(rule: EligibilityRule, facts: Facts) -> _Finding:
    if facts.age is None:
        return Answer.CHECK, ReasonCode.AGE_NOT_KNOWN, ()
    fact = (str(facts.age),)
    if rule.minimum is not None and facts.age < rule.minimum:
        return Answer.DOES_NOT_FIT, ReasonCode.TOO_YOUNG, fact
    if rule.maximum is not None and facts.age > rule.maximum:
        return Answer.DOES_NOT_FIT, ReasonCode.TOO_OLD, fact
    return Answer.FITS, ReasonCode.AGE_FITS, fact


def _area(rule: EligibilityRule, facts: Facts) -> _Finding:
    if not facts.area_codes:
        return Answer.CHECK, ReasonCode.AREA_NOT_KNOWN, ()
    fact = tuple(sorted(facts.area_codes))
    if facts.area_is_about:
        return Answer.CHECK, ReasonCode.AREA_ONLY_ABOUT, fact
    if facts.area_codes.isdisjoint(rule.values):
        if any(value.startswith(_SMALL_AREAS) for value in rule.values):
            return Answer.CHECK, ReasonCode.AREA_ONLY_ABOUT, fact
        return Answer.DOES_NOT_FIT, ReasonCode.OUT_OF_AREA, fact
    return Answer.FITS, ReasonCode.IN_AREA, fact


def _within(rule: EligibilityRule, facts: Facts) -> _Finding:
    if facts.point is None:
        return Answer.CHECK, ReasonCode.AREA_NOT_KNOWN, ()
    easting, northing, reach = map(int, rule.values)
    metres = math.hypot(facts.point[0] - easting, facts.point[1] - northing)
    if metres + facts.point[2] <= reach:
        return Answer.FITS, ReasonCode.IN_AREA, ()
    if metres - facts.point[2] > reach:
        return Answer.DOES_NOT_FIT, ReasonCode.OUT_OF_AREA, ()
    return Answer.CHECK, ReasonCode.AREA_ONLY_ABOUT, ()


def _need(rule: EligibilityRule, facts: Facts) -> _Finding:
    # What somebody has told us so far is never the whole list, so it cannot rule out.
    met = tuple(sorted((facts.needs or frozenset()).intersection(rule.values)))
    if met:
        return Answer.FITS, ReasonCode.NEED_FITS, met
    return Answer.CHECK, ReasonCode.NEED_NOT_RECORDED, ()


def _benefit(rule: EligibilityRule, facts: Facts) -> _Finding:
    if facts.benefits is None:
        return Answer.CHECK, ReasonCode.BENEFITS_NOT_KNOWN, ()
    met = tuple(sorted(facts.benefits.intersection(rule.values)))
    if met:
        return Answer.FITS, ReasonCode.BENEFIT_FITS, met
    return (
        Answer.DOES_NOT_FIT,
        ReasonCode.BENEFIT_NOT_HELD,
        tuple(sorted(facts.benefits)),
    )


def _route(rule: EligibilityRule, facts: Facts) -> _Finding:
    # The way in is not about the person: somebody else can make the same referral.
    route = facts.referral_route
    if route is None:
        return Answer.CHECK, ReasonCode.ROUTE_NOT_KNOWN, ()
    if route in rule.values:
        return Answer.FITS, ReasonCode.ROUTE_FITS, (route,)
    return Answer.CHECK, ReasonCode.ANOTHER_ROUTE_NEEDED, (route,)


def _professional(rule: EligibilityRule, facts: Facts) -> _Finding:
    if facts.is_professional is None:
        return Answer.CHECK, ReasonCode.ROLE_NOT_KNOWN, ()
    if facts.is_professional:
        return Answer.FITS, ReasonCode.IS_PROFESSIONAL, ()
    return Answer.DOES_NOT_FIT, ReasonCode.FOR_PROFESSIONALS_ONLY, ()


def _one_of(
    field: str, *, met: ReasonCode, unmet: ReasonCode, unknown: ReasonCode
) -> Callable[[EligibilityRule, Facts], _Finding]:
    def ask(rule: EligibilityRule, facts: Facts) -> _Finding:
        fact: str | None = getattr(facts, field)
        if not fact:
            return Answer.CHECK, unknown, ()
        if fact in rule.values:
            return Answer.FITS, met, (fact,)
        return Answer.DOES_NOT_FIT, unmet, (fact,)

    return ask


_STATUS = {
    "met": ReasonCode.STATUS_FITS,
    "unmet": ReasonCode.STATUS_NOT_SERVED,
    "unknown": ReasonCode.STATUS_NOT_KNOWN,
}
_QUESTIONS: Mapping[RuleKind, Callable[[EligibilityRule, Facts], _Finding]] = {
    RuleKind.AGE: _age,
    RuleKind.AREA: _area,
    RuleKind.WITHIN: _within,
    RuleKind.NEED: _need,
    RuleKind.BENEFIT: _benefit,
    RuleKind.REFERRAL_ROUTE: _route,
    RuleKind.PROFESSIONAL_ONLY: _professional,
    RuleKind.IMMIGRATION_STATUS: _one_of("immigration_status", **_STATUS),
    RuleKind.TENANCY_STATUS: _one_of("tenancy_status", **_STATUS),
    RuleKind.REGISTERED_GP: _one_of(
        "commissioner_code",
        met=ReasonCode.GP_FITS,
        unmet=ReasonCode.GP_ELSEWHERE,
        unknown=ReasonCode.GP_NOT_KNOWN,
    ),
    RuleKind.GENDER_SERVED: _one_of(
        "gender",
        met=ReasonCode.GENDER_FITS,
        unmet=ReasonCode.GENDER_NOT_SERVED,
        unknown=ReasonCode.GENDER_NOT_KNOWN,
    ),
}
