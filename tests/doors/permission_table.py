"""The permission matrix: who gets what answer at which address, asked of every door and printed as a table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.urls.converters import UUIDConverter
from django.utils import timezone

from lodestar.access.models import Team, User
from lodestar.access.roles import Role
from lodestar.api.referrals.operations import GIVEN_BY
from lodestar.people.models import Consent, Involvement, Person
from lodestar.plans.models import Need
from lodestar.referrals.letters.models import Letter, ReceivedFile
from tests.doors.test_every_door import ALL_DOORS, NOBODYS_ID, Door
from tests.factories import people as make
from tests.factories import plans, programs, sharing
from tests.roles import as_owner

RELATIONS = ("none", "without the area", "with it", "consent withdrawn", "ended", "emergency")
AREA, OTHER_AREA = "home", "social-connection"
ANSWERS = {
    200: "opens",
    204: "goes on",
    302: "goes on",
    303: "goes on",
    401: "refused",
    403: "refused",
    404: "not there",
    405: "not this way",
    422: "opens",
}


@dataclass
class World:
    """One person with a row of each kind in the home, which nobody but them and those involved may see."""

    person: Person
    team: Team
    rows: dict[str, UUID]
    consent: Consent


def world() -> World:
    """Make the person and their rows."""
    person = make.person(user=make.user(), preferred_name="Unmistakable", born_on=timezone.localdate())
    team = make.team()
    asker = make.worker()
    service = make.service(team=team, life_areas=[AREA])
    referral = make.referral(person=person, service=service, steps=("sent", "received"))
    with as_owner():
        Involvement.objects.filter(person=person, team=team).delete()
        need = Need.objects.create(
            person=person, life_area=AREA, words="A door", recorded_by=asker, recorded_at=timezone.now()
        )
        letter = Letter.objects.create(
            person=person, referral=referral, life_area=AREA, direction="in", from_whom="A GP", words="A door",
            dated_on=timezone.localdate(), by=asker, at=timezone.now(),
        )  # fmt: skip
        ReceivedFile.objects.create(letter=letter, kind="pdf", content=b"%PDF-", size=5, kept_at=timezone.now())
    consent = sharing.consent(person, purpose="landlord", profile="landlord-support", to_whom="A landlord")
    opening = sharing.emergency(person, asker, ends_at=timezone.now() + timedelta(hours=1))
    event = sharing.life_event(person, life_area=AREA)
    alert = sharing.alert(person, event, to_team=team, to_person=False)
    held = make.involve(person, asker, life_areas=[AREA])
    goal = plans.goal(person, asker, life_area=AREA)
    rows = {
        "person_id": person.pk,
        "need_id": need.pk,
        "referral_id": referral.pk,
        "service_id": service.pk,
        "consent_id": consent.pk,
        "opening_id": opening.pk,
        "alert_id": alert.pk,
        "involvement_id": held.pk,
        "goal_id": goal.pk,
        "step_id": plans.step(person, asker, life_area=AREA).pk,
        "letter_id": letter.pk,
    }
    return World(person, team, rows, consent)


def worker_of(role: Role, place: World) -> User:
    """Return somebody with this role in the team that has the referral."""
    return place.person.user if role is Role.PERSON else make.worker(role=role, team=place.team)


def relate(user: User | Team, place: World, relation: str) -> None:
    """Put the user into this relation with the person."""
    now, today = timezone.now(), timezone.localdate()
    if relation == "without the area":
        make.involve(place.person, user, life_areas=[OTHER_AREA])
    elif relation == "with it":
        make.involve(place.person, user)
    elif relation == "ended":
        make.involve(place.person, user, ends_on=today)
    elif relation == "emergency":
        areas = [AREA, OTHER_AREA]
        make.involve(
            place.person, user, basis="emergency", life_areas=areas, ends_at=now + timedelta(hours=1),
            ends_on=today + timedelta(days=2),
        )  # fmt: skip
    elif relation == "consent withdrawn":
        consent = sharing.consent(place.person, life_areas=make.ALL_AREAS)
        make.involve(place.person, user, basis="choice", consent=consent)
        with as_owner():
            Consent.objects.filter(pk=consent.pk).update(withdrawn_at=now)


def address(door: Door, rows: dict[str, UUID]) -> str | None:
    """Return where a door is with these rows; None where its address takes something else than ids."""
    converters = door.pattern.pattern.converters
    parts = {key: rows.get(key, NOBODYS_ID) if isinstance(one, UUIDConverter) else 1 for key, one in converters.items()}
    try:
        return reverse(door.name, kwargs={key: str(value) for key, value in parts.items()})
    except NoReverseMatch:
        return None


def is_about_a_record(door: Door) -> bool:
    """Return whether the answer may hang on a relation: the address names a row about a person."""
    named = {key for key, one in door.pattern.pattern.converters.items() if isinstance(one, UUIDConverter)}
    return bool(named - {"service_id", "run_id"}) and bool(door.opens_to)


def answer(browser: Client, to: str) -> str:
    """Return what a door says, as one of a few words; whatever a sent form did is undone."""
    signed_in = browser.cookies.copy()
    said = browser.get(to)
    if said.status_code == 405:
        with transaction.atomic():
            said = browser.send(to, []) if isinstance(browser, programs.Program) else browser.post(to, {})
            transaction.set_rollback(True)
    # Somebody whom the door signed out is signed in again, as if they had not knocked.
    browser.cookies = signed_in
    if said.status_code == 302 and said.headers["Location"].startswith(reverse("account_login")):
        return "sign in"
    return ANSWERS[said.status_code]


def is_asked(door: Door, role: Role, relation: str) -> bool:
    """Return whether every run asks this, and not only one that prints the page anew.

    Every role is asked with no relation and with one. What opens and closes between the two is the database's to
    say, the same for whoever is involved: there two roles of each door are asked, others for the next door.
    """
    return relation in ("none", "with it") or role in two_roles_of(door)


def two_roles_of(door: Door) -> set[Role]:
    """Return two of the roles that a door opens to, others for the next door, so that every role comes up."""
    roles = sorted((door.opens_to or frozenset()) - {Role.PERSON, Role.INFORMATION_LEAD})
    turn = ALL_DOORS.index(door)
    return {roles[number % len(roles)] for number in (turn, turn + 1)} if roles else set()


def answers_of(role: Role, sign_in: Callable[[User], Client], *, whole: bool) -> Iterator[tuple[str, str, str]]:
    """Yield door, relation and answer for every door that opens to this role, as somebody with it sees it.

    Without `whole`, those of `is_asked`. That all others refuse the role is `test_every_door`'s to show.
    """
    place = world()
    stranger, user = make.worker(role=role, team=place.team), worker_of(role, place)
    if role is Role.PERSON:
        stranger = make.person(user=make.user()).user
    open_to_role = [door for door in ALL_DOORS if role in (door.opens_to or ()) and not door.is_for_programs]
    by_relation: dict[str, User] = {"none": stranger}
    if role is Role.PERSON:
        by_relation["with it"] = user
    else:
        for relation in RELATIONS[1:]:
            by_relation[relation] = make.worker(role=role, team=place.team)
            relate(by_relation[relation], place, relation)
    for relation, somebody in by_relation.items():
        browser = sign_in(somebody)
        for door in open_to_role:
            to = address(door, place.rows) if relation == "none" or is_about_a_record(door) else None
            if to is not None and (whole or is_asked(door, role, relation)):
                yield door.name, relation, answer(browser, to)


def answers_to_programs(role: Role) -> Iterator[tuple[str, str, str]]:
    """Yield door, relation and answer for every operation of the API, with a token of somebody with this role.

    A program sees what its team sees: so it is the team that is put into each relation.
    """
    for relation in RELATIONS if role in GIVEN_BY else RELATIONS[:1]:
        place = world()
        maker = worker_of(role, place)
        if relation != "none":
            relate(place.team, place, relation)
        browser = programs.program(maker, place.team)
        for door in ALL_DOORS:
            if door.is_for_programs and (relation == "none" or is_about_a_record(door)):
                to = address(door, place.rows)
                if to is not None:
                    yield door.name, relation, answer(browser, to)


Matrix = dict[str, dict[str, dict[str, str]]]


def matrix_of(role: Role, sign_in: Callable[[User], Client], *, whole: bool = False) -> Matrix:
    """Return what this role is answered, by door; of the rest of the page, with `whole`, too."""
    matrix: Matrix = {}
    for door, relation, said in (*answers_of(role, sign_in, whole=whole), *answers_to_programs(role)):
        matrix.setdefault(door, {}).setdefault(role.value, {})[relation] = said
    return matrix


def read(page: str) -> Matrix:
    """Return what the page of the reference says: `printed` the other way."""
    matrix: Matrix = {}
    for line in page.splitlines():
        if line.startswith("| `"):
            door, roles, *answers = (cell.strip() for cell in line.strip("|").split("|"))
            said = {relation: told for relation, told in zip(RELATIONS, answers, strict=True) if told != "–"}
            for role in roles.split(", "):
                matrix.setdefault(door.strip("`"), {})[role] = said
    return matrix


def printed(matrix: Matrix) -> str:
    """Return the matrix as the page of the reference, by door; roles with the same answers share a row."""
    heads = ["Address", "Roles", *RELATIONS]
    lines = [
        "# Who may open what",
        "",
        "Printed from the tests: `UPDATE_PERMISSIONS=1 pytest tests/doors/test_permission_matrix.py` asks every",
        "address as every role, in each relation to a person. Every other run asks each role with no relation and with",
        "one, and two roles of each address in the others, other roles for the next; it fails when an answer differs.",
        "",
        "- **none**: no involvement with the person. **without the area**: involved, in another life area than the",
        "  row's. **with it**: involved, in every area (for a person: their own record). **consent withdrawn**: the",
        "  involvement rested on a consent that was taken back. **ended**: it ended today. **emergency**: opened for",
        "  hours.",
        "- *opens*: the page. *goes on*: it was done, or leads elsewhere. *refused*: not for this role. *not there*:",
        "  the same page as for a record that does not exist. *–*: the answer does not hang on a relation, or there is",
        "  none.",
        "",
        "Every role that is not named at an address is refused there, whatever the relation. Nobody who is not signed",
        "in gets further than the sign-in page. Addresses that begin `api:` are for programs: the role is that of",
        "whoever made the token, the relation that of the team whose desk it opens.",
        "",
        "| " + " | ".join(heads) + " |",
        "|" + "---|" * len(heads),
    ]
    for door in sorted(matrix):
        for answers, roles in _grouped(matrix[door]).items():
            lines.append("| " + " | ".join([f"`{door}`", ", ".join(roles), *answers]) + " |")
    return "\n".join(lines) + "\n"


def _grouped(by_role: dict[str, dict[str, str]]) -> dict[tuple[str, ...], list[str]]:
    found: dict[tuple[str, ...], list[str]] = {}
    for role in Role:
        said: dict[str, Any] = by_role.get(role.value, {})
        if said and said.get("none") != "refused":
            found.setdefault(tuple(said.get(relation, "–") for relation in RELATIONS), []).append(role.value)
    return found
