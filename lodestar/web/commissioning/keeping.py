"""What every form about contracts shares: only for who may keep the contract, and back to its page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from lodestar.commissioning import contracts
from lodestar.commissioning.models import Contract
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink
from lodestar.web.doors import View
from lodestar.web.rendering import render
from lodestar.web.requests import Request


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """A page with one form."""

    back: BackLink
    title: str
    lead: str
    form: PageForm
    button: str


def kept(view: Callable[..., HttpResponse]) -> View:
    """Return a view of one contract that the viewer may change; the contract is handed to it. Others do not find it."""

    @wraps(view)
    def guarded(request: Request, contract_id: UUID, **parts: Any) -> HttpResponse:
        try:
            contract = contracts.found(request.viewer, contract_id)
        except contracts.ContractNotFound as missing:
            raise Http404 from missing
        if not contracts.may_keep(request.viewer, contract):
            raise Http404
        return view(request, contract, **parts)

    return guarded


def form_page(
    request: Request, form: PageForm, *, title: str, button: str, back: BackLink, lead: str = ""
) -> HttpResponse:
    """Return the page of a form."""
    page = FormPage(back=back, title=title, lead=lead, form=form, button=button)
    return render(request, "commissioning/form.html", page)


def back_to(contract: Contract) -> BackLink:
    """Return the way back to a contract's page."""
    return BackLink(label=contract.title, url=reverse("commissioning:contract", kwargs={"contract_id": contract.pk}))


def to_contract(contract_id: UUID, done: str) -> HttpResponseRedirect:
    """Return the way to a contract's page, with what was done."""
    return HttpResponseRedirect(f"{reverse('commissioning:contract', kwargs={'contract_id': contract_id})}?done={done}")


def to_plan(contract_id: UUID, done: str) -> HttpResponseRedirect:
    """Return the way to an exit plan's page, with what was done."""
    address = reverse("commissioning:exit-plan", kwargs={"contract_id": contract_id})
    return HttpResponseRedirect(f"{address}?done={done}")
