"""Scores of answers: by the tables of their sources, and against a slow oracle."""

import statistics
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import instruments, scores, talking_therapy
from lodestar.rules.instruments import Instrument
from lodestar.rules.scores import Change
from lodestar.rules.talking_therapy import PairOfScores

DAY = date(2026, 11, 22)
CODES = list(instruments.all_instruments())


def _row(code: str) -> Instrument:
    return instruments.instrument(code, on=DAY)


def _answers(*given_answers: int | None) -> dict[int, int | None]:
    return dict(enumerate(given_answers, start=1))


def _one(code: str, *given_answers: int | None) -> Fraction | None:
    scored = scores.score_answers(instrument=_row(code), answers=_answers(*given_answers))
    (score,) = scored.scores
    return score.value


def test_dialog_gives_two_means_and_no_verdict_on_them() -> None:
    scored = scores.score_answers(instrument=_row("dialog"), answers=_answers(4, 4, 4, 4, 4, 4, 5, 6, 7, 5, 6))

    assert scored.value_of("quality-of-life") == Fraction(35, 8)
    assert scored.value_of("treatment-satisfaction") == 6
    assert scored.value_of("no-such-score") is None
    assert scores.score_change(instrument=_row("dialog"), before=Fraction(3), after=Fraction(6)) is None


@pytest.mark.parametrize(
    ("given_answers", "life", "treatment"),
    [
        ((7, 7, 7, 7), Fraction(7), None),
        ((7, 7, 7), None, None),
        ((1, 2, 3, 4, None, None, None, None, 5, 6), Fraction(5, 2), Fraction(11, 2)),
        ((1, 2, 3, 4, None, None, None, None, 5), Fraction(5, 2), None),
        ((8, 8, 8, 8, 8, 2, 2, 2), None, None),
        ((8, 8, 8, 8, 2, 2, 2, 3), Fraction(9, 4), None),
    ],
)
def test_dialog_scores_what_is_answered_from_half_of_it_and_an_8_says_nothing(
    given_answers: tuple[int | None, ...], life: Fraction | None, treatment: Fraction | None
) -> None:
    scored = scores.score_answers(instrument=_row("dialog"), answers=_answers(*given_answers))

    assert [score.value for score in scored.scores] == [life, treatment]


def test_a_score_says_how_many_were_answered_of_how_many() -> None:
    scored = scores.score_answers(instrument=_row("dialog"), answers=_answers(4, 4, 4, 8, 4))

    assert [(score.answered, score.asked) for score in scored.scores] == [(4, 8), (0, 3)]


@pytest.mark.parametrize(
    ("raw", "metric"),
    [
        *[(7, "7.00"), (8, "9.51"), (9, "11.25"), (10, "12.40"), (11, "13.33"), (12, "14.08"), (13, "14.75")],
        *[(14, "15.32"), (15, "15.84"), (16, "16.36"), (17, "16.88"), (18, "17.43"), (19, "17.98"), (20, "18.59")],
        *[(21, "19.25"), (22, "19.98"), (23, "20.73"), (24, "21.54"), (25, "22.35"), (26, "23.21"), (27, "24.11")],
        *[(28, "25.03"), (29, "26.02"), (30, "27.03"), (31, "28.13"), (32, "29.31"), (33, "30.70"), (34, "32.55")],
        (35, "35.00"),
    ],
)
def test_each_raw_total_of_swemwbs_has_its_metric_score(raw: int, metric: str) -> None:
    spread = [1 + (raw - 7) // 7 + (place < (raw - 7) % 7) for place in range(7)]

    assert sum(spread) == raw
    assert _one("swemwbs", *spread) == Fraction(metric)


def test_swemwbs_has_no_score_when_one_answer_is_missing() -> None:
    assert _one("swemwbs", 3, 3, 3, None, 3, 3, 3) is None


@pytest.mark.parametrize(
    ("given_answers", "not_applicable", "total"),
    [
        ((8, 8, 8, 8, 8), (), Fraction(40)),
        ((2, 4, 4, 4, 4), (), Fraction(18)),
        ((None, 4, 4, 4, 4), (1,), Fraction(20)),
        ((None, 1, 2, 3, 1), (1,), Fraction(35, 4)),
        ((None, 4, 4, 4, 4), (), None),
        ((None, 4, 4, None, 4), (1,), None),
    ],
)
def test_wsas_without_work_is_prorated_from_the_other_four(
    given_answers: tuple[int | None, ...], not_applicable: tuple[int, ...], total: Fraction | None
) -> None:
    answers = _answers(*given_answers)

    scored = scores.score_answers(instrument=_row("wsas"), answers=answers, not_applicable=not_applicable)

    assert scored.value_of("total") == total


def test_only_work_may_be_said_not_to_apply() -> None:
    with pytest.raises(scores.ItemAlwaysApplies) as caught:
        scores.score_answers(instrument=_row("wsas"), answers={}, not_applicable=[2])
    assert caught.value.item == 2


def test_core_10_is_prorated_for_one_missing_answer_and_not_for_two() -> None:
    assert _one("core-10", *[1] * 10) == 10
    assert _one("core-10", *[2] * 8, 3, None) == Fraction(190, 9)
    assert _one("core-10", *[2] * 8, None, None) is None


def test_the_item_on_physical_health_is_outside_the_reqol_score() -> None:
    assert _one("reqol-10", *[4] * 10, 0) == 40
    assert _one("reqol-20", *[1] * 20, 4) == 20


@pytest.mark.parametrize(
    ("code", "score", "band"),
    [
        *[("phq-9", 0, 0), ("phq-9", 4, 0), ("phq-9", 5, 1), ("phq-9", 9, 1), ("phq-9", 10, 2), ("phq-9", 14, 2)],
        *[("phq-9", 15, 3), ("phq-9", 19, 3), ("phq-9", 20, 4), ("phq-9", 27, 4), ("gad-7", 14, 2), ("gad-7", 15, 3)],
        *[("wsas", 9, 0), ("wsas", 10, 1), ("wsas", 20, 1), ("wsas", 21, 2), ("dialog", 4, None)],
    ],
)
def test_bands_begin_where_the_source_says(code: str, score: int, band: int | None) -> None:
    assert scores.band(instrument=_row(code), score=Fraction(score)) == band


def test_a_score_below_every_band_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="below"):
        scores.band(instrument=_row("phq-9"), score=Fraction(-1))


@pytest.mark.parametrize(
    ("code", "score", "is_case"),
    [
        *[("phq-9", 9, False), ("phq-9", 10, True), ("gad-7", 7, False), ("gad-7", 8, True)],
        *[("reqol-10", 24, True), ("reqol-10", 25, False), ("dialog", 1, None), ("wsas", 40, None)],
    ],
)
def test_the_cut_off_lies_on_the_side_of_the_source(code: str, score: int, is_case: bool | None) -> None:
    assert scores.is_case(instrument=_row(code), score=Fraction(score)) is is_case


def test_another_cut_off_can_be_put_in_its_place() -> None:
    assert scores.is_case(instrument=_row("reqol-10"), score=Fraction(24), caseness=24) is False


@pytest.mark.parametrize(
    ("code", "before", "after", "change"),
    [
        *[("phq-9", 18, 12, Change.BETTER), ("phq-9", 18, 13, Change.NO_RELIABLE_CHANGE)],
        *[
            ("phq-9", 12, 18, Change.WORSE),
            ("gad-7", 12, 8, Change.BETTER),
            ("gad-7", 12, 9, Change.NO_RELIABLE_CHANGE),
        ],
        *[("reqol-10", 15, 20, Change.BETTER), ("reqol-10", 20, 15, Change.WORSE)],
        *[("reqol-10", 15, 19, Change.NO_RELIABLE_CHANGE), ("reqol-20", 30, 40, Change.BETTER)],
        *[("wsas", 30, 22, Change.BETTER), ("core-10", 15, 20, Change.WORSE), ("qpr", 10, 50, None)],
        *[("recovery-star", 41, 56, None), ("swemwbs", 20, 23, Change.BETTER)],
    ],
)
def test_the_step_itself_counts_and_better_is_the_registrys(
    code: str, before: int, after: int, change: Change | None
) -> None:
    found = scores.score_change(instrument=_row(code), before=Fraction(before), after=Fraction(after))

    assert found is change


def test_a_metric_change_just_under_three_is_no_reliable_change() -> None:
    before, after = _one("swemwbs", *[3] * 7), _one("swemwbs", *[3] * 4, 4, 4, 4)
    assert before is not None and after is not None and after - before == Fraction("2.29")
    assert scores.score_change(instrument=_row("swemwbs"), before=before, after=after) is Change.NO_RELIABLE_CHANGE


@pytest.mark.parametrize(
    ("code", "item", "before", "after", "change"),
    [
        *[("dialog", 3, 2, 3, Change.BETTER), ("dialog", 3, 3, 2, Change.WORSE), ("dialog", 9, 2, 6, None)],
        *[("dialog", 3, 4, 4, Change.NO_RELIABLE_CHANGE), ("dialog", 3, 8, 4, None), ("phq-9", 1, 3, 0, None)],
        *[("goal-based-outcomes", 1, 1, 6, Change.BETTER), ("goal-based-outcomes", 2, 4, 6, Change.NO_RELIABLE_CHANGE)],
        *[("goal-based-outcomes", 2, 4, 7, Change.BETTER), ("goal-based-outcomes", 2, 7, 4, Change.WORSE)],
    ],
)
def test_one_point_on_dialog_and_three_on_a_goal_are_a_change(
    code: str, item: int, before: int, after: int, change: Change | None
) -> None:
    assert scores.item_change(instrument=_row(code), item=item, before=before, after=after) is change


@pytest.mark.parametrize(
    ("before", "after", "is_recovered"),
    [(20, 25, True), (24, 28, False), (24, 29, True), (25, 35, False), (19, 24, False)],
)
def test_reliable_recovery_on_reqol_needs_both_the_cut_off_and_five_points(
    before: int, after: int, is_recovered: bool
) -> None:
    found = scores.is_reliable_recovery(instrument=_row("reqol-10"), before=Fraction(before), after=Fraction(after))
    assert found is is_recovered


def test_there_is_no_recovery_on_a_scale_without_a_cut_off_or_without_a_step() -> None:
    assert scores.is_reliable_recovery(instrument=_row("wsas"), before=Fraction(30), after=Fraction(2)) is None
    qpr = scores.is_reliable_recovery(instrument=_row("qpr"), before=Fraction(9), after=Fraction(50), caseness=30)
    assert qpr is None


@pytest.mark.parametrize(
    ("phq", "gad", "recovered", "improved"),
    [
        ((15, 8), (10, 5), True, True),
        ((10, 9), (8, 7), True, False),
        ((9, 3), (7, 3), False, True),
        ((15, 9), (5, 9), False, False),
        ((15, 8), (5, 7), True, True),
        ((12, 6), (4, 8), False, False),
        ((20, 12), (15, 10), False, True),
    ],
)
def test_talking_therapy_recovery_and_improvement_over_two_scales(
    phq: tuple[int, int], gad: tuple[int, int], recovered: bool, improved: bool
) -> None:
    outcome = talking_therapy.therapy_outcome(
        depression=PairOfScores(_row("phq-9"), Fraction(phq[0]), Fraction(phq[1])),
        anxiety=PairOfScores(_row("gad-7"), Fraction(gad[0]), Fraction(gad[1])),
    )

    assert (outcome.is_recovered, outcome.is_reliably_improved) == (recovered, improved)
    assert outcome.is_reliably_recovered is (recovered and improved)


def test_worse_on_one_scale_and_not_better_on_the_other_is_reliably_worse() -> None:
    outcome = talking_therapy.therapy_outcome(
        depression=PairOfScores(_row("phq-9"), Fraction(5), Fraction(11)),
        anxiety=PairOfScores(_row("gad-7"), Fraction(5), Fraction(2)),
    )
    assert outcome.is_reliably_worse and not outcome.was_case


def test_recovery_is_not_counted_on_other_scales() -> None:
    pair = PairOfScores(_row("gad-7"), Fraction(5), Fraction(2))
    with pytest.raises(scores.WrongInstrument):
        talking_therapy.therapy_outcome(depression=pair, anxiety=pair)


@given(phq=st.tuples(*[st.integers(0, 27)] * 2), gad=st.tuples(*[st.integers(0, 21)] * 2))
def test_therapy_outcomes_are_those_of_the_sentences_written_out(phq: tuple[int, int], gad: tuple[int, int]) -> None:
    outcome = talking_therapy.therapy_outcome(
        depression=PairOfScores(_row("phq-9"), Fraction(phq[0]), Fraction(phq[1])),
        anxiety=PairOfScores(_row("gad-7"), Fraction(gad[0]), Fraction(gad[1])),
    )
    fell_enough = phq[0] - phq[1] >= 6 or gad[0] - gad[1] >= 4
    rose_enough = phq[1] - phq[0] >= 6 or gad[1] - gad[0] >= 4

    assert outcome.was_case is (phq[0] > 9 or gad[0] > 7)
    assert outcome.is_recovered is ((phq[0] > 9 or gad[0] > 7) and phq[1] < 10 and gad[1] < 8)
    assert outcome.is_reliably_improved is (fell_enough and not rose_enough)
    assert outcome.is_reliably_worse is (rose_enough and not fell_enough)


@pytest.mark.parametrize(("answer", "is_first"), [(0, False), (1, True), (2, True), (3, True), (None, False)])
def test_item_9_of_phq_9_above_nothing_comes_before_every_score(answer: int | None, is_first: bool) -> None:
    scored = scores.score_answers(instrument=_row("phq-9"), answers=_answers(*[0] * 8, answer))

    assert scored.is_safety_first is is_first
    assert scored.safety_items == ((9,) if is_first else ())


def test_help_does_not_wait_for_the_other_answers() -> None:
    alone = scores.score_answers(instrument=_row("phq-9"), answers={9: 2})
    beside_a_slip = scores.safety_items_raised(instrument=_row("phq-9"), answers={1: 77, 9: 1})
    beyond_the_range = scores.safety_items_raised(instrument=_row("core-10"), answers={6: 9})

    assert alone.is_safety_first and alone.value_of("total") is None
    assert (beside_a_slip, beyond_the_range) == ((9,), (6,))


@pytest.mark.parametrize(
    ("code", "item", "answer"),
    [
        *[("phq-9", 1, 4), ("phq-9", 1, -1), ("dialog", 1, 0), ("dialog", 1, 9), ("goal-based-outcomes", 1, 11)],
        *[("swemwbs", 1, 0), ("recovery-star", 1, 0), ("wsas", 5, 9), ("phq-9", 1, True)],
    ],
)
def test_an_answer_that_cannot_be_is_refused_by_the_number_of_its_item(code: str, item: int, answer: int) -> None:
    with pytest.raises(scores.AnswerOutOfRange) as caught:
        scores.score_answers(instrument=_row(code), answers={item: answer})
    assert caught.value.item == item


@pytest.mark.parametrize("item", [0, 12])
def test_an_item_that_is_not_there_is_refused(item: int) -> None:
    with pytest.raises(scores.UnknownItem) as caught:
        scores.score_answers(instrument=_row("dialog"), answers={item: 1})
    assert caught.value.item == item


def test_the_licensed_container_has_a_total_of_ten_labelled_scores() -> None:
    full = {f"area {number}": 4 for number in range(9)} | {"area 9": 5}
    part = {"area 1": 4, "area 2": 6}

    assert scores.score_labelled(instrument=_row("recovery-star"), scores=full).value_of("total") == 41
    assert scores.score_labelled(instrument=_row("recovery-star"), scores=part).value_of("total") is None


@pytest.mark.parametrize("labelled", [{" ": 3}, {f"area {number}": 3 for number in range(11)}])
def test_the_container_refuses_blank_labels_and_an_eleventh_score(labelled: dict[str, int]) -> None:
    with pytest.raises(scores.LabelsRefused):
        scores.score_labelled(instrument=_row("recovery-star"), scores=labelled)


@st.composite
def _filled_in(draw: st.DrawFn) -> tuple[Instrument, dict[int, int | None]]:
    row = _row(draw(st.sampled_from(CODES)))
    answer = st.none() | st.integers(row.minimum, row.maximum) | st.sampled_from(sorted(row.read_as_missing) or [None])
    return row, {item: draw(answer) for item in range(1, row.items + 1)}


def _by_hand(row: Instrument, answers: dict[int, int | None], items: tuple[int, ...]) -> Fraction | None:
    """Score one scale as a person would with the manual of each tool open."""
    said = [
        answers[item]
        for item in items
        if answers[item] is not None and answers[item] != (8 if row.code == "dialog" else -1)
    ]
    numbers = [number for number in said if number is not None]
    if row.code == "dialog":
        return Fraction(statistics.mean(map(Fraction, numbers))) if len(numbers) >= len(items) / 2 else None
    if row.code == "core-10" and len(numbers) == 9:
        return Fraction(sum(numbers) * 10, 9)
    if len(numbers) < len(items):
        return None
    if row.code == "swemwbs":
        return row.metric_table[sum(numbers) - 7]
    return Fraction(sum(numbers))


@given(filled_in=_filled_in())
def test_every_score_is_the_one_that_a_person_works_out_by_hand(
    filled_in: tuple[Instrument, dict[int, int | None]],
) -> None:
    row, answers = filled_in

    scored = scores.score_answers(instrument=row, answers=answers)

    assert [score.value for score in scored.scores] == [
        _by_hand(row, answers, row.scales[s.name]) for s in scored.scores
    ]


@given(filled_in=_filled_in())
def test_one_better_answer_never_makes_a_score_worse(filled_in: tuple[Instrument, dict[int, int | None]]) -> None:
    row, answers = filled_in
    step = 1 if row.higher_is_better else -1
    for item, answer in answers.items():
        if answer in (None, row.best_answer) or answer in row.read_as_missing:
            continue
        better = answers | {item: answer + step}
        pairs = zip(
            scores.score_answers(instrument=row, answers=answers).scores,
            scores.score_answers(instrument=row, answers=better).scores,
            strict=True,
        )
        for old, new in pairs:
            if old.value is not None and new.value is not None:
                assert (new.value - old.value) * step >= 0


@given(code=st.sampled_from(CODES), before=st.integers(0, 40), after=st.integers(0, 40))
def test_better_one_way_is_worse_the_other_way(code: str, before: int, after: int) -> None:
    mirror = {Change.BETTER: Change.WORSE, Change.WORSE: Change.BETTER}
    there = scores.score_change(instrument=_row(code), before=Fraction(before), after=Fraction(after))
    back = scores.score_change(instrument=_row(code), before=Fraction(after), after=Fraction(before))

    assert back == (there and mirror.get(there, there))
