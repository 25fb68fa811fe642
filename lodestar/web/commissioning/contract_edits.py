"""Entering contracts, what happens to them and what they are held to."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from lodestar.commissioning import actions
from lodestar.commissioning.contracts import CONTRACT_ROLES
from lodestar.commissioning.ending import actions as ending_actions
from lodestar.commissioning.models import Contract
from lodestar.rules.contract_dates import AlertKind
from lodestar.rules.contract_money import Timing
from lodestar.rules.contract_states import EventKind
from lodestar.rules.exit_plans import Position
from lodestar.web.commissioning import contract_forms as forms
from lodestar.web.commissioning import contract_words as words
from lodestar.web.commissioning import keeping
from lodestar.web.components.frame import BackLink
from lodestar.web.doors import opens_to
from lodestar.web.requests import Request


@opens_to(CONTRACT_ROLES)
def new_contract(request: Request) -> HttpResponse:
    """Enter a contract."""
    form = forms.ContractForm(request.POST or None, organisations=forms.organisation_choices())
    if form.is_valid():
        try:
            made = actions.add_contract(terms=_terms(form), by=request.viewer, at=timezone.now())
        except actions.NotTheirsToKeep:
            form.add_error("buyer1", "Your own organisation is to be one of those who pay")
        except actions.SharesDoNotAddUp:
            form.add_error(None, "What the buyers pay is what the services cost, and the parts of the pay make 100%")
        except actions.TermsRefused as refused:
            form.add_error(None, words.REFUSALS[refused.reason])
        else:
            return keeping.to_contract(made.pk, "added")
    return keeping.form_page(
        request,
        form,
        title="Add a contract",
        lead="What the buyers pay in a year is what the services cost in a year. The parts of the pay make 100%.",
        button="Add the contract",
        back=BackLink(label="contracts", url=reverse("commissioning:contracts")),
    )


@opens_to(CONTRACT_ROLES)
@keeping.kept
def new_event(request: Request, contract: Contract) -> HttpResponse:
    """Add to a contract's history."""
    form = forms.EventForm(request.POST or None)
    if form.is_valid():
        try:
            actions.add_event(
                contract_id=contract.pk,
                kind=EventKind(form.cleaned_data["kind"]),
                happened_on=form.cleaned_data["happened_on"],
                new_end_on=form.cleaned_data["new_end_on"],
                words=form.cleaned_data["words"],
                by=request.viewer,
                at=timezone.now(),
            )
        except actions.EventRefused as refused:
            form.add_error(_field_of(refused.reason), words.REFUSALS[refused.reason])
        else:
            return keeping.to_contract(contract.pk, "event")
    return keeping.form_page(
        request,
        form,
        title="Add to its history",
        lead="What was entered before stays as it is.",
        button="Add",
        back=keeping.back_to(contract),
    )


@opens_to(CONTRACT_ROLES)
@keeping.kept
def new_target(request: Request, contract: Contract) -> HttpResponse:
    """Hold a contract to a measure of the catalogue."""
    form = forms.TargetForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        indicator, measure = forms.chosen_measure(given["measure"])
        actions.hold_to_indicator(
            contract_id=contract.pk,
            indicator=indicator,
            measure=measure,
            is_at_least=given["direction"] == "at-least",
            target=given["target"],
            first_on=given["first_on"],
            by=request.viewer,
            at=timezone.now(),
        )
        return keeping.to_contract(contract.pk, "target")
    return keeping.form_page(
        request,
        form,
        title="Hold it to a measure",
        lead="The figure then comes by itself from what the place publishes. Nobody types it in.",
        button="Hold it to this",
        back=keeping.back_to(contract),
    )


@opens_to(CONTRACT_ROLES)
@require_POST
@keeping.kept
def alert_done(request: Request, contract: Contract, kind: str) -> HttpResponse:
    """Say that an alert is seen to."""
    if kind not in set(AlertKind):
        raise Http404
    actions.deal_with_alert(contract_id=contract.pk, kind=AlertKind(kind), by=request.viewer, at=timezone.now())
    return keeping.to_contract(contract.pk, "alert")


@opens_to(CONTRACT_ROLES)
@keeping.kept
def end(request: Request, contract: Contract) -> HttpResponse:
    """Mark a contract as ended, or say what its exit plan lacks."""
    form = forms.EndForm(request.POST or None)
    if form.is_valid():
        try:
            ending_actions.end_contract(
                contract_id=contract.pk,
                happened_on=form.cleaned_data["happened_on"],
                words=form.cleaned_data["words"],
                by=request.viewer,
                at=timezone.now(),
            )
        except ending_actions.ExitPlanLacks as lacks:
            for gap in lacks.gaps:
                form.add_error(None, words.GAPS[gap])
        except ending_actions.EventRefused as refused:
            form.add_error("happened_on", words.REFUSALS[refused.reason])
        else:
            return keeping.to_contract(contract.pk, "ended")
    return keeping.form_page(
        request,
        form,
        title="Mark as ended",
        lead="This needs a full exit plan: each person has agreed to a next offer, or said no to one.",
        button="Mark as ended",
        back=keeping.back_to(contract),
    )


def _field_of(reason: str) -> str | None:
    if reason.startswith("end-"):
        return "new_end_on"
    return "happened_on" if reason == "not-yet" else "kind"


def _terms(form: forms.ContractForm) -> actions.Terms:
    given = form.cleaned_data
    timed = form.rows("part{}_timing", "part{}_percent", forms.MOST_PARTS)
    measures = [given[f"part{number}_measure"] for number in range(1, forms.MOST_PARTS + 1)]
    chosen = [measure for number, measure in enumerate(measures, start=1) if given[f"part{number}_timing"]]
    return actions.Terms(
        title=given["title"],
        reference=given["reference"],
        provider_id=UUID(given["provider"]),
        lots=[(UUID(one), pounds) for one, pounds in form.rows("service{}", "service{}_pounds", forms.MOST_LOTS)],
        shares=[(UUID(one), pounds) for one, pounds in form.rows("buyer{}", "buyer{}_pounds", forms.MOST_BUYERS)],
        starts_on=given["starts_on"],
        end_on=given["end_on"],
        options=form.rows("option{}_end_on", "option{}_decide_by", forms.MOST_OPTIONS),
        notice_months=int(given["notice_months"]),
        route=given["route"],
        payment=given["payment"],
        parts=[(Timing(timing), percent, measure) for (timing, percent), measure in zip(timed, chosen, strict=True)],
        position=Position(given["position"]),
        wait_days=int(given["wait_days"]),
        help_days=max(int(given["help_days"]), 1),
        places=int(given["places"]) if given["places"] is not None else None,
        signed_off_on=given["signed_off_on"],
        signed_off_words=given["signed_off_words"],
    )
