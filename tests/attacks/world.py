"""Two halves of a town that know nothing of each other, each with a row of everything that an address can name."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone

from lodestar.access.models import ApiToken, AuditEvent, BrowserSession, KeptForm, Team, User
from lodestar.access.roles import Role
from lodestar.directory.models import ImportRun, Service, Source
from lodestar.people.models import CommunicationNeed, Merge, Person, PossibleDuplicate
from lodestar.people.voice.models import Message
from lodestar.plans.models import Need, NeedReferral
from tests.factories import people as make
from tests.factories import sharing, voice
from tests.records.test_row_security import fill_every_table
from tests.roles import as_owner

NOBODY = str(make.nobody())
LATE = datetime(2099, 1, 1, tzinfo=UTC)


@dataclass
class Half:
    """One person, those who are there for them, and the ids of what is written about them."""

    person: Person
    navigator: User
    desk_worker: User
    supporter_user: User
    team: Team
    service: Service
    marks: tuple[str, ...]
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def users(self) -> dict[str, User]:
        """Everybody who is there for this person, and the person."""
        owner = self.person.user
        assert owner is not None
        return {
            "person": owner,
            "navigator": self.navigator,
            "desk": self.desk_worker,
            "supporter": self.supporter_user,
        }


def half(name: str) -> Half:
    """Make one half, whose every text begins with its own name."""
    navigator = make.worker(name=f"{name} navigator", role=Role.NAVIGATOR)
    team = make.team(name=f"{name} team")
    desk_worker = make.worker(name=f"{name} desk", role=Role.REFERRAL_DESK, team=team)
    person = make.person(
        user=make.user(name=f"{name} person"),
        preferred_name=f"{name} preferred",
        full_name=f"{name} Fullname",
        telephone="07700 900123",
        what_matters=f"{name} matters",
        how_to_speak_to_me=f"{name} speaks",
        born_on=date(1980, 3, 4),
    )
    service = make.service(
        name=f"{name} service", team=team, organisation=team.organisation, life_areas=["home"], eligibility_rules=[]
    )
    supporter_user = make.user(name=f"{name} supporter")
    made = Half(person, navigator, desk_worker, supporter_user, team, service, marks=(name,))
    held = make.involve(person, navigator)
    fill_every_table(person, navigator)
    made.ids = {
        "person_id": str(person.pk),
        "involvement_id": str(held.pk),
        "holder_id": str(navigator.pk),
        "user_id": str(navigator.pk),
        "membership_id": str(navigator.memberships.get().pk),
        "service_id": str(service.pk),
        **_written(made),
        **_shared(made),
        **_account(made),
    }
    made.ids = {**_by_table(person), **made.ids}
    return made


def _by_table(person: Person) -> dict[str, str]:
    """The newest row about this person in each table about people, under the names that an address may give it."""
    ids = {}
    with as_owner():
        for model in apps.get_models():
            if model.__module__.startswith("lodestar.") and any(f.name == "person" for f in model._meta.fields):
                row = model.objects.filter(person_id=person.pk).order_by("pk").last()
                words = re.findall("[A-Z][a-z]*", model.__name__)
                for first in range(len(words)) if row is not None else ():
                    ids.setdefault("_".join(words[first:]).lower() + "_id", str(row.pk))
    return ids


def _written(made: Half) -> dict[str, str]:
    said = {"person": made.person, "recorded_by": made.navigator, "recorded_at": timezone.now()}
    name = made.marks[0]
    referral = make.referral(
        person=made.person, service=made.service, steps=("sent", "received"), hopes=f"{name} hopes",
        asked_by=made.navigator,
    )  # fmt: skip
    with as_owner():
        need = Need.objects.create(life_area="home", words=f"{name} need", **said)
        NeedReferral.objects.create(person=made.person, need=need, referral=referral)
        to_know = CommunicationNeed.objects.create(
            kind="large-print", words=f"{name} easy", starts_on=date(2026, 1, 5), **said
        )
        looked = AuditEvent.objects.create(
            at=timezone.now(), action="open-record", by_name=made.navigator.name, by_user_id=made.navigator.pk,
            person_id=made.person.pk,
        )  # fmt: skip
    ids = {
        "need_id": need.pk,
        "referral_id": referral.pk,
        "event_id": looked.pk,
        "communication_need_id": to_know.pk,
        "message_id": _asked(made).pk,
        "choice_id": sharing.choice(made.person, team=made.team, words=f"{name} closes").pk,
    }
    return {key: str(value) for key, value in ids.items()}


def _asked(made: Half) -> Message:
    """Something that the person wrote to their navigator and that waits for an answer."""
    with as_owner():
        return Message.objects.create(
            person=made.person, kind="message", is_from_person=True, said_by=made.person.user, said_at=timezone.now(),
            words=f"{made.marks[0]} asks", to_user=made.navigator,
        )  # fmt: skip


def _shared(made: Half) -> dict[str, str]:
    person, name = made.person, made.marks[0]
    consent = sharing.consent(person, asked_by=made.navigator, words=f"{name} agreed")
    event = sharing.life_event(person, recorded_by=made.navigator)
    opened = sharing.emergency(person, made.navigator, ends_at=timezone.now() + timedelta(hours=4))
    supporter = voice.supporter(person, user=made.supporter_user, life_areas=["home"])
    with as_owner():
        other = Person.objects.create(preferred_name=f"{name} twin", full_name=f"{name} Fullname")
        pair = PossibleDuplicate.objects.create(
            newer=other, older=person, likenesses=["same-name"], found_at=timezone.now()
        )
        merge = Merge.objects.create(kept=person, gone=other, merged_at=timezone.now(), merged_by=made.navigator)
    ids = {
        "consent_id": consent.pk,
        "alert_id": sharing.alert(person, event, to_user=made.navigator).pk,
        "opening_id": opened.pk,
        "supporter_id": supporter.pk,
        "task_id": voice.task(supporter, f"{name} task").pk,
        "pair_id": pair.pk,
        "merge_id": merge.pk,
    }
    return {key: str(value) for key, value in ids.items()}


def _account(made: Half) -> dict[str, str]:
    name, now = made.marks[0], timezone.now()
    with as_owner():
        session = BrowserSession.objects.create(
            user=made.navigator, key_hash=f"{name:0<64}"[:64], session_data="", started_at=now, last_used_at=now,
            expires_at=LATE,
        )  # fmt: skip
        kept = KeptForm.objects.create(user=made.navigator, path="/", sealed="x", kept_at=now, expires_at=LATE)
        token = ApiToken.objects.create(
            user=made.navigator, name=f"{name} token", prefix=name[:12], secret_hash=name, scopes=["x"],
            made_at=now, expires_at=LATE,
        )  # fmt: skip
        source = Source.objects.create(slug=name.lower(), name=f"{name} source")
        run = ImportRun.objects.create(source=source, started_at=now, finished_at=now, format="x", counts={})
    ids = {"session_id": session.pk, "kept_id": kept.pk, "token_id": token.pk, "run_id": run.pk}
    return {key: str(value) for key, value in ids.items()}


def signed_in(user: User | None) -> Client:
    """A browser in which somebody is signed in; nobody for None. What breaks is an answer, not an exception."""
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def contents(*, but: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    """Every row of every table of ours as text, as the owner sees it. Sessions move with each request."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND relname !~ '^(django_|places_|directory_)' ORDER BY 1"
        )
        tables = [name for (name,) in cursor.fetchall() if name not in but | {"access_browsersession"}]
        rows = {}
        for table in tables:
            cursor.execute(f"SELECT one::text FROM {table} one ORDER BY 1")
            rows[table] = [text for (text,) in cursor.fetchall()]
    return rows


def moved(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, int]:
    """Which tables differ, with how many rows more (or fewer) they hold."""
    return {table: len(after[table]) - len(rows) for table, rows in before.items() if rows != after[table]}
