"""Check-ins through the records: saved as they go, scored by the rules, safety before anything else."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.core import mail
from django.utils import timezone

from lodestar.access.models import AuditEvent
from lodestar.access.roles import Role
from lodestar.outcomes import actions, queries, registry
from lodestar.outcomes.actions import AreaNotes, ItemAnswer, LicenceTerms
from lodestar.outcomes.models import AgreedAction, CheckIn, SafetyNotice, SafetyTask
from lodestar.people.queries import RecordNotFound
from lodestar.rules import area_measures, own_questions, scores
from lodestar.rules.instruments import Needs
from lodestar.rules.scores import Change
from tests.factories import outcomes
from tests.factories import people as make
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def tim():
    """Somebody with a key worker, a nurse, and a money adviser who sees nothing clinical."""
    someone = make.person(user=make.user(name="Tim"), preferred_name="Tim")
    aisha = make.worker(name="Aisha", role=Role.KEY_WORKER, email="aisha@example.org")
    make.involve(someone, aisha, is_key_worker=True)
    make.involve(someone, make.worker(name="Noor", role=Role.CLINICIAN, email="noor@example.org"))
    make.involve(someone, make.worker(name="Femi", role=Role.MONEY_ADVISER), life_areas=["money"])
    return someone


def key_worker(person):
    with as_owner():
        return person.involvements.get(is_key_worker=True).user


def begin(person, viewer, *codes, how=CheckIn.How.BY_PERSON, at=NOW):
    return actions.begin_check_in(person_id=person.pk, instruments=codes or ("dialog",), how=how, by=viewer, at=at)


def items(code, *given):
    return [ItemAnswer(code, item, value) for item, value in enumerate(given, start=1)]


def answered(person, viewer, code, *given, at=NOW):
    check_in = begin(person, viewer, code, at=at)
    actions.save_answers(check_in_id=check_in.pk, answers=items(code, *given), by=viewer, at=at)
    return actions.finish_check_in(check_in_id=check_in.pk, by=viewer, at=at)


def history(viewer, person, code):
    return next(one for one in queries.histories(viewer, person_id=person.pk) if one.instrument.code == code)


# --- saved as it goes ------------------------------------------------------------------------------------


def test_answers_are_saved_as_they_go_and_a_later_one_takes_the_earlier_ones_place(tim, look_as) -> None:
    viewer = look_as(tim.user)
    check_in = begin(tim, viewer)

    actions.save_answers(check_in_id=check_in.pk, answers=[ItemAnswer("dialog", 1, 2)], by=viewer, at=NOW)
    actions.save_answers(
        check_in_id=check_in.pk, answers=[ItemAnswer("dialog", 1, 5, wants_more_help=True)], by=viewer, at=NOW
    )

    assert queries.open_check_in(viewer, person_id=tim.pk) == check_in
    assert queries.answers_in(viewer, check_in_id=check_in.pk) == {("dialog", 1): queries.Given(5, False, True)}
    assert queries.histories(viewer, person_id=tim.pk) == ()


def test_beginning_twice_with_one_id_begins_once_and_finishing_twice_finishes_once(tim, look_as) -> None:
    viewer = look_as(tim.user)
    first = begin(tim, viewer)

    again = actions.begin_check_in(
        person_id=tim.pk, instruments=["dialog"], how=CheckIn.How.BY_PERSON, by=viewer, at=NOW, check_in_id=first.pk
    )
    with pytest.raises(actions.NothingAnswered):
        actions.finish_check_in(check_in_id=first.pk, by=viewer, at=NOW)
    actions.save_answers(check_in_id=first.pk, answers=items("dialog", 4), by=viewer, at=NOW)
    finished = actions.finish_check_in(check_in_id=first.pk, by=viewer, at=NOW)
    later = actions.finish_check_in(check_in_id=first.pk, by=viewer, at=NOW + timedelta(days=1))

    assert again == first
    assert later.finished_at == finished.finished_at
    with pytest.raises(actions.CheckInFinished):
        actions.save_answers(check_in_id=first.pk, answers=items("dialog", 5), by=viewer, at=NOW)


def test_what_is_no_answer_and_what_is_not_asked_is_refused_and_nothing_is_kept(tim, look_as) -> None:
    viewer = look_as(tim.user)
    check_in = begin(tim, viewer)
    refused = [
        (scores.AnswerOutOfRange, ItemAnswer("dialog", 1, 9)),
        (scores.UnknownItem, ItemAnswer("dialog", 12, 4)),
        (scores.ItemAlwaysApplies, ItemAnswer("dialog", 1, None, does_not_apply=True)),
        (actions.QuestionNotAsked, ItemAnswer("phq-9", 1, 1)),
    ]

    for error, answer in refused:
        with pytest.raises(error):
            actions.save_answers(check_in_id=check_in.pk, answers=[answer], by=viewer, at=NOW)
    with pytest.raises(own_questions.UnknownAnswer):
        actions.save_answers(check_in_id=check_in.pk, own={"home-impact": "bad"}, by=viewer, at=NOW)
    with pytest.raises(actions.QuestionNotAsked):
        actions.save_answers(check_in_id=check_in.pk, own={"shoe-size": "9"}, by=viewer, at=NOW)

    assert queries.answers_in(viewer, check_in_id=check_in.pk) == {}


def test_every_action_of_a_check_in_is_on_the_trail(tim, look_as) -> None:
    viewer = look_as(tim.user)

    answered(tim, viewer, "dialog", 3)

    with as_owner():
        written = AuditEvent.objects.filter(person_id=tim.pk).order_by("at").values_list("action", flat=True)
        assert sorted(written) == ["begin-check-in", "finish-check-in", "save-answers"]


# --- who may see what ------------------------------------------------------------------------------------


def test_answers_show_to_clinical_care_and_our_own_questions_where_they_belong(tim, look_as) -> None:
    housing = make.worker(role=Role.HOUSING_WORKER)
    make.involve(tim, housing, life_areas=["home"])
    mine = look_as(tim.user)
    check_in = begin(tim, mine)
    actions.save_answers(
        check_in_id=check_in.pk, answers=items("dialog", 3), own={"home-impact": "harms-a-lot"}, by=mine, at=NOW
    )
    actions.finish_check_in(check_in_id=check_in.pk, by=mine, at=NOW)

    theirs = look_as(housing)

    assert queries.histories(theirs, person_id=tim.pk) == ()
    assert [(one.question, one.answers[0][1]) for one in queries.own_lines(theirs, person_id=tim.pk)] == [
        ("home-impact", "harms-a-lot")
    ]
    with pytest.raises(queries.CheckInNotFound):
        queries.check_in_seen(theirs, check_in_id=check_in.pk)


def test_a_worker_asks_our_own_questions_only_in_life_areas_that_open_to_them(tim, look_as) -> None:
    nurse = make.worker(role=Role.CLINICIAN)
    make.involve(tim, nurse, life_areas=["clinical-care", "physical-health"])
    viewer = look_as(nurse)

    check_in = begin(tim, viewer, how=CheckIn.How.TOGETHER)

    assert check_in.own_questions == ["feeling-heard", "habits"]


def test_a_stranger_begins_no_check_in_and_nobody_begins_one_without_clinical_care(tim, look_as) -> None:
    with as_owner():
        adviser = tim.involvements.get(user__name="Femi").user
    for user in (make.worker(), adviser):
        viewer = look_as(user)
        with pytest.raises(RecordNotFound):
            begin(tim, viewer, how=CheckIn.How.TOGETHER)


# --- safety before anything else -------------------------------------------------------------------------


def test_an_answer_on_safety_opens_a_task_and_tells_the_right_workers_at_once(
    tim, look_as, django_capture_on_commit_callbacks
) -> None:
    outcomes.switch("phq-9")
    viewer = look_as(tim.user)
    check_in = begin(tim, viewer, "phq-9")

    with django_capture_on_commit_callbacks(execute=True):
        saved = actions.save_answers(check_in_id=check_in.pk, answers=[ItemAnswer("phq-9", 9, 1)], by=viewer, at=NOW)
        again = actions.save_answers(check_in_id=check_in.pk, answers=[ItemAnswer("phq-9", 9, 3)], by=viewer, at=NOW)

    assert (saved.is_safety_first, saved.told) == (True, 2)
    assert (again.is_safety_first, again.told) == (True, 0)
    assert sorted(one.to[0] for one in mail.outbox) == ["aisha@example.org", "noor@example.org"]
    assert not any("Tim" in one.body + one.subject for one in mail.outbox)
    tasks, told = queries.safety_in(viewer, check_in_id=check_in.pk)
    assert len(tasks) == 1
    assert told == ["Aisha", "Noor"]


def test_the_lowest_answer_raises_nothing_and_an_answer_taken_back_leaves_the_task_open(tim, look_as) -> None:
    outcomes.switch("phq-9")
    viewer = look_as(tim.user)
    check_in = begin(tim, viewer, "phq-9")

    none = actions.save_answers(check_in_id=check_in.pk, answers=[ItemAnswer("phq-9", 9, 0)], by=viewer, at=NOW)
    actions.save_answers(check_in_id=check_in.pk, answers=[ItemAnswer("phq-9", 9, 2)], by=viewer, at=NOW)
    actions.save_answers(check_in_id=check_in.pk, answers=[ItemAnswer("phq-9", 9, 0)], by=viewer, at=NOW)

    assert not none.is_safety_first
    with as_owner():
        assert SafetyTask.objects.filter(acknowledged_at=None).count() == 1


def test_a_safety_task_stays_open_until_somebody_says_what_they_did(tim, look_as) -> None:
    outcomes.switch("phq-9")
    mine = look_as(tim.user)
    check_in = begin(tim, mine, "phq-9")
    actions.save_answers(check_in_id=check_in.pk, answers=[ItemAnswer("phq-9", 9, 1)], by=mine, at=NOW)
    (task,), _ = queries.safety_in(mine, check_in_id=check_in.pk)
    assert queries.open_safety(mine) == []
    with pytest.raises(queries.SafetyTaskNotFound):
        actions.acknowledge_safety(task_id=task.pk, words="I am fine", by=mine, at=NOW)

    theirs = look_as(key_worker(tim))
    (open_task,) = queries.open_safety(theirs)
    with pytest.raises(actions.WordsMissing):
        actions.acknowledge_safety(task_id=task.pk, words="  ", by=theirs, at=NOW)
    actions.acknowledge_safety(task_id=task.pk, words="Rang Tim, his sister is with him.", by=theirs, at=NOW)

    assert open_task.is_told
    assert queries.open_safety(theirs) == []
    with pytest.raises(actions.AlreadyAcknowledged):
        actions.acknowledge_safety(task_id=task.pk, words="Me too", by=theirs, at=NOW)


def test_a_stranger_and_whoever_sees_nothing_clinical_hear_of_no_safety_task(tim, look_as) -> None:
    outcomes.switch("phq-9")
    mine = look_as(tim.user)
    check_in = begin(tim, mine, "phq-9")
    actions.save_answers(check_in_id=check_in.pk, answers=[ItemAnswer("phq-9", 9, 1)], by=mine, at=NOW)
    with as_owner():
        adviser = tim.involvements.get(user__name="Femi").user
        task = SafetyTask.objects.get()
        assert not SafetyNotice.objects.filter(to_user=adviser).exists()

    for user in (adviser, make.worker()):
        viewer = look_as(user)
        assert queries.open_safety(viewer) == []
        with pytest.raises(queries.SafetyTaskNotFound):
            queries.safety_task_seen(viewer, task_id=task.pk)


# --- the fixtures of the domain facts, through the records -----------------------------------------------


def test_dialog_and_its_changes_through_the_records(tim, look_as) -> None:
    viewer = look_as(tim.user)
    answered(tim, viewer, "dialog", 3, 4, 2, 4, 4, 4, 4, 4, 5, 5, 5, at=NOW - timedelta(days=180))
    answered(tim, viewer, "dialog", 5, 4, 4, 4, 4, 4, 4, 4, 6, 6, 6)

    found = history(viewer, tim, "dialog")

    assert [one.scored.value_of("quality-of-life") for one in found.readings] == [Fraction(29, 8), Fraction(33, 8)]
    assert found.item_change(1) is Change.BETTER
    assert found.item_change(3) is Change.BETTER
    assert found.item_change(2) is Change.NO_RELIABLE_CHANGE
    assert found.item_change(11) is None


@pytest.mark.parametrize(
    ("code", "before", "after", "score", "change", "was_case"),
    [
        ("phq-9", (2, 2, 2, 2, 2, 0, 0, 0, 0), (1, 1, 1, 1, 0, 0, 0, 0, 0), "total", Change.BETTER, True),
        ("gad-7", (1, 1, 1, 1, 1, 1, 1), (2, 2, 2, 1, 1, 1, 2), "total", Change.WORSE, False),
        ("swemwbs", (2,) * 7, (3,) * 7, "metric", Change.BETTER, None),
        ("reqol-10", (2,) * 10 + (1,), (3,) * 10 + (1,), "total", Change.BETTER, True),
        ("core-10", (2,) * 5 + (0,) + (2,) * 4, (2,) * 5 + (0,) + (1,) * 4, "total", Change.NO_RELIABLE_CHANGE, None),
        ("wsas", (8, 4, 4, 4, 4), (2, 3, 3, 3, 3), "total", Change.BETTER, None),
    ],
)
def test_each_instrument_is_scored_by_its_own_rules_through_the_records(
    tim, look_as, code, before, after, score, change, was_case
) -> None:
    outcomes.switch(code)
    viewer = look_as(tim.user)
    answered(tim, viewer, code, *before, at=NOW - timedelta(days=90))
    answered(tim, viewer, code, *after)

    found = history(viewer, tim, code)
    first, last = (one.scored.value_of(score) for one in found.readings)

    assert scores.score_change(instrument=found.instrument, before=first, after=last) is change
    assert scores.is_case(instrument=found.instrument, score=first) is was_case


def test_work_that_does_not_apply_is_prorated_through_the_records(tim, look_as) -> None:
    outcomes.switch("wsas")
    viewer = look_as(tim.user)
    check_in = begin(tim, viewer, "wsas")
    given = [ItemAnswer("wsas", 1, None, does_not_apply=True), *items("wsas", 0, 4, 4, 4, 4)[1:]]
    actions.save_answers(check_in_id=check_in.pk, answers=given, by=viewer, at=NOW)
    actions.finish_check_in(check_in_id=check_in.pk, by=viewer, at=NOW)

    assert history(viewer, tim, "wsas").readings[0].scored.value_of("total") == 20


# --- the registry ----------------------------------------------------------------------------------------


def test_dialog_and_goals_are_on_and_everything_else_waits_for_the_information_lead() -> None:
    in_use = {one.instrument.code for one in registry.standings(on=NOW.date()) if one.is_in_use}

    assert in_use == {"dialog", "goal-based-outcomes"}
    assert [row.code for row in registry.answerable(on=NOW.date())] == ["dialog"]


def test_only_the_information_lead_switches_and_a_licence_comes_first(look_as) -> None:
    key = look_as(make.worker(role=Role.KEY_WORKER))
    with pytest.raises(actions.NotTheirsToSwitch):
        actions.switch_instrument(instrument="phq-9", is_on=True, terms=LicenceTerms(), by=key, at=NOW)

    lead = look_as(make.worker(role=Role.INFORMATION_LEAD))
    for row in registry.standings(on=lead.today):
        if row.instrument.needs is not Needs.NOTHING:
            with pytest.raises(actions.LicenceMissing):
                actions.switch_instrument(
                    instrument=row.instrument.code, is_on=True, terms=LicenceTerms("  "), by=lead, at=NOW
                )
    actions.switch_instrument(instrument="phq-9", is_on=True, terms=LicenceTerms(), by=lead, at=NOW)
    actions.switch_instrument(instrument="wsas", is_on=True, terms=LicenceTerms("WSAS-7"), by=lead, at=NOW)
    actions.switch_instrument(
        instrument="dialog", is_on=False, terms=LicenceTerms(), by=lead, at=NOW + timedelta(minutes=1)
    )

    assert [row.code for row in registry.answerable(on=lead.today)] == ["phq-9", "wsas"]


def test_a_licence_that_has_run_out_closes_the_instrument(look_as) -> None:
    outcomes.switch("wsas", valid_from="2026-01-01", valid_to="2026-02-01")

    standing = registry.standing_of("wsas", on=NOW.date())

    assert standing.lacks_licence
    assert not standing.is_in_use


def test_an_instrument_that_is_off_is_refused_in_a_check_in(tim, look_as) -> None:
    viewer = look_as(tim.user)
    for code in ("phq-9", "recovery-star", "goal-based-outcomes", "no-such"):
        with pytest.raises(actions.InstrumentNotInUse):
            begin(tim, viewer, code)


# --- the licensed container ------------------------------------------------------------------------------


def test_the_licensed_container_takes_nothing_without_a_licence_on_file(tim, look_as) -> None:
    viewer = look_as(key_worker(tim))

    def take(*points):
        return actions.record_licensed_reading(
            person_id=tim.pk, points=points, taken_on=viewer.today, by=viewer, at=NOW
        )

    with pytest.raises(actions.LicenceMissing):
        take(4, 5)
    outcomes.switch("recovery-star", labels=["Alpha", "Beta"], roles=["clinician"])
    with pytest.raises(actions.MayNotEnter):
        take(4, 5)
    outcomes.switch("recovery-star", labels=["Alpha", "Beta"], decided_at=NOW)
    with pytest.raises(scores.LabelsRefused):
        take(4, 5, 6)
    with pytest.raises(scores.AnswerOutOfRange):
        take(4, 11)
    take(4, 5)

    (reading,) = queries.licensed_readings(viewer, person_id=tim.pk)
    assert (reading.labels, reading.scores) == (["Alpha", "Beta"], [4, 5])


def test_a_container_needs_its_labels_from_the_licence(look_as) -> None:
    lead = look_as(make.worker(role=Role.INFORMATION_LEAD))
    for labels in ((), tuple("abcdefghijk")):
        with pytest.raises(scores.LabelsRefused):
            actions.switch_instrument(
                instrument="recovery-star", is_on=True, terms=LicenceTerms("R-1", labels=labels), by=lead, at=NOW
            )


# --- the conversation ------------------------------------------------------------------------------------


def test_a_conversation_takes_three_areas_keeps_both_writers_words_and_agrees_actions(tim, look_as) -> None:
    viewer = look_as(key_worker(tim))
    check_in = answered(tim, viewer, "dialog", 3, 4, 2)

    def talk(item, words="Because of the nights", seen=0):
        return actions.talk_area_over(
            check_in_id=check_in.pk, item=item, notes=AreaNotes(understanding=words), seen_version=seen, by=viewer,
            at=NOW,
        )  # fmt: skip

    area = talk(3)
    talk(1)
    talk(2)
    with pytest.raises(actions.TooManyAreas):
        talk(4)
    talk(3, "Mornings are hard", seen=area.version)
    with pytest.raises(actions.ChangedMeanwhile) as both:
        talk(3, "Something else", seen=area.version)
    with pytest.raises(actions.ActionMissing):
        actions.agree_action(
            talked_area_id=area.pk, words="Ring", owner=AgreedAction.Owner.OTHER, due_on=viewer.today, by=viewer, at=NOW
        )
    agreed = actions.agree_action(
        talked_area_id=area.pk, words="Visit the help desk", owner=AgreedAction.Owner.WORKER, due_on=viewer.today,
        by=viewer, at=NOW,
    )  # fmt: skip
    actions.finish_action(action_id=agreed.pk, by=viewer, at=NOW)

    assert both.value.now.understanding == "Mornings are hard"
    assert [one.item for one in queries.talked_areas(viewer, check_in_id=check_in.pk)] == [1, 2, 3]
    mine = look_as(tim.user)
    (seen,) = queries.agreed_actions(mine, person_id=tim.pk)
    assert seen.done_at is not None


# --- what the sources want reported ----------------------------------------------------------------------


@pytest.mark.inventory("S0-38")
def test_every_measure_that_the_sources_name_has_one_of_ours_that_needs_no_licence() -> None:
    named = {
        "managing mental health", "physical health and self-care", "living skills", "social networks", "work",
        "relationships", "addictive behaviour", "responsibilities", "identity and self-esteem", "trust and hope",
    }  # fmt: skip
    needing = {one.instrument.code for one in registry.standings(on=NOW.date()) if one.instrument.needs != "nothing"}

    wanted = {one.name: one for one in area_measures.wanted_measures()}

    assert set(wanted) == named
    assert all(one.without_licence(needing_licence=needing) for one in wanted.values())
    assert {chapter for one in wanted.values() for chapter in one.asked_in} == {
        "clinical care", "social", "physical health", "housing", "money", "employment",
    }  # fmt: skip
