"""Tokens with which programs act for somebody: what they open, and when they stop."""

import re
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodestar.access import actions, tokens
from lodestar.access.models import ApiToken, AuditEvent, Membership, User
from lodestar.access.roles import Role
from lodestar.access.tokens import Scope
from lodestar.config import cli
from tests.factories import people as make
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
READ = [Scope.DIRECTORY_READ]


@pytest.fixture
def lead() -> User:
    return make.worker(role=Role.PLACE_LEAD)


def make_token(user: User, look_as, *, scopes=READ, days: int = 30, at=None) -> str:
    viewer = look_as(user)
    _, secret = actions.create_token(
        name="Nightly import", scopes=scopes, lasts_days=days, by=viewer, at=at or timezone.now()
    )
    return secret


def bearer(secret: str) -> tokens.Bearer:
    return tokens.bearer(token=secret, at=timezone.now(), today=timezone.localdate())


def test_a_token_acts_for_its_maker_within_its_scopes(lead: User, look_as) -> None:
    found = bearer(make_token(lead, look_as))

    assert found.viewer.user_id == lead.pk
    assert found.may(Scope.DIRECTORY_READ)
    assert not found.may(Scope.DIRECTORY_WRITE)


def test_a_token_is_kept_as_a_hash_only(lead: User, look_as) -> None:
    secret = make_token(lead, look_as)
    row = ApiToken.objects.get()

    assert secret.startswith(row.prefix)
    assert secret[len(row.prefix) :] not in str(vars(row))
    assert row.secret_hash == tokens.hashed(secret)


def test_the_first_letters_of_a_token_open_nothing(lead: User, look_as) -> None:
    secret = make_token(lead, look_as)

    for wrong in (secret[: tokens.PREFIX_LENGTH], secret[:-1], secret + "a", "", "lode_"):
        with pytest.raises(tokens.TokenRefused):
            bearer(wrong)


def test_a_token_stops_when_it_expires(lead: User, look_as) -> None:
    secret = make_token(lead, look_as, days=30, at=timezone.now() - timedelta(days=30, seconds=1))

    with pytest.raises(tokens.TokenRefused):
        bearer(secret)


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_token_lasts_a_year_at_most(lead: User, look_as, days: int) -> None:
    with pytest.raises(actions.ScopeNotTheirs):
        make_token(lead, look_as, days=days)


@pytest.mark.parametrize(
    ("role", "scopes"),
    [
        (Role.NAVIGATOR, READ),
        (Role.COMMISSIONER, READ),
        (Role.INFORMATION_LEAD, [Scope.FIGURES_READ]),
        (Role.ADMINISTRATOR, [Scope.FIGURES_READ]),
        (Role.PLACE_LEAD, []),
        (Role.PLACE_LEAD, ["everything"]),
    ],
)
def test_a_token_never_does_more_than_its_maker(role: Role, scopes: list[str], look_as) -> None:
    with pytest.raises(actions.ScopeNotTheirs):
        make_token(make.worker(role=role), look_as, scopes=scopes)


@pytest.mark.parametrize("how", ["membership ended", "account closed", "left by the calendar", "switched off"])
def test_a_leavers_tokens_are_dead_at_once(lead: User, look_as, how: str) -> None:
    secret = make_token(lead, look_as)
    by = look_as(make.worker(role=Role.INFORMATION_LEAD))

    if how == "membership ended":
        membership = Membership.objects.get(user=lead)
        actions.end_membership(membership_id=membership.pk, by=by, at=timezone.now())
    elif how == "account closed":
        actions.close_account(user=lead, by=by, at=timezone.now())
    elif how == "left by the calendar":
        with as_owner():
            Membership.objects.filter(user=lead).update(ends_on=timezone.localdate())
    else:
        with as_owner():
            User.objects.filter(pk=lead.pk).update(is_active=False)

    with pytest.raises(tokens.TokenRefused):
        bearer(secret)


def test_a_scope_goes_with_the_role_that_gave_it(lead: User, look_as) -> None:
    secret = make_token(lead, look_as, scopes=list(tokens.GIVEN_BY[Role.PLACE_LEAD]))
    with as_owner():
        Membership.objects.filter(user=lead).update(role=Role.INFORMATION_LEAD)

    assert bearer(secret).scopes == {Scope.DIRECTORY_READ, Scope.DIRECTORY_WRITE}


def test_a_token_is_made_on_the_page_shown_once_and_revoked(lead: User, sign_in) -> None:
    browser = sign_in(lead)
    typed = {"name": "Nightly import", "scopes": ["directory-read"], "lasts_days": "90"}

    made = browser.post(reverse("account_tokens"), typed).content.decode()
    secret = re.search(r"<code>(lode_\S+)</code>", made)[1]
    listed = browser.get(reverse("account_tokens")).content.decode()
    token = ApiToken.objects.get()
    worked = bearer(secret)
    browser.post(reverse("account_revoke_token", kwargs={"token_id": token.pk}))
    after = browser.get(reverse("account_tokens")).content.decode()

    assert secret not in listed
    assert token.prefix in listed
    assert worked.token_name == "Nightly import"
    assert "Revoked" in after
    with pytest.raises(tokens.TokenRefused):
        bearer(secret)
    with as_owner():
        told = set(AuditEvent.objects.filter(subject_id=str(token.pk)).values_list("action", "reason"))
    assert told == {("create-token", "directory-read"), ("revoke-token", "")}


def test_the_form_says_what_to_mend(lead: User, sign_in) -> None:
    page = sign_in(lead).post(reverse("account_tokens"), {}).content.decode()

    assert "Say what the token is for" in page
    assert "Choose at least one thing that it may do" in page
    assert "Choose how long it lasts" in page
    assert not ApiToken.objects.exists()


def test_a_scope_that_is_not_offered_is_not_taken(sign_in) -> None:
    browser = sign_in(make.worker(role=Role.ADMINISTRATOR))

    browser.post(reverse("account_tokens"), {"name": "x", "scopes": ["figures-read"], "lasts_days": "30"})

    assert not ApiToken.objects.exists()


def test_nobody_revokes_the_token_of_somebody_else(lead: User, look_as, sign_in) -> None:
    make_token(lead, look_as)
    token = ApiToken.objects.get()
    other: Client = sign_in(make.worker(role=Role.PLACE_LEAD))

    answer = other.post(reverse("account_revoke_token", kwargs={"token_id": token.pk}))

    assert answer.status_code == 404
    assert ApiToken.objects.get().revoked_at is None


def test_use_is_written_down_once_a_day(lead: User, look_as, django_assert_num_queries) -> None:
    secret = make_token(lead, look_as)
    bearer(secret)

    with django_assert_num_queries(2):
        bearer(secret)

    assert ApiToken.objects.get().last_used_on == timezone.localdate()


def test_a_token_for_a_desk_needs_a_team_of_its_makers_and_does_nothing_else(look_as) -> None:
    team = make.team()
    viewer = look_as(make.worker(role=Role.PROVIDER_MANAGER, team=team))
    wanted = {"name": "x", "lasts_days": 30, "by": viewer, "at": timezone.now()}

    with pytest.raises(actions.TeamMissing):
        actions.create_token(scopes=[Scope.REFERRALS_READ], team_id=make.team().pk, **wanted)
    with pytest.raises(actions.ScopeNotTheirs):
        actions.create_token(scopes=[Scope.REFERRALS_READ, Scope.DIRECTORY_READ], team_id=team.pk, **wanted)
    _, secret = actions.create_token(scopes=[Scope.REFERRALS_READ], team_id=team.pk, **wanted)

    found = bearer(secret).viewer
    assert found.is_program
    assert found.holder_ids == (team.pk,)


def test_a_token_is_made_listed_and_ended_on_the_command_line() -> None:
    team = make.team(name="Anchor House desk")
    manager = make.worker(role=Role.PROVIDER_MANAGER, team=team)

    def run(*said: str):
        return CliRunner().invoke(cli.main, ["token", *said])

    wanted = ("create", manager.email, "--name", "Case system", "--scope", "referrals-read")
    without, elsewhere = run(*wanted), run(*wanted, "--team", "Another desk")
    not_theirs = run("create", manager.email, "--name", "x", "--scope", "figures-read")
    made = run(*wanted, "--team", "Anchor House desk")
    secret = made.output.split()[-1]
    prefix = secret[: tokens.PREFIX_LENGTH]
    listed, ended, after = (
        run("list", manager.email), run("end", manager.email, prefix), run("end", manager.email, prefix)
    )  # fmt: skip

    assert (without.exit_code, elsewhere.exit_code, not_theirs.exit_code, made.exit_code) == (1, 1, 1, 0)
    assert "--team" in without.output
    assert "Anchor House desk" in elsewhere.output
    assert "works" in listed.output
    assert secret not in listed.output
    assert (ended.exit_code, after.exit_code) == (0, 1)
    with pytest.raises(tokens.TokenRefused):
        bearer(secret)
    assert run("list", "nobody@example.org").exit_code == 1
