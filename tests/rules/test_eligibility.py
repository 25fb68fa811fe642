"""Fits, check or does not fit; what is not known is never a no."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import eligibility
from lodestar.rules.eligibility import Answer, EligibilityRule, Facts, ReasonCode, RuleKind

HOME, AWAY = "E08000009", "E08000003"
ADULTS = EligibilityRule(RuleKind.AGE, minimum=18)
YOUNG = EligibilityRule(RuleKind.AGE, minimum=16, maximum=25)
RESIDENTS = EligibilityRule(RuleKind.AREA, values=(HOME,))
GP = EligibilityRule(RuleKind.REGISTERED_GP, values=("01A",))
WOMEN = EligibilityRule(RuleKind.GENDER_SERVED, values=("woman",))
VOICES = EligibilityRule(RuleKind.NEED, values=("psychosis", "bipolar"))
ON_PIP = EligibilityRule(RuleKind.BENEFIT, values=("pip", "universal-credit"))
REFUGEES = EligibilityRule(RuleKind.IMMIGRATION_STATUS, values=("refugee",))
TENANTS = EligibilityRule(RuleKind.TENANCY_STATUS, values=("social-tenant",))
BY_GP = EligibilityRule(RuleKind.REFERRAL_ROUTE, values=("gp", "key-worker"))
STAFF = EligibilityRule(RuleKind.PROFESSIONAL_ONLY)
NEAR = EligibilityRule(RuleKind.WITHIN, values=("379000", "391000", "3000"))
LSOAS = EligibilityRule(RuleKind.AREA, values=("E01006074",))
ONE_OF_EACH = (ADULTS, RESIDENTS, NEAR, GP, WOMEN, VOICES, ON_PIP, REFUGEES, TENANTS, BY_GP, STAFF)

FITS, CHECK, NO = Answer.FITS, Answer.CHECK, Answer.DOES_NOT_FIT
IN_HOME = frozenset({HOME, "E54000057", "harbourne-east"})
IN_AWAY = frozenset({AWAY, "E54000057"})

CASES = [
    (ADULTS, Facts(age=18), FITS, ReasonCode.AGE_FITS),
    (ADULTS, Facts(age=17), NO, ReasonCode.TOO_YOUNG),
    (ADULTS, Facts(), CHECK, ReasonCode.AGE_NOT_KNOWN),
    (YOUNG, Facts(age=25), FITS, ReasonCode.AGE_FITS),
    (YOUNG, Facts(age=26), NO, ReasonCode.TOO_OLD),
    (YOUNG, Facts(age=16), FITS, ReasonCode.AGE_FITS),
    (YOUNG, Facts(age=15), NO, ReasonCode.TOO_YOUNG),
    (RESIDENTS, Facts(area_codes=IN_HOME), FITS, ReasonCode.IN_AREA),
    (RESIDENTS, Facts(area_codes=IN_AWAY), NO, ReasonCode.OUT_OF_AREA),
    (RESIDENTS, Facts(), CHECK, ReasonCode.AREA_NOT_KNOWN),
    (LSOAS, Facts(area_codes=IN_HOME), CHECK, ReasonCode.AREA_ONLY_ABOUT),
    (LSOAS, Facts(area_codes=frozenset({"E01006074"})), FITS, ReasonCode.IN_AREA),
    (NEAR, Facts(point=(381_999, 391_000, 0)), FITS, ReasonCode.IN_AREA),
    (NEAR, Facts(point=(382_001, 391_000, 0)), NO, ReasonCode.OUT_OF_AREA),
    (NEAR, Facts(point=(384_000, 391_000, 2_500)), CHECK, ReasonCode.AREA_ONLY_ABOUT),
    (NEAR, Facts(area_codes=IN_HOME), CHECK, ReasonCode.AREA_NOT_KNOWN),
    (RESIDENTS, Facts(area_codes=frozenset()), CHECK, ReasonCode.AREA_NOT_KNOWN),
    (RESIDENTS, Facts(area_codes=IN_AWAY, area_is_about=True), CHECK, ReasonCode.AREA_ONLY_ABOUT),
    (RESIDENTS, Facts(area_codes=IN_HOME, area_is_about=True), CHECK, ReasonCode.AREA_ONLY_ABOUT),
    (GP, Facts(commissioner_code="01A"), FITS, ReasonCode.GP_FITS),
    (GP, Facts(commissioner_code="02B"), NO, ReasonCode.GP_ELSEWHERE),
    (GP, Facts(), CHECK, ReasonCode.GP_NOT_KNOWN),
    (WOMEN, Facts(gender="woman"), FITS, ReasonCode.GENDER_FITS),
    (WOMEN, Facts(gender="man"), NO, ReasonCode.GENDER_NOT_SERVED),
    (WOMEN, Facts(gender=""), CHECK, ReasonCode.GENDER_NOT_KNOWN),
    (VOICES, Facts(needs=frozenset({"psychosis", "debt"})), FITS, ReasonCode.NEED_FITS),
    (VOICES, Facts(needs=frozenset({"debt"})), CHECK, ReasonCode.NEED_NOT_RECORDED),
    (VOICES, Facts(), CHECK, ReasonCode.NEED_NOT_RECORDED),
    (ON_PIP, Facts(benefits=frozenset({"pip"})), FITS, ReasonCode.BENEFIT_FITS),
    (ON_PIP, Facts(benefits=frozenset({"esa"})), NO, ReasonCode.BENEFIT_NOT_HELD),
    (ON_PIP, Facts(benefits=frozenset()), NO, ReasonCode.BENEFIT_NOT_HELD),
    (ON_PIP, Facts(), CHECK, ReasonCode.BENEFITS_NOT_KNOWN),
    (REFUGEES, Facts(immigration_status="refugee"), FITS, ReasonCode.STATUS_FITS),
    (REFUGEES, Facts(immigration_status="citizen"), NO, ReasonCode.STATUS_NOT_SERVED),
    (REFUGEES, Facts(), CHECK, ReasonCode.STATUS_NOT_KNOWN),
    (TENANTS, Facts(tenancy_status="social-tenant"), FITS, ReasonCode.STATUS_FITS),
    (TENANTS, Facts(tenancy_status="owner"), NO, ReasonCode.STATUS_NOT_SERVED),
    (TENANTS, Facts(), CHECK, ReasonCode.STATUS_NOT_KNOWN),
    (BY_GP, Facts(referral_route="gp"), FITS, ReasonCode.ROUTE_FITS),
    (BY_GP, Facts(referral_route="self"), CHECK, ReasonCode.ANOTHER_ROUTE_NEEDED),
    (BY_GP, Facts(), CHECK, ReasonCode.ROUTE_NOT_KNOWN),
    (STAFF, Facts(is_professional=True), FITS, ReasonCode.IS_PROFESSIONAL),
    (STAFF, Facts(is_professional=False), NO, ReasonCode.FOR_PROFESSIONALS_ONLY),
    (STAFF, Facts(), CHECK, ReasonCode.ROLE_NOT_KNOWN),
]


@pytest.mark.parametrize(("rule", "facts", "answer", "code"), CASES)
def test_one_rule_answers_and_says_why(rule: EligibilityRule, facts: Facts, answer: Answer, code: ReasonCode) -> None:
    assessment = eligibility.assess(rules=[rule], facts=facts)

    assert (assessment.answer, assessment.reasons[0].code) == (answer, code)
    assert assessment.reasons[0].kind is rule.kind


@pytest.mark.inventory("S0-41")
@pytest.mark.parametrize(
    ("area_codes", "benefits", "answer"),
    [
        (IN_HOME, frozenset({"pip"}), FITS),
        (IN_AWAY, frozenset({"pip"}), NO),
        (None, frozenset({"pip"}), CHECK),
        (IN_HOME, None, CHECK),
        (IN_HOME, frozenset(), NO),
    ],
)
def test_a_free_offer_for_residents_fits_an_in_borough_address_only(
    area_codes: frozenset[str] | None, benefits: frozenset[str] | None, answer: Answer
) -> None:
    facts = Facts(age=40, area_codes=area_codes, benefits=benefits)

    assert eligibility.assess(rules=[ADULTS, RESIDENTS, ON_PIP], facts=facts).answer is answer


def test_a_service_about_which_nothing_is_known_is_checked() -> None:
    assessment = eligibility.assess(rules=None, facts=Facts(age=40))

    assert assessment.answer is CHECK
    assert [reason.code for reason in assessment.reasons] == [ReasonCode.RULES_NOT_KNOWN]


def test_a_service_that_says_it_is_open_to_anybody_fits() -> None:
    assessment = eligibility.assess(rules=(), facts=Facts())

    assert assessment.answer is FITS
    assert [reason.code for reason in assessment.reasons] == [ReasonCode.OPEN_TO_ANYBODY]


def test_the_worst_reason_comes_first_and_each_rule_has_one() -> None:
    facts = Facts(age=30, area_codes=IN_AWAY)

    reasons = eligibility.assess(rules=[ADULTS, GP, RESIDENTS], facts=facts).reasons

    assert [reason.answer for reason in reasons] == [NO, CHECK, FITS]


def test_a_reason_carries_what_the_page_needs_to_word_it() -> None:
    (reason,) = eligibility.assess(rules=[YOUNG], facts=Facts(age=31)).reasons

    assert (reason.minimum, reason.maximum, reason.fact) == (16, 25, ("31",))


@pytest.mark.parametrize("rule", ONE_OF_EACH, ids=lambda rule: rule.kind.value)
def test_absent_facts_are_a_check_and_never_a_no(rule: EligibilityRule) -> None:
    assert eligibility.assess(rules=[rule], facts=Facts()).answer is CHECK


def test_every_kind_of_rule_can_be_asked() -> None:
    assert {rule.kind for rule in ONE_OF_EACH} == set(RuleKind)


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        (RuleKind.AGE, {}),
        (RuleKind.AGE, {"minimum": 30, "maximum": 18}),
        (RuleKind.AGE, {"minimum": -1}),
        (RuleKind.AGE, {"minimum": 18, "maximum": -1}),
        (RuleKind.AGE, {"minimum": 18, "values": ("adults",)}),
        (RuleKind.AREA, {}),
        (RuleKind.AREA, {"values": ("",)}),
        (RuleKind.WITHIN, {"values": ("379000", "391000")}),
        (RuleKind.WITHIN, {"values": ("379000", "391000", "far")}),
        (RuleKind.AREA, {"values": (HOME,), "minimum": 1}),
        (RuleKind.GENDER_SERVED, {"values": ("woman",), "maximum": 1}),
        (RuleKind.PROFESSIONAL_ONLY, {"values": ("yes",)}),
    ],
)
def test_a_rule_that_nobody_could_answer_is_refused(kind: RuleKind, parts: dict[str, object]) -> None:
    with pytest.raises(eligibility.BadRule):
        EligibilityRule(kind, **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"kind": "time-limit", "values": ["26 weeks"]},
        {"kind": "age", "min": 18},
        {"kind": "age", "minimum": "18"},
        {"kind": "age", "minimum": True},
        {"kind": "age", "minimum": 18.5},
        {"kind": "area", "values": "E08000009"},
        {"kind": "area", "values": [1]},
    ],
    ids=str,
)
def test_a_stored_rule_that_makes_no_sense_is_refused(stored: dict[str, object]) -> None:
    with pytest.raises(eligibility.BadRule):
        EligibilityRule.from_json(stored)


@pytest.mark.parametrize("rule", [*ONE_OF_EACH, YOUNG], ids=lambda rule: rule.kind.value)
def test_a_rule_survives_being_stored(rule: EligibilityRule) -> None:
    assert EligibilityRule.from_json(json.loads(json.dumps(rule.to_json()))) == rule


@pytest.mark.inventory("S1-23")
def test_an_ips_service_may_not_have_a_benefit_rule() -> None:
    with pytest.raises(eligibility.IpsLimitRefused, match="benefit"):
        eligibility.refuse_ips_limits(rules=[ADULTS, ON_PIP])


@pytest.mark.inventory("S1-23")
def test_an_ips_service_may_not_have_a_time_limit() -> None:
    with pytest.raises(eligibility.IpsLimitRefused, match="time limit"):
        eligibility.refuse_ips_limits(rules=[], time_limit_days=365)


@pytest.mark.parametrize("rules", [None, (), (ADULTS, RESIDENTS)])
def test_an_ips_service_may_say_whom_it_is_for(rules: tuple[EligibilityRule, ...] | None) -> None:
    eligibility.refuse_ips_limits(rules=rules)


RULES = st.lists(st.sampled_from([*ONE_OF_EACH, YOUNG]), max_size=6)
FACTS = st.builds(
    Facts,
    age=st.none() | st.integers(0, 100),
    area_codes=st.none() | st.sampled_from([IN_HOME, IN_AWAY, frozenset()]),
    area_is_about=st.booleans(),
    commissioner_code=st.none() | st.sampled_from(["01A", "02B"]),
    gender=st.none() | st.sampled_from(["woman", "man", "non-binary"]),
    needs=st.none() | st.frozensets(st.sampled_from(["psychosis", "debt"])),
    benefits=st.none() | st.frozensets(st.sampled_from(["pip", "esa"])),
    referral_route=st.none() | st.sampled_from(["self", "gp"]),
    is_professional=st.none() | st.booleans(),
)
FIELDS = [name for name in Facts.__dataclass_fields__ if name != "area_is_about"]


@given(rules=RULES, extra=st.sampled_from(ONE_OF_EACH), facts=FACTS)
def test_another_rule_never_makes_the_answer_better(
    rules: list[EligibilityRule], extra: EligibilityRule, facts: Facts
) -> None:
    order = list(Answer)
    before = eligibility.assess(rules=rules, facts=facts).answer
    after = eligibility.assess(rules=[*rules, extra], facts=facts).answer

    assert order.index(after) >= order.index(before)


@given(rules=RULES, facts=FACTS, field=st.sampled_from(FIELDS))
def test_forgetting_a_fact_never_makes_a_no(rules: list[EligibilityRule], facts: Facts, field: str) -> None:
    before = eligibility.assess(rules=rules, facts=facts).answer
    after = eligibility.assess(rules=rules, facts=replace(facts, **{field: None})).answer

    assert after is not NO or before is NO


@given(rules=st.none() | RULES, facts=FACTS)
def test_the_quick_answer_is_the_answer(rules: list[EligibilityRule] | None, facts: Facts) -> None:
    assert eligibility.answer_only(rules=rules, facts=facts) is eligibility.assess(rules=rules, facts=facts).answer


@given(rules=RULES, facts=FACTS)
def test_the_order_of_rules_does_not_change_the_answer(rules: list[EligibilityRule], facts: Facts) -> None:
    there = eligibility.assess(rules=rules, facts=facts)
    back = eligibility.assess(rules=rules[::-1], facts=facts)

    assert there.answer is back.answer
    assert sorted(map(str, there.reasons)) == sorted(map(str, back.reasons))
