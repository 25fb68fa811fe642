"""Every code has a sentence, and the sentences say what they are meant to."""

from datetime import date

import pytest

from lodestar.rules import eligibility
from lodestar.rules.eligibility import Answer, Facts, Reason, ReasonCode
from lodestar.rules.ranking import RankCode, RankReason
from lodestar.rules.referral_states import DeclineReason, StepKind
from lodestar.web.casework import words

AGES = eligibility.EligibilityRule(eligibility.RuleKind.AGE, minimum=16, maximum=24)


@pytest.mark.parametrize("code", list(ReasonCode))
def test_every_reason_of_a_fit_has_words(code: ReasonCode) -> None:
    said = words.fit_reason(Reason(None, Answer.CHECK, code, values=("women",), minimum=18, fact=("46",)))

    assert said
    assert "{" not in said


def test_every_state_step_and_decline_has_words() -> None:
    assert set(words.STATES) == set(words.STEPS) == set(StepKind)
    assert set(words.DECLINE_REASONS) == set(DeclineReason)


@pytest.mark.inventory("S0-41")
@pytest.mark.parametrize(
    ("age", "said"),
    [
        (46, "it is for people 16 to 24, and they are 46"),
        (20, "their age, 20, is within 16 to 24"),
        (None, "it is for people 16 to 24. We do not know their age"),
    ],
)
def test_an_age_that_fits_or_not_is_said_with_both_ages(age: int | None, said: str) -> None:
    (reason,) = eligibility.assess(rules=[AGES], facts=Facts(age=age)).reasons

    assert words.fit_reason(reason) == said


def test_an_order_is_explained_by_what_lifts_an_offer_and_by_nothing_else() -> None:
    reasons = [
        RankReason(RankCode.FITS, 30.0),
        RankReason(RankCode.DISTANCE, 12.0, 1.0),
        RankReason(RankCode.WAIT, 1.0, 300.0),
        RankReason(RankCode.NEVER_CHECKED, 0.0),
    ]

    assert words.why_here(reasons) == "It stands here because it fits and it is near."
    assert words.why_here([RankReason(RankCode.CHECK, 15.0)]) == ""


@pytest.mark.parametrize(
    ("is_turned_away", "expected_on", "said"),
    [
        (True, date(2026, 3, 1), "Turned away 2 times. Agree the next step"),
        (False, date(2026, 3, 1), "A first meeting was expected on 1 March 2026. Ask how it went"),
        (False, date(2026, 3, 9), "First meeting expected on 9 March 2026"),
        (False, None, ""),
    ],
)
def test_what_is_due_names_one_thing_to_do(is_turned_away: bool, expected_on: date | None, said: str) -> None:
    due = words.what_is_due(is_turned_away=is_turned_away, times=2, expected_on=expected_on, today=date(2026, 3, 4))

    assert due == said


def test_each_option_says_the_two_reasons_that_set_it_apart() -> None:
    common = (RankReason(RankCode.FITS, 30.0), RankReason(RankCode.FREE, 5.0), RankReason(RankCode.FRESH, 10.0))
    asked_for = (*common, RankReason(RankCode.MATCHES_WORDS, 80.0), RankReason(RankCode.HAS_DESK, 3.0))

    first, second = words.why_each_is_here([asked_for, common])

    assert first == "It stands here because it matches their words and its desk answers here."
    assert second == "It stands here because it fits and it is free."


def test_what_an_entry_says_in_words_stands_where_no_rule_can_be_asked() -> None:
    reason = eligibility.Reason(None, eligibility.Answer.CHECK, eligibility.ReasonCode.RULES_NOT_KNOWN)

    said = words.fit_reason(reason, audience="Anybody who has lost somebody.")

    assert said == "the entry says “Anybody who has lost somebody”. Ask them"
