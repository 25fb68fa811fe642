"""Contact with others as people want it, by month and place; therapies offered, by condition against the catalogue."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from lodestar.indicators import catalogue, disclosure, engine, tables
from lodestar.indicators.periods import Period
from lodestar.rules import own_questions, therapies
from lodestar.rules.own_questions import OwnQuestion
from lodestar.rules.therapies import Offer, Step, TherapyStepKind
from tests.indicators import referral_files

YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))
ON = date(2026, 1, 10)
WANT, ENOUGH, NOT, ALONE = "as-much-as-i-want", "enough", "not-enough", "feel-alone"


def said(person: str, on: date, answer: str, place: str = "HB-01") -> dict[str, object]:
    return {
        "answer_key": f"{person}-{on.isoformat()}",
        "person_key": person,
        "answered_on": on,
        "month": on.replace(day=1),
        "answer": answer,
        "neighbourhood_code": place,
    }


@pytest.mark.inventory("S0-29")
def test_contact_with_others_by_month_and_place_equals_a_count_by_hand(tmp_path: Path) -> None:
    march, june = date(2025, 3, 3), date(2025, 6, 3)
    rows = [
        said("a", march, ALONE),
        said("a", march + timedelta(days=9), NOT),
        said("a", june, WANT),
        said("b", march, WANT),
        said("c", june, ALONE, place=""),
        said("d", june, "not-said"),
        said("e", date(2024, 12, 31), WANT),
    ]
    folder = referral_files.write_table(tmp_path, tables.SOCIAL_ANSWERS, rows)

    results = engine.run(catalogue.SOCIAL_CONTACT, folder, period=YEAR, on=ON)

    assert {(one.breakdown, one.key): tuple(one.counts.values()) for one in results} == {
        ("total", ""): (3, 2, 1),
        ("month", "2025-03-01"): (2, 1, 0),
        ("month", "2025-06-01"): (2, 1, 1),
        ("neighbourhood", "HB-01"): (2, 2, 0),
        ("neighbourhood", "not-known"): (1, 0, 1),
    }
    row = own_questions.question(OwnQuestion.SOCIAL_CONTACT, on=ON)
    rule = own_questions.answer_figures(row=row, answers=[WANT, WANT, ALONE, "not-said"])
    assert (rule.answered, rule.as_wanted) == (3, 2)
    shown = disclosure.publishable(catalogue.SOCIAL_CONTACT, results, on=ON)
    assert {one.count for one in shown} == {None}, "so few people are hidden"


@pytest.mark.inventory("S0-20")
def test_therapies_by_condition_against_the_catalogue_equal_the_rule_with_small_numbers_hidden(tmp_path: Path) -> None:
    day = date(2025, 2, 3)
    offered = [("ocd", "cbt-erp", True)] * 12 + [("ocd", "counselling", True)] * 8 + [("ocd", "cbt-erp", False)] * 6
    offered += [("depression", "cbt", False)] * 3 + [("", "cbt", True)] * 2
    rows = [
        {
            "offer_key": str(number),
            "person_key": "p",
            "therapy": therapy,
            "condition": condition,
            "offered_on": day,
            "started_on": day + timedelta(days=9) if started else None,
        }
        for number, (condition, therapy, started) in enumerate(offered)
    ]
    folder = referral_files.write_table(tmp_path, tables.THERAPY_OFFERS, rows)

    results = engine.run(catalogue.THERAPIES_OFFERED, folder, period=YEAR, on=ON)

    went = (Step(TherapyStepKind.ACCEPTED, day), Step(TherapyStepKind.SESSION_ATTENDED, day + timedelta(days=9)))
    facts = [Offer(therapy, condition, day, went if started else ()) for condition, therapy, started in offered]
    found = {one.key: one.counts for one in results if one.breakdown == "condition"}
    for condition in ("ocd", "depression"):
        rule = therapies.condition_figures(offers=facts, condition=condition, on=ON)
        assert found[condition] == {
            "count": rule.offered,
            "count_in_guidance": rule.in_guidance,
            "count_started": rule.started,
        }
    assert found["ocd"] == {"count": 26, "count_in_guidance": 18, "count_started": 20}
    shown = {one.result.key: one for one in disclosure.publishable(catalogue.THERAPIES_OFFERED, results, on=ON)}
    assert shown["depression"].count is None
    assert shown["depression"].hidden_because == disclosure.SMALL_NUMBER
