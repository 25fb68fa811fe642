"""Wanted, offered and received, counted over those who were asked."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import support_gaps
from lodestar.rules.support_gaps import DatedSupport, Share, SupportAnswer

ON = date(2027, 3, 1)
BEFORE, AFTER = ON - timedelta(days=1), ON + timedelta(days=1)


def _survey(*, wanted: int, offered: int, received: int, people: int = 440) -> list[SupportAnswer]:
    return [SupportAnswer(n < wanted, n < offered, n < received) for n in range(people)]


@pytest.mark.inventory("S0-06")
def test_a_survey_of_440_gives_the_gaps_that_the_founding_document_prints() -> None:
    housing = support_gaps.support_gap(answers=_survey(wanted=300, offered=132, received=100))
    job = support_gaps.support_gap(answers=_survey(wanted=250, offered=101, received=80))
    volunteering = support_gaps.support_gap(answers=_survey(wanted=167, offered=140, received=119))

    def whole(share: Share) -> int:
        assert share.percent is not None
        return round(share.percent)

    assert (whole(housing.offered), whole(job.offered)) == (30, 23)
    assert (whole(volunteering.wanted), whole(volunteering.received)) == (38, 27)
    assert volunteering.unmet == Share(count=48, asked=167)
    assert volunteering.gap_points is not None and round(volunteering.gap_points) == 11


def test_somebody_who_was_not_asked_is_in_no_denominator() -> None:
    answers = [SupportAnswer(True, None, False), SupportAnswer(), SupportAnswer(True, True, None)]

    gap = support_gaps.support_gap(answers=answers)

    assert (gap.wanted, gap.offered, gap.received) == (Share(2, 2), Share(1, 1), Share(0, 1))
    assert gap.unmet == Share(count=1, asked=1)


def test_with_nobody_asked_there_is_no_gap_and_no_zero() -> None:
    gap = support_gaps.support_gap(answers=[SupportAnswer()])

    assert (gap.wanted.percent, gap.gap_points) == (None, None)


@pytest.mark.parametrize(
    ("story", "answer"),
    [
        (DatedSupport(), SupportAnswer()),
        (DatedSupport(asked_on=AFTER), SupportAnswer()),
        (DatedSupport(asked_on=ON), SupportAnswer(False, False, False)),
        (DatedSupport(wanted_on=ON), SupportAnswer(True, False, False)),
        (DatedSupport(wanted_on=BEFORE, offered_on=AFTER), SupportAnswer(True, False, False)),
        (DatedSupport(wanted_on=BEFORE, offered_on=ON, received_on=ON), SupportAnswer(True, True, True)),
        (DatedSupport(offered_on=ON), SupportAnswer(None, True, False)),
        (DatedSupport(offered_on=BEFORE, asked_on=AFTER), SupportAnswer(None, True, False)),
    ],
)
def test_a_story_answers_as_it_stood_on_the_day(story: DatedSupport, answer: SupportAnswer) -> None:
    assert support_gaps.answer_on(story, on=ON) == answer


TRI = st.sampled_from([True, False, None])


@given(answers=st.lists(st.builds(SupportAnswer, TRI, TRI, TRI), max_size=40))
def test_the_shares_are_those_of_a_tally(answers: list[SupportAnswer]) -> None:
    tally = {"wanted": [0, 0], "offered": [0, 0], "received": [0, 0], "unmet": [0, 0]}
    for answer in answers:
        for name in ("wanted", "offered", "received"):
            said = getattr(answer, name)
            if said is not None:
                tally[name][1] += 1
                if said:
                    tally[name][0] += 1
        if answer.wanted is True and answer.received is not None:
            tally["unmet"][1] += 1
            if answer.received is False:
                tally["unmet"][0] += 1

    gap = support_gaps.support_gap(answers=answers)

    assert {name: [share.count, share.asked] for name in tally if (share := getattr(gap, name))} == tally
