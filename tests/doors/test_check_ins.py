"""Check-ins and health through the doors: one question a page, help before anything else, and what a worker reads."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lodestar.access.models import AuditEvent
from lodestar.access.roles import Role
from lodestar.health.models import CheckResult, MedicineTalk, TherapyOffer, TherapyStep
from lodestar.outcomes.models import (
    AgreedAction,
    Answer,
    CheckIn,
    InstrumentSwitch,
    LicensedReading,
    OwnAnswer,
    SafetyTask,
)
from lodestar.people.voice.models import Correction
from lodestar.plans.goals.models import PlanStep
from lodestar.rules.physical_checks import CheckPart
from lodestar.web.check_in_words import OWN_ANSWERS
from tests.factories import health, outcomes
from tests.factories import people as make
from tests.roles import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def tim():
    someone = make.person(user=make.user(name="Tim"), preferred_name="Tim")
    make.involve(someone, make.worker(name="Aisha Khan", role=Role.KEY_WORKER), is_key_worker=True)
    return someone


def key_worker(person):
    with as_owner():
        return person.involvements.get(is_key_worker=True).user


def words_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def begin(browser, code="dialog"):
    browser.post(reverse("person:check-in-begin"), {"instrument": code})
    with as_owner():
        return CheckIn.objects.get(finished_at=None)


def say(browser, check_in, number, answer, **more):
    address = reverse("person:check-in-question", args=[check_in.pk, number])
    return browser.post(address, {"answer": answer, **more})


# --- by the person, without JavaScript -------------------------------------------------------------------


def test_a_person_answers_one_question_a_page_leaves_goes_on_and_finishes(tim, sign_in) -> None:
    browser = sign_in(tim.user)
    check_in = begin(browser)
    first = browser.get(reverse("person:check-in-question", args=[check_in.pk, 1]))
    empty = say(browser, check_in, 1, "")
    say(browser, check_in, 1, "3", more_help="true")
    say(browser, check_in, 2, "passed-over")
    overview = words_of(browser.get(reverse("person:check-ins")))
    for number in range(3, 12):
        say(browser, check_in, number, "5")
    for number, answer in enumerate(("not-enough", "harms-a-lot", "mostly", "not-said"), start=12):
        # The order of our own questions is the registry's.
        last = say(browser, check_in, number, answer)
    done = browser.post(reverse("person:check-in-finish", args=[check_in.pk]), follow=True)

    assert "How do you feel about your mental health?" in words_of(first)
    assert "Choose one, or “I would rather not say”" in words_of(empty)
    assert reverse("person:check-in-question", args=[check_in.pk, 3]) in overview
    assert last.headers["Location"] == reverse("person:check-in-finish", args=[check_in.pk])
    page = words_of(done)
    assert "Your check-in is finished" in page
    assert "Now: a bit unhappy with it. You want more help with this." in page
    assert "It harms a lot" in page.replace("it harms", "It harms")
    assert "What this does not tell" in page
    with as_owner():
        assert Answer.objects.get(item=2).value is None


def test_the_persons_line_says_then_and_now_and_is_never_a_grade(tim, sign_in) -> None:
    outcomes.switch("phq-9")
    now = timezone.now()
    outcomes.check_in(tim, tim.user, {"dialog": (3, 4, 2)}, on=now - timedelta(days=180))
    outcomes.check_in(tim, tim.user, {"dialog": (5, 4, 4)}, on=now)
    outcomes.check_in(tim, tim.user, {"phq-9": (2,) * 8 + (0,)}, on=now)

    page = words_of(sign_in(tim.user).get(reverse("person:check-ins")))

    assert "It feels better than it did." in page
    assert 'aria-label="Your line for my mental health: from 3 to 5"' in page
    assert "Less is better for you here." in page
    for graded in ("severe", "moderate", "caseness", "clinical side", "reliabl", "ls-ember"):
        assert graded not in page.lower()


@pytest.mark.parametrize("number", [0, 99])
def test_a_question_that_is_not_there_is_not_there(tim, sign_in, number) -> None:
    browser = sign_in(tim.user)
    check_in = begin(browser)

    assert browser.get(reverse("person:check-in-question", args=[check_in.pk, number])).status_code == 404
    assert browser.post(reverse("person:check-in-begin"), {"instrument": "phq-9"}).status_code == 404


def test_nobody_answers_in_somebody_elses_check_in(tim, sign_in) -> None:
    check_in = begin(sign_in(tim.user))
    other = make.person(user=make.user())

    browser = sign_in(other.user)

    assert browser.get(reverse("person:check-in-question", args=[check_in.pk, 1])).status_code == 404
    assert say(browser, check_in, 1, "7").status_code == 404


# --- help before anything else ---------------------------------------------------------------------------


def test_help_stands_before_anything_else_and_the_worker_has_an_open_task_until_they_answer(tim, sign_in) -> None:
    outcomes.switch("phq-9")
    browser = sign_in(tim.user)
    check_in = begin(browser, "phq-9")
    for number in range(1, 9):
        say(browser, check_in, number, "1")
    to_help = say(browser, check_in, 9, "1")
    page = words_of(browser.get(to_help.headers["Location"]))

    desk = sign_in(key_worker(tim))
    my_work = words_of(desk.get(reverse("casework:caseload")))
    with as_owner():
        task = SafetyTask.objects.get()
    address = reverse("casework:safety-task", args=[task.pk])
    empty = words_of(desk.post(address, {"words": ""}))
    done = words_of(desk.post(address, {"words": "Rang Tim. His sister is with him."}, follow=True))

    assert to_help.headers["Location"].startswith(reverse("person:check-in-help", args=[check_in.pk]))
    assert "Before anything else" in page
    assert 'href="tel:999"' in page
    assert "We have told Aisha Khan." in page
    assert address in my_work
    assert "Write what you did" in empty
    assert "the task is closed" in done
    assert address not in words_of(desk.get(reverse("casework:caseload")))
    assert "Rang Tim." in words_of(desk.get(address))


def test_a_worker_who_fills_it_in_from_paper_sees_safety_first_too(tim, sign_in) -> None:
    outcomes.switch("phq-9")
    desk = sign_in(key_worker(tim))
    begun = desk.post(
        reverse("casework:check-in-new", args=[tim.pk]), {"instrument": "phq-9", "how": "from-paper"}, follow=True
    )
    with as_owner():
        check_in = CheckIn.objects.get()
    saved = desk.post(
        reverse("casework:check-in", args=[check_in.pk]), {"phq-9-1": "2", "phq-9-9": "3", "finish": "yes"}, follow=True
    )

    assert "Little interest or pleasure in doing things" in words_of(begun)
    assert "Before anything else" in words_of(saved)
    assert "stay with them" in words_of(saved)


# --- together, and the conversation ----------------------------------------------------------------------


def test_a_check_in_together_leads_into_a_conversation_with_agreed_actions(tim, sign_in) -> None:
    desk = sign_in(key_worker(tim))
    desk.post(reverse("casework:check-in-new", args=[tim.pk]), {"instrument": "dialog", "how": "together"})
    with as_owner():
        check_in = CheckIn.objects.get()
    here = reverse("casework:check-in", args=[check_in.pk])
    later = desk.post(here, {"dialog-1": "3"}, follow=True)
    again = words_of(desk.get(here))
    talk = desk.post(here, {"dialog-1": "3", "dialog-3": "2", "dialog-3-more": "true", "finish": "yes"}, follow=True)
    area = reverse("casework:talk-area", args=[check_in.pk, 3])
    desk.post(area, {"stage": "notes", "seen": "0", "understanding": "Mornings", "strengths": "Never late"})
    lost = words_of(desk.post(area, {"stage": "notes", "seen": "0", "understanding": "Evenings"}))
    by = timezone.localdate() + timedelta(days=14)
    day = {"due_on-day": by.day, "due_on-month": by.month, "due_on-year": by.year}
    somebody = words_of(desk.post(area, {"stage": "action", "words": "Ring", "owner": "other", **day}))
    desk.post(area, {"stage": "action", "words": "Visit the help desk", "owner": "worker", **day})

    assert "The answers are saved" in words_of(later)
    assert re.search(r'name="dialog-1"[^>]*value="3"[^>]*checked', again)
    assert words_of(talk).index("Job situation") < words_of(talk).index("Mental health")
    assert "A colleague wrote here meanwhile" in lost
    assert "Mornings" in lost
    assert "Evenings" in lost
    assert "Write who does it" in somebody
    mine = sign_in(tim.user)
    assert "Visit the help desk" in words_of(mine.get(reverse("person:check-ins")))
    with as_owner():
        agreed = AgreedAction.objects.get()
    assert "ticked off" in words_of(mine.post(reverse("person:check-in-action", args=[agreed.pk]), follow=True))


def test_a_worker_reads_scores_with_change_cut_off_and_both_methods_named(tim, sign_in) -> None:
    outcomes.switch("phq-9")
    now = timezone.now()
    make.referral(person=tim, service=make.service(name="Talking team"), received_at=now - timedelta(days=300))
    outcomes.check_in(tim, tim.user, {"phq-9": (2,) * 8 + (0,)}, on=now - timedelta(days=90))
    outcomes.check_in(tim, tim.user, {"phq-9": (1,) * 8 + (0,)}, on=now)

    page = words_of(sign_in(key_worker(tim)).get(reverse("casework:check-ins", args=[tim.pk])))

    assert "Reliably better, -8 (step: 6)" in page
    assert "On the clinical side of 10" in page
    assert "Not on the clinical side of 10" in page
    assert "NHS England community dashboard" in page
    assert "National children and young people" in page
    assert "16 to 8: reliably better" in page
    assert "answered by themselves" in page


def test_check_ins_and_health_are_not_there_for_whom_they_do_not_open(tim, sign_in) -> None:
    housing = make.worker(role=Role.HOUSING_WORKER)
    make.involve(tim, housing, life_areas=["home"])
    check_in = begin(sign_in(tim.user))
    browser = sign_in(housing)

    for name, args in (
        ("check-ins", [tim.pk]), ("check-in-new", [tim.pk]), ("health", [tim.pk]), ("joint-plan", [tim.pk]),
        ("check-in", [check_in.pk]), ("talk", [check_in.pk]),
    ):  # fmt: skip
        address = reverse(f"casework:{name}", args=args)
        assert browser.get(address).status_code == 404, name
        assert browser.post(address, {"words": "x"}).status_code == 404, name


# --- instruments -----------------------------------------------------------------------------------------


def test_the_information_lead_switches_an_instrument_and_a_missing_licence_is_said(tim, sign_in) -> None:
    lead = sign_in(make.worker(role=Role.INFORMATION_LEAD))
    address = reverse("casework:instrument", args=["wsas"])

    refused = words_of(lead.post(address, {"state": "on"}))
    done = words_of(lead.post(address, {"state": "on", "reference": "WSAS-77"}, follow=True))

    assert "Write the reference down first" in refused
    assert "WSAS-77" in done
    with as_owner():
        assert InstrumentSwitch.objects.get().instrument == "wsas"
    assert lead.get(reverse("casework:instrument", args=["no-such"])).status_code == 404


def test_the_licensed_tool_says_why_it_takes_nothing_and_offers_dialog(tim, sign_in) -> None:
    desk = sign_in(key_worker(tim))
    address = reverse("casework:licensed-new", args=[tim.pk])
    without = words_of(desk.get(address))
    posted = desk.post(address, {"score-1": "4"})
    outcomes.switch("recovery-star", labels=["Alpha", "Beta"])
    today = timezone.localdate()
    day = {"taken_on-day": today.day, "taken_on-month": today.month, "taken_on-year": today.year}

    done = desk.post(address, {"score-1": "4", "score-2": "7", **day}, follow=True)

    assert "No licence on file" in without
    assert "DIALOG" in without
    assert "No licence on file" in words_of(posted)
    assert "Alpha 4, Beta 7" in words_of(done)
    with as_owner():
        assert sum(LicensedReading.objects.get().scores) == 11


# --- health ----------------------------------------------------------------------------------------------


def test_a_worker_writes_the_check_down_and_an_abnormal_result_asks_for_its_action(tim, sign_in) -> None:
    desk = sign_in(key_worker(tim))
    address = reverse("casework:check-part-new", args=[tim.pk, "blood-pressure"])
    today = timezone.localdate()
    day = {"on-day": today.day, "on-month": today.month, "on-year": today.year}

    without = words_of(desk.post(address, {"outcome": "done", "reading": "168/104", "is_abnormal": "true", **day}))
    due = {"next_due_on-day": today.day, "next_due_on-month": today.month, "next_due_on-year": today.year}
    done = words_of(
        desk.post(
            address,
            {
                "outcome": "done", "reading": "168/104 mmHg", "is_abnormal": "true", "next_words": "See the GP",
                "next_owner": "Dr Shah", **day, **due,
            },
            follow=True,
        )
    )  # fmt: skip
    with as_owner():
        action = CheckResult.objects.get().actions.get()
    ticked = words_of(desk.post(reverse("casework:result-action-done", args=[action.pk]), follow=True))

    assert "Write what is to be done" in without
    assert "1 of 6 parts are done within 365 days" in done
    assert "See the GP (Dr Shah" in done
    assert "The check is owed by the GP practice" in done
    assert "See the GP (Dr Shah" not in ticked


def test_a_side_effect_in_the_way_of_work_reaches_the_worker_who_decides(tim, sign_in) -> None:
    today = timezone.localdate()
    day = {"noticed_on-day": today.day, "noticed_on-month": today.month, "noticed_on-year": today.year}
    mine = sign_in(tim.user)
    mine.post(
        reverse("person:side-effect-new"),
        {"words": "Sleepy until lunch", "time_of_day": "morning", "bothers": "4", "affects_work": "true", **day},
    )
    desk = sign_in(key_worker(tim))
    waits = words_of(desk.get(reverse("casework:waiting")))
    with as_owner():
        talk = MedicineTalk.objects.get()
    on = {"on-day": today.day, "on-month": today.month, "on-year": today.year}
    desk.post(
        reverse("casework:medicine-talk", args=[talk.pk]),
        {"said": "Take it at nine in the evening", "decision": "other-time", **on},
    )

    assert "gets in the way of work" in waits
    assert "Nothing waits for you" in words_of(desk.get(reverse("casework:waiting")))
    assert "Take it at nine in the evening" in words_of(mine.get(reverse("person:health")))


def test_a_person_answers_an_offer_of_therapy_and_says_how_long_it_lasted(tim, sign_in) -> None:
    desk = sign_in(key_worker(tim))
    today = timezone.localdate()
    on = {"on-day": today.day, "on-month": today.month, "on-year": today.year}
    desk.post(reverse("casework:therapy-new", args=[tim.pk]), {"therapy": "cbt-erp", "condition": "ocd", **on})
    with as_owner():
        offer = TherapyOffer.objects.get()
    mine = sign_in(tim.user)
    mine.post(reverse("person:therapy-answer", args=[offer.pk]), {"answer": "accepted"})
    for kind in ("session-attended", "ended-early"):
        desk.post(reverse("casework:therapy-step", args=[offer.pk]), {"kind": kind, **on})
    mine.post(reverse("person:therapy-length", args=[offer.pk]), {"answer": "too-short", "asks_for_more": "true"})

    with as_owner():
        assert [one.kind for one in TherapyStep.objects.order_by("number")] == [
            "accepted", "session-attended", "ended-early",
        ]  # fmt: skip
    assert "They ask for more of CBT with exposure" in words_of(desk.get(reverse("casework:health", args=[tim.pk])))
    assert "Nobody has answered yet" in words_of(mine.get(reverse("person:health")))


def test_the_check_shows_to_its_person_with_what_comes_next(tim, sign_in) -> None:
    for part in CheckPart:
        health.result(tim, key_worker(tim), part, on=timezone.localdate() - timedelta(days=10))

    page = words_of(sign_in(tim.user).get(reverse("person:health")))

    assert "All six parts are done" in page
    assert "Never smoked" in page


def test_an_answer_is_put_right_with_a_reason_and_the_old_one_is_kept(tim, sign_in) -> None:
    check_in = outcomes.check_in(tim, tim.user, {"dialog": (3, 4)}, on=timezone.now())
    browser = sign_in(tim.user)
    address = reverse("person:answer-put-right", args=[check_in.pk, "dialog", 1])

    bare = browser.post(address, {"answer": "6", "reason": ""})
    same = browser.post(address, {"answer": "3", "reason": "I looked again"})
    page = words_of(browser.post(address, {"answer": "6", "reason": "I pressed the wrong one"}, follow=True))

    assert "Write why, even one word" in words_of(bare)
    assert "Choose the answer that is right" in words_of(same)
    assert "Why: I pressed the wrong one" in page
    with as_owner():
        assert Answer.objects.get(check_in=check_in, item=1).value == 6
        kept = Correction.objects.get()
    assert (kept.before, kept.after, kept.life_area) == ("3", "6", "clinical-care")
    stranger = make.person(user=make.user())
    assert sign_in(stranger.user).get(address).status_code == 404


def test_an_answer_that_is_put_right_and_asks_for_help_goes_to_help_first(tim, sign_in) -> None:
    outcomes.switch("phq-9")
    check_in = outcomes.check_in(tim, tim.user, {"phq-9": (0,) * 9}, on=timezone.now())

    answer = sign_in(tim.user).post(
        reverse("person:answer-put-right", args=[check_in.pk, "phq-9", 9]), {"answer": "2", "reason": "It is true"}
    )

    assert answer.headers["Location"] == reverse("person:check-in-help", args=[check_in.pk])
    with as_owner():
        assert SafetyTask.objects.get().item == 9


def test_a_worker_puts_right_what_they_wrote_down_wrong_and_the_person_reads_it(tim, sign_in) -> None:
    outcomes.switch("phq-9")
    worker = key_worker(tim)
    how = CheckIn.How.FROM_PAPER
    check_in = outcomes.check_in(tim, worker, {"phq-9": (0,) * 9}, on=timezone.now(), how=how)
    browser = sign_in(worker)
    overview = words_of(browser.get(reverse("casework:check-ins", args=[tim.pk])))
    listed = words_of(browser.get(reverse("casework:answers", args=[check_in.pk])))
    address = reverse("casework:answer-put-right", args=[check_in.pk, "phq-9", 3])

    bare = words_of(browser.post(address, {"answer": "2", "reason": ""}))
    page = words_of(browser.post(address, {"answer": "2", "reason": "I ticked the wrong line"}, follow=True))
    on_safety = browser.post(
        reverse("casework:answer-put-right", args=[check_in.pk, "phq-9", 9]), {"answer": "1", "reason": "Misread"}
    )

    assert "Look at the last answers, or put one right" in overview
    assert listed.count("Put it right") == 9
    assert "Write why, even one word" in bare
    assert "The answer before is kept" in page and "Why: I ticked the wrong line" in page
    with as_owner():
        task = SafetyTask.objects.get()
        kept = Correction.objects.get(text="phq-9-3")
        trail = AuditEvent.objects.filter(person_id=tim.pk, action="put-answer-right")
        assert trail.count() == 2
    assert on_safety.headers["Location"] == reverse("casework:safety-task", args=[task.pk])
    assert (kept.before, kept.after, kept.corrected_by) == ("0", "2", worker)
    own = words_of(sign_in(tim.user).get(reverse("person:check-in-answers", args=[check_in.pk])))
    assert "put right by Aisha Khan. Why: I ticked the wrong line" in own


def test_no_worker_puts_right_what_somebody_else_answered(tim, sign_in) -> None:
    check_in = outcomes.check_in(tim, tim.user, {"dialog": (3, 4)}, on=timezone.now())
    browser = sign_in(key_worker(tim))
    address = reverse("casework:answer-put-right", args=[check_in.pk, "dialog", 1])

    assert browser.get(reverse("casework:answers", args=[check_in.pk])).status_code == 404
    assert browser.post(address, {"answer": "6", "reason": "I know better"}).status_code == 404
    assert "put one right" not in words_of(browser.get(reverse("casework:check-ins", args=[tim.pk])))


def test_what_a_conversation_agreed_becomes_a_next_step_of_the_plan_once(tim, sign_in) -> None:
    worker = key_worker(tim)
    check_in = outcomes.check_in(tim, worker, {"dialog": (5, 5, 5, 2)}, on=timezone.now())
    desk = sign_in(worker)
    here = reverse("casework:talk-area", args=[check_in.pk, 4])
    desk.post(here, {"stage": "notes", "seen": "0", "understanding": "Damp"})
    on = timezone.localdate() + timedelta(days=7)
    day = {"due_on-day": on.day, "due_on-month": on.month, "due_on-year": on.year}

    desk.post(here, {"stage": "action", "words": "Write to the landlord", "owner": "worker", "on_plan": "on", **day})
    desk.post(here, {"stage": "action", "words": "Photograph the wall", "owner": "person", **day})
    with as_owner():
        theirs, mine = AgreedAction.objects.order_by("-words")
        assert PlanStep.objects.get().pk == theirs.pk
    browser = sign_in(tim.user)
    for _twice in range(2):
        browser.post(reverse("person:agreed-on-plan", args=[mine.pk]))

    with as_owner():
        steps = {step.words: (step.owner, step.life_area, step.due_on) for step in PlanStep.objects.all()}
    assert steps == {
        "Write to the landlord": ("worker", "home", on),
        "Photograph the wall": ("me", "home", on),
    }
    assert "It is on your plan." in words_of(browser.get(reverse("person:check-ins")))


@pytest.mark.inventory("S0-29")
def test_the_person_reads_how_their_contact_with_others_has_changed(tim, sign_in) -> None:
    now = timezone.now()
    for answer, days in (("feel-alone", 200), ("not-enough", 100), ("enough", 1)):
        at = now - timedelta(days=days)
        made = outcomes.check_in(tim, tim.user, {"dialog": (4,)}, on=at, own_questions=["social-contact"])
        with as_owner():
            OwnAnswer.objects.create(
                person=tim, check_in_id=made.pk, life_area="social-connection", question="social-contact",
                answer=answer, answered_by=tim.user, answered_at=at,
            )  # fmt: skip

    page = words_of(sign_in(tim.user).get(reverse("person:check-ins")))

    line = page[page.index("People, home and being heard") :]
    first, now_said = OWN_ANSWERS["feel-alone"].split(",")[0].lower(), OWN_ANSWERS["enough"].split(",")[0].lower()
    assert line.index(f": {first}") < line.index(f"Now: {now_said}")


def test_a_baseline_and_a_follow_up_at_twelve_weeks_show_change_in_words_and_figures(tim, sign_in) -> None:
    # J11: the mean of the eight parts of life goes from 3.4 to 4.3, asked twelve weeks apart.
    now, worker = timezone.now(), key_worker(tim)
    before, after = (3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4), (5, 5, 4, 4, 4, 4, 4, 4, 5, 4, 4)
    outcomes.check_in(tim, worker, {"dialog": before}, on=now - timedelta(weeks=12), how=CheckIn.How.TOGETHER)
    outcomes.check_in(tim, tim.user, {"dialog": after}, on=now)

    own = words_of(sign_in(tim.user).get(reverse("person:check-ins")))
    theirs = words_of(sign_in(worker).get(reverse("casework:check-ins", args=[tim.pk])))

    assert "My mental health" in own and "a bit unhappy with it. Now: quite happy with it. It feels better" in own
    assert "4.25" not in own, "words, and no mean"
    assert "3.38" in theirs and "4.25" in theirs
