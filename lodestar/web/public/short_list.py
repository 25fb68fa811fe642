"""A short list: services that somebody keeps while they look, to print, to share by an address, or to send as text.

Until it is shared it stands sealed in the browser's own cookie and goes when the browser closes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from lodestar.access import text_messages
from lodestar.commissioning import contract_queries
from lodestar.directory import queries
from lodestar.directory.finding import actions, lists
from lodestar.directory.finding.actions import MOST_SERVICES
from lodestar.directory.glances import Glance
from lodestar.web import doors, errors, filters, pacing, rendering, sealing
from lodestar.web.components import cards, fields, forms, frame, offers
from lodestar.web.components.lists import EmptyState, Link
from lodestar.web.requests import Request

COOKIE = "short-list"
PURPOSE = "short list"
LAYOUTS = {"": "Usual letters", "large": "Large print", "easy": "Easy read"}
READ_RATE = "120/m"
TEXT_RATE = "5/h"
# A text of this length goes as four parts; longer ones are refused by gateways or cut.
LONGEST_TEXT = 600
NOTICES = {"sent": "Sent. It can take a few minutes.", "made": "This list has an address now. It opens for 30 days."}


class TooOften(Exception):
    """One visitor has read lists or sent texts more often than the rate allows."""


class TextForm(forms.PageForm):
    """Where to send the list, and how much of it stands in the message itself."""

    number = fields.TextField(
        label="Mobile number",
        hint="We send to it once and do not keep it.",
        missing="Enter a mobile number, like 07700 900123",
        width=20,
        input_type="tel",
        autocomplete="tel",
    )
    how = fields.RadiosField(
        label="What the message says",
        choices=[("all", "Names and telephone numbers, and a link"), ("link", "Only a link")],
        item_hints={"link": "If somebody else may read messages on this phone."},
        missing="Choose what the message says",
    )

    def clean_number(self) -> str:
        """Return the number, with nothing but its digits."""
        digits = "".join(letter for letter in self.cleaned_data["number"] if letter.isdigit() or letter == "+")
        if digits.startswith("+44"):
            digits = "0" + digits[3:]
        if not (len(digits) == 11 and digits.startswith("07")):
            self.add_error("number", "Enter a mobile number, like 07700 900123")
        return digits


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One service of the list: its card, and the words of the easy layout."""

    service_id: UUID
    card: cards.ServiceCard
    town: str


@dataclass(frozen=True, kw_only=True)
class ShortListPage:
    """A list of somebody's own, or one that was shared. `text_form` is None where no texts are sent."""

    back: frame.BackLink
    title: str
    lead: str
    notice: str
    layout: str
    layouts: tuple[tuple[Link, bool], ...]
    kept: tuple[Kept, ...]
    gone: str
    is_own: bool
    address: str
    text_form: forms.PageForm | None
    empty: EmptyState | None


def kept_ids(request: HttpRequest) -> tuple[UUID, ...]:
    """Return the services that this browser keeps, in order. A cookie that is not ours is as if there was none."""
    try:
        told = sealing.unseal(request.COOKIES.get(COOKIE, ""), purpose=PURPOSE)
        return tuple(UUID(one) for one in told.split())[:MOST_SERVICES]
    except (sealing.SealBroken, ValueError):
        return ()


# Keeping changes only the visitor's own cookie, so there is nothing to forge, and looking needs no cookie before.
@csrf_exempt
@doors.opens_to(doors.EVERYBODY)
def keep(request: Request, service_id: UUID) -> HttpResponse:
    """Put a service on the list, or take it off, and go back to where it stood."""
    ids = [one for one in kept_ids(request) if one != service_id]
    is_kept = request.POST.get("do") == "keep"
    # Whoever follows the address without a form is led to the list.
    response = HttpResponseRedirect(_way_back(request, service_id))
    if request.method != "POST" or (is_kept and len(ids) >= MOST_SERVICES):
        return HttpResponseRedirect(reverse("public:short-list"))
    if is_kept:
        ids.append(service_id)
    if not ids:
        response.delete_cookie(COOKIE)
        return response
    sealed = sealing.seal(" ".join(map(str, ids)), purpose=PURPOSE)
    response.set_cookie(COOKIE, sealed, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


@doors.opens_to(doors.EVERYBODY)
def short_list(request: Request) -> HttpResponse:
    """Show the list that this browser keeps; give it an address, or send it."""
    ids = kept_ids(request)
    form = TextForm(request.POST if request.POST.get("do") == "send" else None, initial={"how": "link"})
    if request.method == "POST" and ids:
        if request.POST.get("do") == "address":
            return HttpResponseRedirect(f"{_share(request, ids)}?done=made")
        if form.is_valid() and text_messages.is_on():
            if pacing.is_too_fast(request, group="texts", rate=TEXT_RATE):
                return errors.too_many(request, TooOften())
            address = _share(request, ids)
            words = _text(request, ids, address=address, is_link_only=form.cleaned_data["how"] == "link")
            try:
                actions.send_short_list(
                    to=form.cleaned_data["number"], words=words, by=request.viewer, at=timezone.now()
                )
            except text_messages.NotSent as error:
                form.add_error("number", str(error))
            else:
                return HttpResponseRedirect(f"{reverse('public:short-list')}?done=sent")
    return _answer(request, ids, title="My list", form=form, code="")


@doors.opens_to(doors.EVERYBODY)
def shared(request: Request, code: str) -> HttpResponse:
    """Show a list that somebody shared."""
    if pacing.is_too_fast(request, group="lists", rate=READ_RATE):
        return errors.too_many(request, TooOften())
    found = lists.shared_list(request.viewer, code=code)
    if found is None:
        raise Http404
    lead = f"Somebody put these together. This address opens until {filters.short_date_words(found.gone_on)}."
    return _answer(request, found.service_ids, title="A short list", form=None, code=code, lead=lead)


def _answer(
    request: Request, ids: Sequence[UUID], *, title: str, form: TextForm | None, code: str, lead: str = ""
) -> HttpResponse:
    layout = request.GET.get("layout", "")
    layout = layout if layout in LAYOUTS else ""
    kept = _kept(request, ids)
    lost = len(ids) - len(kept)
    page = ShortListPage(
        back=frame.BackLink(label="Find support", url=reverse("public:finder")),
        title=title,
        lead=lead,
        notice=NOTICES.get(request.GET.get("done", ""), ""),
        layout=layout,
        layouts=tuple(
            (Link(words=words, url=f"?layout={slug}" if slug else request.path), slug == layout)
            for slug, words in LAYOUTS.items()
        ),
        kept=kept,
        gone=f"{filters.plural(lost, 'service')} of the list {'is' if lost == 1 else 'are'} not on offer any more."
        if lost
        else "",
        is_own=not code,
        address=request.build_absolute_uri(request.path) if code else "",
        text_form=form if form is not None and text_messages.is_on() else None,
        empty=None
        if kept
        else EmptyState(
            title="Nothing on the list",
            words="When you look for support, choose “Keep” beside a service. It stays until you close the browser.",
            action=Link(words="Find support", url=reverse("public:finder")),
        ),
    )
    response = rendering.render(request, "public/short_list.html", page)
    response.headers["Cache-Control"] = "private"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _kept(request: Request, ids: Sequence[UUID]) -> tuple[Kept, ...]:
    today = request.viewer.today
    found = queries.glances(request.viewer, service_ids=ids, place=None, on=today)
    closings = contract_queries.closings(request.viewer, service_ids=list(found))
    return tuple(
        Kept(
            service_id=one,
            card=offers.service_card(
                found[one],
                url=reverse("public:service", kwargs={"service_id": one}),
                today=today,
                number=number,
                closing=closings.get(one),
            ),
            town=found[one].town,
        )
        for number, one in enumerate((one for one in ids if one in found), start=1)
    )


def _share(request: Request, ids: Sequence[UUID]) -> str:
    made = actions.share_short_list(service_ids=ids, by=request.viewer, at=timezone.now(), today=request.viewer.today)
    return reverse("public:shared-list", kwargs={"code": made.code})


def _text(request: Request, ids: Sequence[UUID], *, address: str, is_link_only: bool) -> str:
    """Return the message: as many names and numbers as fit before the link. It starts with nothing that tells."""
    link = request.build_absolute_uri(address)
    if is_link_only:
        return f"Your list: {link}"
    found = queries.glances(request.viewer, service_ids=ids, place=None, on=request.viewer.today)
    lines, ending = ["Your list:"], f"All of it: {link}"
    for one in (found[key] for key in ids if key in found):
        line = _line(one)
        if len("\n".join([*lines, line, ending])) > LONGEST_TEXT:
            break
        lines.append(line)
    return "\n".join([*lines, ending])


def _line(one: Glance) -> str:
    return f"{one.name}: {one.telephone}" if one.telephone else one.name


def _way_back(request: HttpRequest, service_id: UUID) -> str:
    """Return the page that the form stood on: a search, the service or the list, and nothing else."""
    sealed = request.POST.get("search", "")
    if request.POST.get("on") == "service":
        return reverse("public:service", kwargs={"service_id": service_id})
    if request.POST.get("on") == "finder":
        number = request.POST.get("number", "")
        spot = f"#service-{number}" if number.isdecimal() else ""
        return f"{reverse('public:finder')}{'?' + sealed if _is_query(sealed) else ''}{spot}"
    return reverse("public:short-list")


def _is_query(text: str) -> bool:
    return bool(text) and len(text) < 4_000 and all(letter.isalnum() or letter in "=&-_%." for letter in text)
