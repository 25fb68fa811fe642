"""What a person agreed to: read, written down, taken back, and sent to somebody outside."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.access.viewers import Viewer
from lodestar.people import actions as people_actions
from lodestar.people import queries as people_queries
from lodestar.people.actions import ConsentTerms, OpenReason
from lodestar.people.models import Consent
from lodestar.people.sharing import actions, queries
from lodestar.people.sharing.models import Share
from lodestar.referrals import actions as referral_actions
from lodestar.referrals import queries as referral_queries
from lodestar.rules import lawful_bases, share_profiles
from lodestar.rules.share_profiles import ShareProfile
from lodestar.web import filters
from lodestar.web.casework import record, sharing_forms, words
from lodestar.web.casework.entries import FormPage
from lodestar.web.components.frame import BackLink, PersonStrip
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

DONE = {
    "given": "What they agreed to is written down.",
    "withdrawn": "It is taken back. What rested on it has stopped.",
    "left-out": "They are left out of the figures from now.",
    "sent": "It is sent, and the person can read what left.",
}


@dataclass(frozen=True)
class ConsentCard:
    """One consent: for what, to whom, in whose words, on what ground, until when."""

    title: str
    words: str
    said: str
    ground: str
    until: str
    sent: tuple[str, ...]
    withdraw_url: str
    send_url: str


@dataclass(frozen=True)
class ConsentsPage:
    """What a person agreed to, as far as it opens to the viewer."""

    person_strip: PersonStrip
    back: BackLink
    done: str
    new_url: str
    left_out: str
    figures_url: str
    consents: tuple[ConsentCard, ...]


@dataclass(frozen=True)
class WithdrawPage:
    """The question before a consent is taken back."""

    person_strip: PersonStrip
    back: BackLink
    words: str


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def consents(request: Request, person_id: UUID) -> HttpResponse:
    """List what a person agreed to, and what left under it."""
    viewer = request.viewer
    opened = record.opened(request, person_id=person_id, reason=OpenReason.SUPPORT)
    left = queries.shares_of(viewer, person_id=person_id)
    page = ConsentsPage(
        person_strip=record.strip(opened),
        back=BackLink(label="the record", url=reverse("casework:person", kwargs={"person_id": person_id})),
        done=DONE.get(request.GET.get("done", ""), ""),
        new_url=reverse("casework:consent-new", kwargs={"person_id": person_id}),
        left_out=_left_out(viewer, person_id),
        figures_url=reverse("casework:figures-objection", kwargs={"person_id": person_id}),
        consents=tuple(
            _card(one, [share for share in left if share.consent_id == one.pk], viewer)
            for one in people_queries.consents_of(viewer, person_id=person_id)
        ),
    )
    return render(request, "casework/consents.html", page)


def _left_out(viewer: Viewer, person_id: UUID) -> str:
    """Return since when a person is left out of figures, where the viewer wrote it down; empty when not known."""
    held = queries.figures_objection(viewer, person_id=person_id)
    return f"They are left out of the figures since {filters.short_date_words(held.starts_on)}." if held else ""


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def object_to_figures(request: Request, person_id: UUID) -> HttpResponse:
    """Write down that a person says no to being counted in figures."""
    if request.method == "POST":
        actions.object_to_figures(person_id=person_id, by=request.viewer, at=timezone.now(), how=Consent.How.IN_PERSON)
        return HttpResponseRedirect(f"{reverse('casework:consents', kwargs={'person_id': person_id})}?done=left-out")
    people_queries.person_supported(request.viewer, person_id=person_id)
    return HttpResponseRedirect(reverse("casework:consents", kwargs={"person_id": person_id}))


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def new_consent(request: Request, person_id: UUID) -> HttpResponse:
    """Write down what a person agrees to."""
    viewer = request.viewer
    opened = record.opened(request, person_id=person_id, reason=OpenReason.SUPPORT)
    areas = people_queries.areas_open_to(viewer, person_id=person_id)
    form = sharing_forms.ConsentForm(request.POST or None, areas=areas, today=viewer.today)
    if form.is_valid():
        given = form.cleaned_data
        people_actions.give_consent(
            person_id=person_id,
            purpose=given["purpose"],
            life_areas=given["life_areas"],
            organisation_id=None,
            to_whom=given["to_whom"],
            terms=ConsentTerms(words=given["words"], how=given["how"], ends_on=given["ends_on"]),
            by=viewer,
            at=timezone.now(),
        )
        return HttpResponseRedirect(f"{_address(person_id)}?done=given")
    page = FormPage(
        person_strip=record.strip(opened),
        back=BackLink(label="what they agreed to", url=_address(person_id)),
        title="Write down what they agree to",
        lead="For anything outside direct care we ask first. They can take it back at any time, and it stops at once.",
        form=form,
        button="Save",
    )
    return render(request, "casework/form.html", page)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def withdraw(request: Request, consent_id: UUID) -> HttpResponse:
    """Take back what a person agreed to; a referral that rests on it is taken back with it."""
    viewer = request.viewer
    consent = _seen(viewer, consent_id)
    opened = record.opened(request, person_id=consent.person_id, reason=OpenReason.SUPPORT)
    if request.method == "POST":
        standing = referral_queries.open_referral_on(viewer, consent_id=consent_id)
        if standing is not None:
            referral_actions.withdraw_referral(referral_id=standing, by=viewer, at=timezone.now())
        else:
            actions.withdraw_consent(consent_id=consent_id, by=viewer, at=timezone.now())
        return HttpResponseRedirect(f"{_address(consent.person_id)}?done=withdrawn")
    page = WithdrawPage(
        person_strip=record.strip(opened),
        back=BackLink(label="what they agreed to", url=_address(consent.person_id)),
        words=consent.words,
    )
    return render(request, "casework/withdraw.html", page)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def send(request: Request, consent_id: UUID) -> HttpResponse:
    """Send somebody outside exactly the fields that the consent's profile lets leave."""
    viewer = request.viewer
    consent = _seen(viewer, consent_id)
    if not consent.profile:
        raise Http404
    opened = record.opened(request, person_id=consent.person_id, reason=OpenReason.SUPPORT)
    names = share_profiles.fields_of(ShareProfile(consent.profile), on=viewer.today)
    form = sharing_forms.SendForm(request.POST or None, names=names)
    if form.is_valid():
        try:
            actions.share_minimum(
                consent_id=consent_id,
                known={name: form.cleaned_data[name] for name in names},
                share_id=form.cleaned_data["row_id"],
                by=viewer,
                at=timezone.now(),
            )
        except actions.ConsentNotThere as ended:
            raise Http404 from ended
        return HttpResponseRedirect(f"{_address(consent.person_id)}?done=sent")
    page = FormPage(
        person_strip=record.strip(opened),
        back=BackLink(label="what they agreed to", url=_address(consent.person_id)),
        title=f"Tell {consent.to_whom}",
        lead="Only what stands below leaves, and nothing else of the record. The person can read it.",
        form=form,
        button="Send exactly this",
    )
    return render(request, "casework/form.html", page)


def _seen(viewer: Viewer, consent_id: UUID) -> Consent:
    consent = queries.consent_seen(viewer, consent_id=consent_id)
    if consent is None:
        raise Http404
    return consent


def _address(person_id: UUID) -> str:
    return reverse("casework:consents", kwargs={"person_id": person_id})


def _card(consent: Consent, left: list[Share], viewer: Viewer) -> ConsentCard:
    has_ended = consent.ends_on is not None and consent.ends_on <= viewer.today
    holds = consent.withdrawn_at is None and not has_ended
    key = {"consent_id": consent.pk}
    until = "Until they say stop"
    if consent.withdrawn_at is not None:
        until = f"Taken back on {filters.short_date_words(consent.withdrawn_at)}"
    elif consent.ends_on is not None:
        until = f"{'Ended' if has_ended else 'Until'} {filters.short_date_words(consent.ends_on)}"
    title = consent.get_purpose_display()
    return ConsentCard(
        title=f"{title}: {consent.to_whom}" if consent.to_whom else title,
        words=consent.words,
        said=(
            f"{words.capital(words.areas(consent.life_areas))}. {consent.get_how_display()}, asked by "
            f"{consent.asked_by.name} on {filters.short_date_words(consent.given_at)}"
        ),
        ground=lawful_bases.LawfulBasis(consent.lawful_basis).words,
        until=until,
        sent=tuple(f"Left on {filters.short_date_words(share.sent_at)}: {', '.join(share.items)}" for share in left),
        withdraw_url=reverse("casework:consent-withdraw", kwargs=key) if consent.withdrawn_at is None else "",
        send_url=reverse("casework:consent-send", kwargs=key) if holds and consent.profile else "",
    )
