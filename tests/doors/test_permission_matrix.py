"""Every role at every address in each relation to a person, against the page that says what to expect."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lodestar.access.models import User
from lodestar.access.roles import Role
from tests.doors import permission_table
from tests.doors.permission_table import Matrix
from tests.doors.test_every_door import ALL_DOORS, NOBODYS_ID
from tests.factories import programs

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "permissions.md"
SignIn = Callable[[User], Client]
DOORS = {door.name: door for door in ALL_DOORS}
RECORD_DOORS = [door for door in ALL_DOORS if permission_table.is_about_a_record(door)]
CHANGING = re.compile(
    rb'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|"csrf[^"]*"|X-CSRFToken[^}]*|data-seconds[^ >]*'
)


@pytest.mark.django_db
@pytest.mark.usefixtures("without_drawing", "known_by_sight")
@pytest.mark.parametrize("role", Role)
def test_every_role_gets_the_expected_answer_at_every_address_in_each_relation(role: Role, sign_in: SignIn) -> None:
    expected = permission_table.read(PAGE.read_text(encoding="utf-8"))

    found = permission_table.matrix_of(role, sign_in)

    assert _of(role, found) == _of(role, expected)


@pytest.mark.django_db
@pytest.mark.usefixtures("without_drawing", "known_by_sight")
def test_the_page_is_printed_as_it_reads(sign_in: SignIn) -> None:
    if os.environ.get("UPDATE_PERMISSIONS"):
        matrix: Matrix = {}
        for role in Role:
            for door, by_role in permission_table.matrix_of(role, sign_in, whole=True).items():
                matrix.setdefault(door, {}).update(by_role)
        PAGE.write_text(permission_table.printed(matrix), encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")

    assert permission_table.printed(permission_table.read(page)).splitlines() == page.splitlines()


def _of(role: Role, matrix: Matrix) -> dict[str, dict[str, str]]:
    """What this role is answered of what every run asks. Where a role is refused the page does not name it."""
    said = {door: by_role[role.value] for door, by_role in matrix.items() if role.value in by_role}
    return {
        door: {
            relation: answer
            for relation, answer in answers.items()
            if DOORS[door].is_for_programs or permission_table.is_asked(DOORS[door], role, relation)
        }
        for door, answers in said.items()
        if answers["none"] != "refused"
    }


def test_no_page_of_the_table_opens_a_record_to_somebody_without_a_relation() -> None:
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("| `"):
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        door, roles, relations = (
            cells[0].strip("`"),
            cells[1],
            dict(zip(permission_table.RELATIONS, cells[2:], strict=True)),
        )
        is_record = any(one.name == door for one in RECORD_DOORS)
        lead_only = roles == "information-lead"
        if is_record and door.startswith("casework:") and not lead_only:
            assert relations["none"] == "not there", line
            for relation in ("consent withdrawn", "ended"):
                assert relations[relation] == relations["none"], line


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(frozenset[Role]().union(*map(permission_table.two_roles_of, RECORD_DOORS))))
def test_nobody_learns_from_an_answer_that_a_hidden_record_exists(role: Role, sign_in: SignIn) -> None:
    place, team = permission_table.world(), permission_table.make.team()
    worker = permission_table.make.worker(role=role, team=team)
    browser, program = sign_in(worker), programs.program(worker, team)
    rows = {**place.rows, "service_id": NOBODYS_ID}

    for door in RECORD_DOORS:
        if role not in permission_table.two_roles_of(door):
            continue
        asks = program if door.is_for_programs else browser
        hidden, missing = (permission_table.address(door, ids) for ids in (rows, {}))
        assert hidden is not None
        assert missing is not None

        assert _ask(asks, hidden) == _ask(asks, missing), door.name


def _ask(browser: Client, to: str) -> tuple[int, bytes, int]:
    """Return status, bytes and number of statements of an answer, without what changes at every request."""
    with transaction.atomic():
        with CaptureQueriesContext(connection) as made:
            said = browser.get(to)
            if said.status_code == 405:
                said = browser.send(to, []) if isinstance(browser, programs.Program) else browser.post(to, {})
        transaction.set_rollback(True)
    body = CHANGING.sub(b"", said.content).replace(to.encode(), b"")
    return said.status_code, body, len(made)
