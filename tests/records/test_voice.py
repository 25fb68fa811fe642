"""What people say: it is theirs and their receiver's, and no notice gives it away."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from lodestar.access.roles import Role
from lodestar.people.models import Person
from lodestar.people.voice import actions, notifying, queries
from lodestar.people.voice.models import Message, Notice, NoticeChoice
from tests.factories import people as make
from tests.factories import voice
from tests.roles import as_owner

# What nobody reading over a shoulder may learn. Stems, so that every form of a word is found.
GIVES_AWAY = (
    r"lodestar|health|mental|ill|illness|clinic|hospital|ward|doctor|nurse|psych|therap|medic|diagnos"
    r"|crisis|suicid|debt|money|benefit|rent|owe|credit|budget|court|prison|probation|hous|home|homeless"
    r"|tenan|landlord|addict|alcohol|drug|recover|support|service|referral|refer|appointment|worker"
    r"|navigator|care|carer|patient|record|plan|trust|nhs|council|charity|abuse|refuge|violence"
)


@pytest.mark.parametrize("notice", list(notifying.Notice))
def test_a_notice_never_names_service_illness_debt_or_ward(notice: notifying.Notice) -> None:
    words = notifying.NOTICES[notice]
    said = f"{words.subject} {words.text}".lower()

    assert not re.findall(rf"\b({GIVES_AWAY})", said)
    assert re.findall(r"\{(\w*)\}", said) in ([], ["link"]), "nothing but a link is ever put into it"


def test_every_kind_of_notice_has_its_words() -> None:
    assert set(notifying.NOTICES) == set(notifying.Notice)


@pytest.fixture
def tim(db: None) -> Person:
    return make.person(user=make.user(name="Tim"))


def said_to(tim: Person, **to: object) -> Message:
    with as_owner():
        return Message.objects.create(
            person=tim, kind="message", is_from_person=True, said_by=tim.user, said_at=voice.THEN, words="Psst", **to
        )


def test_other_workers_of_the_same_person_see_no_message_in_the_database(tim: Person, look_as) -> None:
    key, colleague = make.worker(role=Role.KEY_WORKER), make.worker(role=Role.KEY_WORKER)
    make.involve(tim, key)
    make.involve(tim, colleague)
    said_to(tim, to_user=key)

    look_as(colleague)
    seen_by_colleague = Message.objects.count()
    look_as(key)

    assert (seen_by_colleague, Message.objects.count()) == (0, 1)


def test_a_team_and_an_information_lead_see_what_was_said_to_them_only(tim: Person, look_as) -> None:
    desk, lead = make.worker(role=Role.REFERRAL_DESK), make.worker(role=Role.INFORMATION_LEAD)
    team = look_as(desk).team_ids
    said_to(tim, to_team_id=next(iter(team)))
    said_to(tim, to_information_lead=True)

    at_desk = {one.to_name for one in queries.waiting_messages(look_as(desk))}
    at_lead = {one.to_name for one in queries.waiting_messages(look_as(lead))}

    assert len(at_desk) == 1
    assert at_lead == {"The information lead"}
    assert not at_desk & at_lead


def test_nobody_answers_what_was_said_to_somebody_else_even_in_the_database(tim: Person, look_as) -> None:
    key, colleague = make.worker(role=Role.KEY_WORKER), make.worker()
    asked = said_to(tim, to_user=key)
    by = look_as(colleague)

    with pytest.raises(actions.RecordNotFound):
        actions.answer_message(message_id=asked.pk, words="Hello", by=by, at=voice.THEN)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Message.objects.create(
            person_id=tim.pk, kind="message", is_from_person=False, said_by=colleague, said_at=voice.THEN, words="Hi",
            answers_id=asked.pk,
        )  # fmt: skip


def test_nobody_puts_words_into_a_persons_mouth(tim: Person, look_as) -> None:
    key = make.worker(role=Role.KEY_WORKER)
    make.involve(tim, key)
    look_as(key)

    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Message.objects.create(
            person_id=tim.pk, kind="message", is_from_person=True, said_by=key, said_at=voice.THEN, words="Hi",
            to_user=key,
        )  # fmt: skip


def test_a_message_is_answered_once(tim: Person, look_as) -> None:
    key = make.worker(role=Role.KEY_WORKER)
    asked = said_to(tim, to_user=key)
    by = look_as(key)
    actions.answer_message(message_id=asked.pk, words="Yes", by=by, at=voice.THEN)

    with pytest.raises(actions.AlreadyAnswered):
        actions.answer_message(message_id=asked.pk, words="No", by=by, at=voice.THEN)


def test_an_address_is_given_to_nobody_who_did_not_just_write(tim: Person, look_as) -> None:
    with as_owner():
        NoticeChoice.objects.create(person=tim, by_email=True, chosen_at=voice.THEN)
    key = make.worker(role=Role.KEY_WORKER)
    make.involve(tim, key)
    look_as(key)

    notifying.tell_person(person_id=tim.pk)

    with as_owner():
        assert not Notice.objects.exists()


def test_the_newest_choice_about_e_mails_counts(tim: Person, look_as) -> None:
    by = look_as(tim.user)
    answers = [queries.wants_email(by, person_id=tim.pk)]
    for minute, is_wanted in enumerate((True, False)):
        actions.choose_notices(by_email=is_wanted, by=by, at=voice.THEN.replace(minute=minute))
        answers.append(queries.wants_email(by, person_id=tim.pk))

    assert answers == [False, True, False]


def test_a_pause_holds_until_its_day_and_a_day_that_is_past_is_refused(tim: Person, look_as) -> None:
    by = look_as(tim.user)
    with pytest.raises(actions.DayIsPast):
        actions.begin_pause(words="", back_on=by.today, by=by, at=voice.THEN)
    pause = actions.begin_pause(words="", back_on=None, by=by, at=voice.THEN)

    assert queries.pauses(by, person_ids=[tim.pk]) == {tim.pk: pause}
    actions.end_pause(by=by, at=voice.THEN)
    assert queries.pauses(by, person_ids=[tim.pk]) == {}


def test_a_crisis_card_that_follows_another_stands_also_where_a_clock_was_put_back(tim: Person, look_as) -> None:
    viewer, now = look_as(tim.user), timezone.now()

    for minutes_back, helps in ((0, "The sea"), (10, "Jo"), (10, "Jo and the sea")):
        card = actions.Card(signs="I stop eating", helps=helps)
        actions.write_crisis_card(card=card, by=viewer, at=now - timedelta(minutes=minutes_back))

        stands = queries.crisis_card(viewer, person_id=tim.pk)
        assert stands is not None
        assert stands.helps == helps
