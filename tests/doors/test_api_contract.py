"""Schemathesis asks the API whatever its openapi.json allows, and what it does not: nothing breaks or goes unsaid."""

from collections import Counter

import pytest
import requests
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from lodestar.access.roles import Role
from lodestar.api.referrals import document
from tests.factories import people as make
from tests.factories import programs
from tests.factories.programs import Program

pytestmark = pytest.mark.django_db
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
BOUNDED = settings(
    max_examples=6, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def answered(case: schemathesis.Case, program: Program) -> Response:
    """What the product answers to a case, asked as a program does and undone afterwards."""
    asked = requests.Request(**case.as_transport_kwargs(base_url="http://testserver/api")).prepare()
    # It makes tokens up, too; whether those open anything is asked elsewhere.
    headers = {name: value for name, value in asked.headers.items() if name not in ("Content-Length", "Authorization")}
    with transaction.atomic():
        said = program.generic(
            asked.method, asked.path_url, asked.body or b"", headers.pop("Content-Type", ""), headers=headers
        )
        transaction.set_rollback(True)
    told = {name.lower(): [value] for name, value in said.headers.items()}
    return Response(said.status_code, told, said.content, asked, elapsed=0.1, verify=False)


def test_every_answer_is_as_openapi_says(client: Client) -> None:
    team = make.team()
    row = make.referral(person=make.person(), service=make.service(team=team), steps=("sent", "received"))
    program = programs.program(make.worker(role=Role.PROVIDER_MANAGER, team=team), team)
    told = schemathesis.openapi.from_dict(client.get("/api/openapi.json").json())
    seen: Counter[tuple[str, int]] = Counter()

    for address, method, _ in document.served():

        @given(case=told[document.written(address)][method].as_strategy())
        @BOUNDED
        def ask(case: schemathesis.Case) -> None:
            if "referral_id" in (case.path_parameters or {}):
                case.path_parameters["referral_id"] = str(row.pk)
            said = answered(case, program)
            seen[f"{case.method} {case.path}", said.status_code] += 1
            case.validate_response(said, checks=CHECKS)

        ask()

    assert {one for one, _ in seen} == {f"{method} {document.written(one)}" for one, method, _ in document.served()}
    # It went past the door: some things were done, and some were told what to mend.
    assert {status for _, status in seen} >= {200, 422}
