"""Tokens with which programs use the API: made, shown once, and revoked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone

from lodestar.access import actions, queries, tokens
from lodestar.access.models import ApiToken
from lodestar.access.tokens import Scope
from lodestar.web.components.fields import CheckboxesField, RadiosField, TextField
from lodestar.web.components.forms import PageForm
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

LASTS = (("30", "30 days"), ("90", "90 days"), ("365", "A year"))


@dataclass(frozen=True)
class TokenRow:
    """One token, told by its first letters. `state` says in words whether it works."""

    token_id: UUID
    name: str
    prefix: str
    scopes: tuple[str, ...]
    desk: str
    expires_at: datetime
    state: str
    last_used: str
    works: bool


@dataclass(frozen=True)
class TokensPage:
    """The viewer's tokens, and the form for a new one."""

    tokens: tuple[TokenRow, ...]
    form: PageForm
    opens_desks: bool


@dataclass(frozen=True)
class TokenMadePage:
    """A new token, shown once."""

    name: str
    secret: str
    expires_at: datetime


class TokenForm(PageForm):
    """What a token is for, what it may do, and for how long."""

    name = TextField(
        label="What is it for?",
        hint="For example, nightly directory import",
        missing="Say what the token is for, like nightly directory import",
        max_length=80,
        error_messages={"max_length": "Use 80 letters or fewer"},
    )
    scopes = CheckboxesField(
        label="What may it do?",
        missing="Choose at least one thing that it may do",
        error_messages={"invalid_choice": "Choose from the list"},
    )
    lasts_days = RadiosField(
        label="How long does it last?",
        missing="Choose how long it lasts",
        choices=LASTS,
        error_messages={"invalid_choice": "Choose from the list"},
    )

    team = RadiosField(
        label="At which desk?",
        hint="It sees what this team sees, and not what you see yourself.",
        missing="Choose the desk",
        error_messages={"invalid_choice": "Choose from the list"},
    )

    def __init__(self, typed: QueryDict | None, *, scopes: tuple[Scope, ...], teams: dict[UUID, str]) -> None:
        super().__init__(typed)
        offered, desks = self.fields["scopes"], self.fields["team"]
        assert isinstance(offered, CheckboxesField), "the scopes are boxes to tick"
        assert isinstance(desks, RadiosField), "one desk is chosen"
        offered.choices = [(scope.value, scope.label) for scope in scopes]
        desks.choices = [(str(team_id), name) for team_id, name in teams.items()]
        if not teams or not tokens.DESK_SCOPES & frozenset(scopes):
            del self.fields["team"]


@opens_to(tokens.TOKEN_ROLES)
def show(request: Request) -> HttpResponse:
    """List the viewer's tokens, and make another."""
    typed = request.POST if request.method == "POST" else None
    form = TokenForm(typed, scopes=tokens.scopes_open_to(request.viewer), teams=queries.teams_of(request.viewer))
    if request.method == "POST" and form.is_valid():
        made = _made(request, form)
        if made is not None:
            return made
    now = timezone.now()
    rows = tuple(_row(token, now) for token in queries.tokens_of(request.viewer))
    return render(request, "account/tokens.html", TokensPage(rows, form, "team" in form.fields))


def _made(request: Request, form: TokenForm) -> HttpResponse | None:
    """Make the token and show it, in the answer itself and not after a redirect: the secret is kept nowhere."""
    given = form.cleaned_data
    try:
        token, secret = actions.create_token(
            name=given["name"],
            scopes=given["scopes"],
            lasts_days=int(given["lasts_days"]),
            team_id=UUID(given["team"]) if given.get("team") else None,
            by=request.viewer,
            at=timezone.now(),
        )
    except actions.TeamMissing:
        form.add_error(None, "You belong to no team here, so there is no desk to open. Ask whoever runs this place")
        return None
    except actions.ScopeNotTheirs:
        form.add_error("scopes", "Make one token for referrals and another for the rest")
        return None
    return render(request, "account/token_made.html", TokenMadePage(token.name, secret, token.expires_at))


@opens_to(tokens.TOKEN_ROLES)
def revoke(request: Request, token_id: UUID) -> HttpResponse:
    """Stop one of the viewer's tokens."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("account_tokens"))
    try:
        actions.revoke_token(token_id=token_id, by=request.viewer, at=timezone.now())
    except actions.TokenNotFound:
        raise Http404 from None
    return HttpResponseRedirect(reverse("account_tokens"))


def _row(token: ApiToken, now: datetime) -> TokenRow:
    state = "Revoked" if token.revoked_at else "Expired" if token.expires_at <= now else "Works"
    return TokenRow(
        token_id=token.pk,
        name=token.name,
        prefix=token.prefix,
        scopes=tuple(Scope(slug).label for slug in token.scopes),
        desk=token.team.name if token.team else "",
        expires_at=token.expires_at,
        state=state,
        last_used=f"{token.last_used_on:%d/%m/%Y}" if token.last_used_on else "Never",
        works=state == "Works",
    )
