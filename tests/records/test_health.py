"""Health through the records: the six parts and who owes them, medicines, therapies, and no door closed for drink."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from lodestar.access.roles import Role
from lodestar.health.checks import actions as checks
from lodestar.health.checks import queries as check_queries
from lodestar.health.checks.actions import NextAction, StandingFacts
from lodestar.health.joint import actions as joint
from lodestar.health.joint import queries as joint_queries
from lodestar.health.medicines import actions as medicines
from lodestar.health.medicines import queries as medicine_queries
from lodestar.health.medicines.actions import Noticed
from lodestar.health.models import ExclusionReview, LengthRating, MedicineTalk, SideEffect
from lodestar.health.therapies import actions as therapy_actions
from lodestar.health.therapies import queries as therapy_queries
from lodestar.people.queries import RecordNotFound
from lodestar.referrals import actions as referral_actions
from lodestar.referrals.models import ReferralStep
from lodestar.rules import physical_checks, therapies
from lodestar.rules.physical_checks import Because, CheckPart, PartState, Party, RegisterReason
from lodestar.rules.referral_states import DeclineReason
from lodestar.rules.stop_smoking import LoopState, QuitAnswer, QuitOutcome, Smoking
from lodestar.rules.therapies import LengthAnswer, TherapyState, TherapyStepKind
from tests.factories import health
from tests.factories import people as make
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def karen():
    return make.person(user=make.user(name="Karen"), preferred_name="Karen")


@pytest.fixture
def nurse(karen):
    found = make.worker(name="Noor", role=Role.CLINICIAN)
    make.involve(karen, found, life_areas=["clinical-care", "physical-health"])
    return found


def all_six(person, by, *, on, but=None):
    for part in CheckPart:
        if part is not but:
            health.result(person, by, part, on=on)


# --- the six parts ---------------------------------------------------------------------------------------


@pytest.mark.inventory("S0-40")
def test_five_of_six_is_never_complete_and_a_part_of_366_days_has_lapsed(karen, nurse, look_as) -> None:
    viewer = look_as(nurse)
    all_six(karen, nurse, on=viewer.today - timedelta(days=365), but=CheckPart.BLOOD_PRESSURE)
    five = check_queries.tracker_of(viewer, person_id=karen.pk)
    health.result(karen, nurse, CheckPart.BLOOD_PRESSURE, on=viewer.today - timedelta(days=366))
    lapsed = check_queries.tracker_of(viewer, person_id=karen.pk)
    checks.record_check_part(
        person_id=karen.pk, part=CheckPart.BLOOD_PRESSURE, on=viewer.today, reading="128/82 mmHg", by=viewer, at=NOW
    )
    complete = check_queries.tracker_of(viewer, person_id=karen.pk)

    assert (five.done, five.is_complete) == (5, False)
    assert (lapsed.done, lapsed.is_complete) == (5, False)
    assert {status.part: status.state for status in lapsed.statuses}[CheckPart.BLOOD_PRESSURE] is PartState.LAPSED
    assert complete.is_complete
    assert complete.lapses_on == viewer.today + timedelta(days=1)


def test_the_fixture_of_the_domain_facts_through_the_records(look_as) -> None:
    nurse = make.worker(role=Role.CLINICIAN)
    people = [make.person() for _ in range(10)]
    for one in people:
        make.involve(one, nurse)
    viewer = look_as(nurse)
    recent, old = viewer.today - timedelta(days=100), viewer.today - timedelta(days=366)
    for one in people[:6]:
        all_six(one, nurse, on=recent)
    all_six(people[6], nurse, on=recent, but=CheckPart.BLOOD_PRESSURE)
    health.result(people[6], nurse, CheckPart.BLOOD_PRESSURE, on=old)
    for one in people[7:9]:
        all_six(one, nurse, on=recent, but=CheckPart.LIPIDS)
    for part in CheckPart:
        health.result(people[9], nurse, part, on=recent, is_refused=True)

    register = [
        [
            physical_checks.PartRecord(row.part, row.on, row.is_refused)
            for row in check_queries.results_of(viewer, person_id=one.pk)
        ]
        for one in people
    ]
    figures = physical_checks.check_figures(register=register, on=viewer.today)

    assert figures.complete_percent == 60
    assert figures.refused[CheckPart.SMOKING] == 1


def test_a_refusal_is_shown_and_does_not_count_and_a_wrong_line_is_taken_out_with_a_reason(
    karen, nurse, look_as
) -> None:
    viewer = look_as(nurse)
    checks.record_check_part(
        person_id=karen.pk, part=CheckPart.LIPIDS, on=viewer.today, is_refused=True, by=viewer, at=NOW
    )
    wrong = checks.record_check_part(
        person_id=karen.pk, part=CheckPart.WEIGHT, on=viewer.today, reading="720 kg", by=viewer, at=NOW
    )
    with pytest.raises(checks.ReasonMissing):
        checks.take_out_result(result_id=wrong.pk, because=" ", by=viewer, at=NOW)
    checks.take_out_result(result_id=wrong.pk, because="A slip of the hand", by=viewer, at=NOW)

    found = check_queries.tracker_of(viewer, person_id=karen.pk)

    states = {status.part: status.state for status in found.statuses}
    assert (states[CheckPart.LIPIDS], states[CheckPart.WEIGHT]) == (PartState.REFUSED, PartState.NEVER_DONE)
    assert [row.taken_out_because for row in found.results if row.part is CheckPart.WEIGHT] == ["A slip of the hand"]
    assert found.done == 0


def test_a_result_that_cannot_be_is_refused(karen, nurse, look_as) -> None:
    viewer = look_as(nurse)

    def record(part, **fields):
        return checks.record_check_part(
            person_id=karen.pk, part=part, on=fields.pop("on", viewer.today), by=viewer, at=NOW, **fields
        )

    for error, part, fields in (
        (checks.DayRefused, CheckPart.WEIGHT, {"on": viewer.today + timedelta(days=1), "reading": "72 kg"}),
        (checks.ResultRefused, CheckPart.WEIGHT, {}),
        (checks.ResultRefused, CheckPart.WEIGHT, {"is_refused": True, "reading": "72 kg"}),
        (checks.ResultRefused, CheckPart.SMOKING, {"reading": "No"}),
        (checks.ResultRefused, CheckPart.WEIGHT, {"smoking": Smoking.NEVER}),
        (checks.ActionMissing, CheckPart.WEIGHT, {
            "reading": "72 kg", "is_abnormal": True, "action": NextAction("Talk", " ", viewer.today),
        }),
    ):  # fmt: skip
        with pytest.raises(error):
            record(part, **fields)

    assert check_queries.results_of(viewer, person_id=karen.pk) == ()


def test_an_abnormal_result_waits_for_an_action_with_an_owner_and_a_day(karen, nurse, look_as) -> None:
    viewer = look_as(nurse)
    result = checks.record_check_part(
        person_id=karen.pk, part=CheckPart.GLUCOSE, on=viewer.today, reading="52 mmol/mol", is_abnormal=True,
        by=viewer, at=NOW,
    )  # fmt: skip
    (waiting,) = check_queries.results_of(viewer, person_id=karen.pk)
    opened = checks.open_result_action(
        result_id=result.pk, action=NextAction("Repeat fasting", "Dr Shah", viewer.today), by=viewer, at=NOW
    )
    checks.finish_result_action(action_id=opened.pk, by=viewer, at=NOW)
    (done,) = check_queries.results_of(viewer, person_id=karen.pk)
    (fact,) = check_queries.abnormal_results(viewer, person_id=karen.pk)

    assert waiting.lacks_action
    assert not done.lacks_action
    assert done.actions[0].is_done
    assert fact.action_on == viewer.today


def test_somebody_always_owes_the_check_and_an_override_says_why(karen, nurse, look_as) -> None:
    viewer = look_as(nurse)
    before = check_queries.tracker_of(viewer, person_id=karen.pk).responsible

    def say(**facts):
        checks.say_care_standing(person_id=karen.pk, facts=StandingFacts(**facts), by=viewer, at=timezone.now())
        return check_queries.tracker_of(viewer, person_id=karen.pk)

    first_year = say(
        is_in_secondary_care=True, secondary_care_since=viewer.today - timedelta(days=100),
        register_reason=RegisterReason.BIPOLAR,
    )  # fmt: skip
    with pytest.raises(checks.ReasonMissing):
        say(override_party=Party.PRIMARY_CARE)
    agreed = say(override_party=Party.PRIMARY_CARE, override_reason="Her practice does it")

    assert (before.party, before.because) == (Party.PRIMARY_CARE, Because.NOT_IN_SECONDARY_CARE)
    assert (first_year.responsible.party, first_year.is_on_register) == (Party.SECONDARY_CARE, True)
    assert (agreed.responsible.because, agreed.responsible.reason) == (Because.AGREED_OTHERWISE, "Her practice does it")


def test_physical_health_is_closed_to_whom_it_does_not_open(karen, nurse, look_as) -> None:
    adviser = make.worker(role=Role.MONEY_ADVISER)
    make.involve(karen, adviser)
    health.result(karen, nurse, CheckPart.WEIGHT)
    for user in (adviser, make.worker()):
        viewer = look_as(user)
        with pytest.raises(RecordNotFound):
            check_queries.tracker_of(viewer, person_id=karen.pk)
        assert check_queries.results_of(viewer, person_id=karen.pk) == ()
        with pytest.raises(RecordNotFound):
            checks.record_check_part(
                person_id=karen.pk, part=CheckPart.WEIGHT, on=viewer.today, reading="70 kg", by=viewer, at=NOW
            )


# --- stopping to smoke -----------------------------------------------------------------------------------


@pytest.mark.inventory("S0-39")
def test_the_loop_of_stopping_to_smoke_closes_with_its_outcome(karen, nurse, look_as) -> None:
    referral = make.referral(person=karen, service=make.service(life_areas=["physical-health"]))
    viewer = look_as(nurse)

    def loop():
        return check_queries.tracker_of(viewer, person_id=karen.pk).loop

    states = [loop()]
    checks.record_check_part(
        person_id=karen.pk, part=CheckPart.SMOKING, on=viewer.today, smoking=Smoking.SMOKES, by=viewer, at=NOW
    )
    states.append(loop())
    offer = checks.offer_to_stop_smoking(
        person_id=karen.pk, answer=QuitAnswer.ACCEPTED, offered_on=viewer.today, referral_id=referral.pk, by=viewer,
        at=NOW,
    )  # fmt: skip
    states.append(loop())
    checks.note_quit(offer_id=offer.pk, quit_on=viewer.today + timedelta(days=7), by=viewer, at=NOW)
    states.append(loop())
    checks.note_quit(offer_id=offer.pk, outcome=QuitOutcome.SMOKES_LESS, by=viewer, at=NOW)
    states.append(loop())

    assert states == [
        LoopState.NOT_ASKED, LoopState.TO_OFFER, LoopState.GETTING_HELP, LoopState.GETTING_HELP, LoopState.CLOSED,
    ]  # fmt: skip
    with pytest.raises(checks.QuitRefused):
        checks.note_quit(offer_id=offer.pk, outcome=QuitOutcome.STOPPED, by=viewer, at=NOW)


def test_a_referral_of_somebody_else_is_not_linked(karen, nurse, look_as) -> None:
    other = make.referral(person=make.person(), service=make.service(life_areas=["physical-health"]))
    viewer = look_as(nurse)

    with pytest.raises(RecordNotFound):
        checks.offer_to_stop_smoking(
            person_id=karen.pk, answer=QuitAnswer.ACCEPTED, offered_on=viewer.today, referral_id=other.pk, by=viewer,
            at=NOW,
        )  # fmt: skip


# --- medicines -------------------------------------------------------------------------------------------


def sleepy(viewer, **fields):
    return Noticed(
        **{
            "words": "So sleepy that I miss the bus",
            "noticed_on": viewer.today,
            "time_of_day": SideEffect.TimeOfDay.MORNING,
            "bothers": 4,
            **fields,
        }
    )


@pytest.mark.inventory("S0-24")
@pytest.mark.inventory("S2-32")
def test_a_side_effect_that_gets_in_the_way_of_work_opens_a_talk_that_only_a_decision_closes(
    karen, nurse, look_as
) -> None:
    mine = look_as(karen.user)
    starts_work_on = mine.today + timedelta(days=10)
    medicines.write_side_effect(
        person_id=karen.pk, noticed=sleepy(mine, affects_work=True, work_words="I start at 8"), talk_by=starts_work_on,
        by=mine, at=NOW,
    )  # fmt: skip
    medicines.write_side_effect(person_id=karen.pk, noticed=sleepy(mine, words="Dry mouth", bothers=1), by=mine, at=NOW)
    (asked,) = medicine_queries.talks(mine, person_id=karen.pk)
    with pytest.raises(medicines.NotTheirsToDecide):
        medicines.decide_talk(
            talk_id=asked.pk, held_on=mine.today, said="x", decision=MedicineTalk.Decision.STAYS, by=mine, at=NOW
        )

    theirs = look_as(nurse)
    (waiting,) = medicine_queries.open_talks(theirs)
    with pytest.raises(medicines.WordsMissing):
        medicines.decide_talk(
            talk_id=waiting.pk, held_on=theirs.today, said="", decision=MedicineTalk.Decision.OTHER_TIME, by=theirs,
            at=NOW,
        )  # fmt: skip
    medicines.decide_talk(
        talk_id=waiting.pk, held_on=theirs.today, said="Take it at 9 in the evening.",
        decision=MedicineTalk.Decision.OTHER_TIME, by=theirs, at=NOW,
    )  # fmt: skip

    assert (asked.because, asked.wanted_by) == ("work", starts_work_on)
    assert medicine_queries.open_talks(theirs) == []
    with pytest.raises(medicines.AlreadyDecided):
        medicines.decide_talk(
            talk_id=waiting.pk, held_on=theirs.today, said="Again", decision=MedicineTalk.Decision.STAYS, by=theirs,
            at=NOW,
        )  # fmt: skip


def test_medicines_are_nobody_elses_business(karen, look_as) -> None:
    housing = make.worker(role=Role.HOUSING_WORKER)
    make.involve(karen, housing)
    mine = look_as(karen.user)
    medicines.write_side_effect(person_id=karen.pk, noticed=sleepy(mine), wants_talk=True, by=mine, at=NOW)

    theirs = look_as(housing)

    assert medicine_queries.side_effects(theirs, person_id=karen.pk) == []
    assert medicine_queries.open_talks(theirs) == []


# --- therapies -------------------------------------------------------------------------------------------


def test_a_therapy_is_offered_answered_attended_and_ended(karen, nurse, look_as) -> None:
    viewer = look_as(nurse)
    offered_on = viewer.today - timedelta(days=200)
    offer = therapy_actions.offer_therapy(
        person_id=karen.pk, therapy="cbt-erp", condition="ocd", offered_on=offered_on, by=viewer, at=NOW
    )

    def step(kind, days):
        therapy_actions.add_therapy_step(
            offer_id=offer.pk, kind=kind, on=offered_on + timedelta(days=days), by=viewer, at=NOW
        )

    with pytest.raises(therapy_actions.StepNotAllowed):
        step(TherapyStepKind.SESSION_ATTENDED, 1)
    step(TherapyStepKind.ACCEPTED, 1)
    for week in range(14):
        step(TherapyStepKind.SESSION_ATTENDED, 7 * (week + 1))
    with pytest.raises(therapy_actions.StepNotAllowed):
        step(TherapyStepKind.SESSION_MISSED, 3)
    step(TherapyStepKind.ENDED_AS_AGREED, 100)

    found = therapy_queries.offer_seen(viewer, offer_id=offer.pk)
    figures = therapies.condition_figures(offers=[found.facts], condition="ocd", on=viewer.today)
    assert (found.standing.state, found.standing.sessions_attended) == (TherapyState.ENDED_AS_AGREED, 14)
    assert (figures.started, figures.full_course, figures.in_guidance) == (1, 1, 1)


def test_a_therapy_that_the_catalogue_does_not_have_is_refused_and_no_condition_has_to_be_named(
    karen, nurse, look_as
) -> None:
    viewer = look_as(nurse)
    for wrong in ({"therapy": "crystals"}, {"therapy": "cbt", "condition": "sadness"}):
        with pytest.raises(therapy_actions.TherapyUnknown):
            therapy_actions.offer_therapy(person_id=karen.pk, offered_on=viewer.today, by=viewer, at=NOW, **wrong)

    offer = therapy_actions.offer_therapy(person_id=karen.pk, therapy="cbt", offered_on=viewer.today, by=viewer, at=NOW)

    assert offer.condition == ""


@pytest.mark.inventory("S0-16")
def test_help_that_was_too_short_can_be_asked_for_again_and_gets_a_reply(karen, nurse, look_as) -> None:
    mine = look_as(karen.user)
    rating = therapy_actions.rate_length(
        person_id=karen.pk, about_words="CBT", answer=LengthAnswer.TOO_SHORT, asks_for_more=True, by=mine, at=NOW
    )
    with pytest.raises(RecordNotFound):
        therapy_actions.reply_to_length(
            rating_id=rating.pk, reply=LengthRating.Reply.GOES_ON, words="Yes", by=mine, at=NOW
        )

    theirs = look_as(nurse)
    assert [one.pk for one in therapy_queries.lengths_waiting(theirs)] == [rating.pk]
    with pytest.raises(therapy_actions.WordsMissing):
        therapy_actions.reply_to_length(
            rating_id=rating.pk, reply=LengthRating.Reply.GOES_ON, words=" ", by=theirs, at=NOW
        )
    therapy_actions.reply_to_length(
        rating_id=rating.pk, reply=LengthRating.Reply.GOES_ON, words="Six more sessions", by=theirs, at=NOW
    )

    assert therapy_queries.lengths_waiting(theirs) == []
    ratings = therapy_queries.lengths_of(theirs, person_id=karen.pk)
    figures = therapies.length_figures(answers=[LengthAnswer(one.answer) for one in ratings])
    assert figures.too_short_percent == 100


# --- addiction services ----------------------------------------------------------------------------------


@pytest.mark.inventory("S0-25")
def test_a_no_because_of_drink_or_drugs_is_reviewed_and_a_joint_plan_names_one_lead(karen, look_as) -> None:
    manager = make.worker(role=Role.PROVIDER_MANAGER)
    key = make.worker(role=Role.KEY_WORKER)
    make.involve(karen, key, is_key_worker=True)
    desk = make.worker(role=Role.REFERRAL_DESK)
    with as_owner():
        team = desk.memberships.get().team
    referral = make.referral(
        person=karen, service=make.service(team=team, life_areas=["clinical-care"]), steps=("sent", "received")
    )
    theirs = look_as(desk)
    referral_actions.decline_referral(
        referral_id=referral.pk, reason=DeclineReason.SUBSTANCE_USE, note="", instead="Ring us when you are sober",
        instead_service_id=None, by=theirs, at=NOW,
    )  # fmt: skip

    viewer = look_as(key)
    (waiting,) = joint_queries.exclusions_to_review(viewer)
    with pytest.raises(joint.WordsMissing):
        joint.review_exclusion(
            step_id=waiting.step_id, finding=ExclusionReview.Finding.OVERTURNED, words="", by=viewer, at=NOW
        )
    joint.review_exclusion(
        step_id=waiting.step_id, finding=ExclusionReview.Finding.JOINT_PLAN, words="We work together", by=viewer, at=NOW
    )
    parts = joint.PlanParts(
        with_words="The Bridge, Kofi", lead_words="Noor", wants="To sleep without a drink", our_part="A call a week",
        their_part="Tuesday group", agreed_on=viewer.today, review_on=viewer.today + timedelta(days=90),
        referral_id=referral.pk,
    )  # fmt: skip
    joint.agree_joint_plan(person_id=karen.pk, parts=parts, by=viewer, at=NOW)

    assert joint_queries.exclusions_to_review(viewer) == []
    assert joint_queries.joint_plan_of(viewer, person_id=karen.pk).lead_words == "Noor"
    with pytest.raises(joint.AlreadyReviewed):
        joint.review_exclusion(
            step_id=waiting.step_id, finding=ExclusionReview.Finding.UPHELD, words="x", by=viewer, at=NOW
        )
    assert joint_queries.exclusions_to_review(look_as(manager)) == []


def test_a_no_for_another_reason_opens_no_review_and_a_joint_plan_needs_every_part(karen, nurse, look_as) -> None:
    make.referral(person=karen, service=make.service(life_areas=["clinical-care"]), steps=("sent", "declined"))
    viewer = look_as(nurse)
    with as_owner():
        step = ReferralStep.objects.get(kind="declined")
    with pytest.raises(RecordNotFound):
        joint.review_exclusion(step_id=step.pk, finding=ExclusionReview.Finding.UPHELD, words="x", by=viewer, at=NOW)
    parts = joint.PlanParts("", "Noor", "x", "x", "x", viewer.today, viewer.today + timedelta(days=90))
    with pytest.raises(joint.PartMissing):
        joint.agree_joint_plan(person_id=karen.pk, parts=parts, by=viewer, at=NOW)
    late = joint.PlanParts("x", "Noor", "x", "x", "x", viewer.today, date(2020, 1, 1))
    with pytest.raises(joint.DayRefused):
        joint.agree_joint_plan(person_id=karen.pk, parts=late, by=viewer, at=NOW)
    assert joint_queries.exclusions_to_review(viewer) == []
