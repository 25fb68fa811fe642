"""Therapies, smoking and our own questions: by hand-counted tables, and against a slow count."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import own_questions, stop_smoking, therapies
from lodestar.rules.own_questions import NOT_SAID, OwnQuestion
from lodestar.rules.stop_smoking import LoopState, QuitAnswer, QuitFacts, QuitOutcome, Smoking
from lodestar.rules.therapies import LengthAnswer, Offer, Step, TherapyState, TherapyStepKind

DAY = date(2027, 2, 2)
K = TherapyStepKind


def _steps(*kinds: TherapyStepKind) -> tuple[Step, ...]:
    return tuple(Step(kind, DAY + timedelta(days=7 * number)) for number, kind in enumerate(kinds))


@pytest.mark.parametrize(
    ("kinds", "state", "attended"),
    [
        ((), TherapyState.OFFERED, 0),
        ((K.WANTS_LATER,), TherapyState.WANTS_LATER, 0),
        ((K.DECLINED,), TherapyState.DECLINED, 0),
        ((K.DECLINED, K.ACCEPTED), TherapyState.ACCEPTED, 0),
        ((K.ACCEPTED, K.SESSION_MISSED), TherapyState.ACCEPTED, 0),
        ((K.ACCEPTED, K.SESSION_MISSED, K.SESSION_ATTENDED), TherapyState.STARTED, 1),
        ((K.ACCEPTED, K.SESSION_ATTENDED, K.SESSION_MISSED), TherapyState.STARTED, 1),
        ((K.ACCEPTED, *([K.SESSION_ATTENDED] * 14), K.ENDED_AS_AGREED), TherapyState.ENDED_AS_AGREED, 14),
        ((K.ACCEPTED, K.ENDED_EARLY), TherapyState.ENDED_EARLY, 0),
    ],
)
def test_an_offer_starts_with_an_attended_session_and_nothing_less(kinds, state, attended) -> None:
    standing = therapies.offer_standing(steps=_steps(*kinds))

    assert (standing.state, standing.sessions_attended) == (state, attended)
    assert (standing.started_on is not None) is bool(attended)


@pytest.mark.parametrize(
    "kinds", [(K.SESSION_ATTENDED,), (K.DECLINED, K.SESSION_ATTENDED), (K.ACCEPTED, K.ENDED_EARLY, K.ACCEPTED)]
)
def test_what_cannot_follow_is_refused(kinds) -> None:
    with pytest.raises(therapies.StepNotAllowed):
        therapies.offer_standing(steps=_steps(*kinds))


def test_a_step_before_the_last_one_is_refused() -> None:
    assert not therapies.may_follow(steps=_steps(K.ACCEPTED), kind=K.SESSION_ATTENDED, on=DAY - timedelta(days=1))


@pytest.mark.inventory("S0-27")
def test_offers_by_condition_equal_a_count_by_hand() -> None:
    offers = [
        Offer("cbt-erp", "ocd", DAY, _steps(K.ACCEPTED, *([K.SESSION_ATTENDED] * 14), K.ENDED_AS_AGREED)),
        Offer("cbt-erp", "ocd", DAY, _steps(K.ACCEPTED, *([K.SESSION_ATTENDED] * 3), K.ENDED_EARLY)),
        Offer("cbt-erp", "ocd", DAY, _steps(K.DECLINED)),
        Offer("counselling", "ocd", DAY, _steps(K.ACCEPTED, K.SESSION_MISSED)),
        Offer("cbt-erp", "ocd", DAY, _steps(K.WANTS_LATER)),
        Offer("cbt-erp", "ocd", DAY + timedelta(days=400)),
        Offer("cbt", "social-anxiety", DAY),
    ]

    found = therapies.condition_figures(offers=offers, condition="ocd", on=DAY + timedelta(days=365))

    assert (found.offered, found.in_guidance, found.accepted, found.declined, found.wants_later) == (5, 4, 3, 1, 1)
    assert (found.started, found.full_course) == (2, 1)
    assert found.in_guidance_percent == 80


def test_every_therapy_that_a_condition_names_is_in_the_catalogue_and_every_condition_of_the_facts_is_there() -> None:
    rows = therapies.conditions(on=DAY)

    assert {name for row in rows for name in row.therapies} <= set(therapies.all_therapies())
    assert {row.code for row in rows} == {
        "psychosis", "bipolar", "depression", "anxiety", "ptsd", "ocd", "social-anxiety", "eating-disorder",
        "personality-disorder",
    }  # fmt: skip
    assert therapies.conditions(on=date(2000, 1, 1)) == ()


@pytest.mark.inventory("S0-16")
@given(st.lists(st.sampled_from(LengthAnswer)))
def test_the_share_of_too_short_is_recomputed_from_the_ratings(answers: list[LengthAnswer]) -> None:
    found = therapies.length_figures(answers=answers)

    said = [one for one in answers if one != "not-said"]
    short = sum(one == "too-short" for one in said)
    assert (found.answered, found.too_short) == (len(said), short)
    assert found.too_short_percent == (Fraction(short, len(said)) * 100 if said else None)


@pytest.mark.parametrize(
    ("smoking", "offers", "state"),
    [
        (None, [], LoopState.NOT_ASKED),
        (Smoking.VAPES_ONLY, [], LoopState.DOES_NOT_SMOKE),
        (Smoking.SMOKES, [], LoopState.TO_OFFER),
        (Smoking.SMOKES, [QuitFacts(DAY, QuitAnswer.LATER)], LoopState.OFFERED),
        (Smoking.SMOKES, [QuitFacts(DAY, QuitAnswer.NO_THANKS)], LoopState.CLOSED),
        (Smoking.SMOKES, [QuitFacts(DAY, QuitAnswer.ACCEPTED)], LoopState.GETTING_HELP),
        (Smoking.SMOKES, [QuitFacts(DAY, QuitAnswer.ACCEPTED, outcome=QuitOutcome.SMOKES)], LoopState.CLOSED),
        (
            Smoking.SMOKES,
            [
                QuitFacts(DAY, QuitAnswer.ACCEPTED, outcome=QuitOutcome.SMOKES),
                QuitFacts(DAY.replace(2028), QuitAnswer.LATER),
            ],
            LoopState.OFFERED,
        ),
    ],
)  # fmt: skip
def test_the_loop_of_stopping_to_smoke(smoking, offers, state) -> None:
    assert stop_smoking.loop_state(smoking=smoking, offers=offers) is state


def test_the_loop_counts_people_who_stopped_among_those_who_smoked() -> None:
    accepted = QuitFacts(DAY, QuitAnswer.ACCEPTED, outcome=QuitOutcome.STOPPED)
    people = [
        (Smoking.SMOKES, []),
        (Smoking.SMOKES, [QuitFacts(DAY, QuitAnswer.NO_THANKS)]),
        (Smoking.SMOKES, [QuitFacts(DAY, QuitAnswer.ACCEPTED)]),
        (Smoking.USED_TO, [accepted]),
        (Smoking.NEVER, []),
        (None, []),
    ]

    found = stop_smoking.loop_figures(people=people)

    assert (found.smoke, found.offered, found.accepted, found.closed, found.stopped) == (4, 3, 2, 1, 1)
    assert found.offered_percent == 75


def test_our_own_questions_have_the_best_answer_first_and_one_may_always_not_say() -> None:
    for code in OwnQuestion:
        row = own_questions.question(code, on=DAY)
        assert row.answers[0] in row.wanted
        assert row.answers[-1] not in row.wanted
        assert own_questions.place_of(row=row, answer=row.answers[0]) == len(row.answers)
        assert own_questions.place_of(row=row, answer=row.answers[-1]) == 1
        assert own_questions.place_of(row=row, answer=NOT_SAID) is None
        with pytest.raises(own_questions.UnknownAnswer):
            own_questions.check_answer(row=row, answer="perhaps")


@given(st.data())
def test_the_share_who_have_it_as_they_want_equals_a_slow_count(data: st.DataObject) -> None:
    row = own_questions.question(OwnQuestion.SOCIAL_CONTACT, on=DAY)
    answers = data.draw(st.lists(st.sampled_from([*row.answers, NOT_SAID])))

    found = own_questions.answer_figures(row=row, answers=answers)

    said = [one for one in answers if one != NOT_SAID]
    assert found.answered == len(said)
    expected = Fraction(said.count("as-much-as-i-want"), len(said)) * 100 if said else None
    assert found.as_wanted_percent == expected
