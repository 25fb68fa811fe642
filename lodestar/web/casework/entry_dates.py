"""When a provider is there: a group and its dates, dates called off, times in which it is shut, bank holidays."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from lodestar.access.roles import DIRECTORY_ROLES
from lodestar.directory.entries import calendar, keeping_dates
from lodestar.directory.entries.dating import actions
from lodestar.directory.entries.keeping_dates import DatesKept
from lodestar.web import filters
from lodestar.web.components import day_field, fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

ONCE, WEEKLY, FORTNIGHTLY, MONTHLY = "once", "weekly", "fortnightly", "monthly"
DONE = {
    "group": "The group is described so from now on.",
    "dates": "The dates are on its page, and in everybody's calendar who took them.",
    "cancelled": "The date is called off. Its page says so.",
    "ended": "Those dates are gone.",
    "shut": "Its page says that it is shut then.",
    "holidays": "It is noted.",
}


class GroupForm(PageForm):
    """About what a group is, and who runs it."""

    theme = fields.TextField(
        label="What is the group about?", hint="For example: gardening", missing="Say what it is about", max_length=120
    )
    run_by = fields.TextField(
        label="Who runs it?",
        hint="By what they do, not by name. For example: two peer workers",
        missing="Say who runs it, like two peer workers",
        max_length=200,
    )
    is_peer_led = fields.TickField(label="They have been there themselves", required=False)


class DatesForm(PageForm):
    """When the group meets."""

    starts_on = day_field.DayField(label="First date", missing="Enter the first date, like 27 3 2026")
    opens = fields.TextField(label="From", hint="For example, 14:00", width=5, missing="Enter a time, like 14:00")
    closes = fields.TextField(label="To", hint="For example, 16:00", width=5, missing="Enter a time, like 16:00")
    rhythm = fields.RadiosField(
        label="How often?",
        missing="Choose how often",
        choices=(
            (ONCE, "Once"),
            (WEEKLY, "Every week"),
            (FORTNIGHTLY, "Every second week"),
            (MONTHLY, "Every month, on the same weekday of the same week"),
        ),
    )
    last_on = day_field.DayField(label="Last date", hint="Leave it empty if it goes on", required=False)
    place_words = fields.TextField(label="Where?", required=False, max_length=200)

    def clean_opens(self) -> time:
        """Return a time. Raises ValidationError with an example."""
        return _time(self.cleaned_data["opens"])

    def clean_closes(self) -> time:
        """Return a time. Raises ValidationError with an example."""
        return _time(self.cleaned_data["closes"])

    def clean(self) -> dict[str, Any]:
        """Refuse hours without a length."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("opens") and given.get("opens") == given.get("closes"):
            self.add_error("closes", "It begins and ends at the same time. Change one of them")
        return given

    @property
    def rule(self) -> str:
        """Return the RFC 5545 rule; empty for one date."""
        first, until = self.cleaned_data["starts_on"], self.cleaned_data["last_on"]
        rules = {
            ONCE: "",
            WEEKLY: calendar.weekly(until=until),
            FORTNIGHTLY: calendar.weekly(every_weeks=2, until=until),
            MONTHLY: calendar.monthly_like(first, until=until),
        }
        return rules[self.cleaned_data["rhythm"]]


class ShutForm(PageForm):
    """When it is shut, whatever its hours say."""

    from_on = day_field.DayField(label="First day", missing="Enter the first day, like 27 3 2026")
    to_on = day_field.DayField(label="Last day", missing="Enter the last day, like 3 4 2026")
    words = fields.TextField(
        label="Why?",
        hint="Everybody can read it. For example: the hall is being painted",
        required=False,
        max_length=200,
    )


@dataclass(frozen=True)
class DateLine:
    """One date to come, with what calls it off."""

    words: str
    rule_id: UUID
    day: str


@dataclass(frozen=True)
class RuleLine:
    """One rule of dates, with what takes it away."""

    words: str
    end_url: str


@dataclass(frozen=True)
class DatesPage:
    """Everything about when a provider is there."""

    back: BackLink
    done: str
    name: str
    url: str
    group_form: GroupForm
    dates_form: DatesForm
    shut_form: ShutForm
    dates: tuple[DateLine, ...]
    rules: tuple[RuleLine, ...]
    closures: tuple[str, ...]
    holidays: str


@opens_to(DIRECTORY_ROLES)
def dates(request: Request, service_id: UUID) -> HttpResponse:
    """Show and change when a provider is there; each form of the page says by its button what it is for."""
    kept = _kept(request, service_id)
    pressed = request.POST.get("what", "")
    group_form = GroupForm(
        request.POST if pressed == "group" else None,
        initial={"theme": kept.theme, "run_by": kept.run_by, "is_peer_led": kept.is_peer_led},
    )
    dates_form = DatesForm(request.POST if pressed == "dates" else None, prefix="dates")
    shut_form = ShutForm(request.POST if pressed == "shut" else None, prefix="shut")
    told: dict[str, Any] = {"service_id": service_id, "by": request.viewer, "at": timezone.now()}
    if group_form.is_valid():
        actions.describe_group(group=actions.Group(**group_form.cleaned_data), **told)
        return _to_dates(service_id, "group")
    if dates_form.is_valid() and _planned(dates_form, told):
        return _to_dates(service_id, "dates")
    if shut_form.is_valid():
        try:
            actions.shut(**shut_form.cleaned_data, **told)
        except actions.EndsBeforeItStarts:
            shut_form.add_error("to_on", "The last day is before the first. Change one of them")
        else:
            return _to_dates(service_id, "shut")
    if pressed in ("holidays-open", "holidays-shut"):
        actions.keep_holidays(is_open=pressed == "holidays-open", **told)
        return _to_dates(service_id, "holidays")
    return render(request, "casework/entry_dates.html", _page(request, kept, group_form, dates_form, shut_form))


@opens_to(DIRECTORY_ROLES)
@require_POST
def cancel(request: Request, rule_id: UUID) -> HttpResponse:
    """Call one date off."""
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
        rule = actions.cancel_date(rule_id=rule_id, day=day, by=request.viewer, at=timezone.now())
    except (ValueError, actions.EntryNotFound) as error:
        raise Http404 from error
    return _to_dates(rule.service_id, "cancelled")


@opens_to(DIRECTORY_ROLES)
@require_POST
def end(request: Request, rule_id: UUID) -> HttpResponse:
    """Take a rule of dates away."""
    try:
        service_id = keeping_dates.service_of(request.viewer, rule_id=rule_id)
        actions.end_dates(rule_id=rule_id, by=request.viewer, at=timezone.now())
    except actions.EntryNotFound as error:
        raise Http404 from error
    return _to_dates(service_id, "ended")


def _planned(form: DatesForm, told: dict[str, Any]) -> bool:
    given = form.cleaned_data
    wanted = actions.Dates(
        starts_on=given["starts_on"],
        opens_at=given["opens"],
        closes_at=given["closes"],
        rrule=form.rule,
        place_words=given["place_words"],
    )
    try:
        actions.plan_dates(dates=wanted, **told)
    except actions.EndsBeforeItStarts:
        form.add_error("last_on", "The last date is before the first. Change one of them")
        return False
    return True


def _kept(request: Request, service_id: UUID) -> DatesKept:
    try:
        at = timezone.localtime().replace(tzinfo=None)
        return keeping_dates.dates_kept(request.viewer, service_id=service_id, at=at)
    except actions.EntryNotFound as error:
        raise Http404 from error


def _to_dates(service_id: UUID, done: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('casework:entry-dates', kwargs={'service_id': service_id})}?done={done}")


def _page(
    request: Request, kept: DatesKept, group_form: GroupForm, dates_form: DatesForm, shut_form: ShutForm
) -> DatesPage:
    named = {"service_id": kept.service_id}
    return DatesPage(
        back=BackLink(label=kept.name, url=reverse("casework:entry", kwargs=named)),
        done=DONE.get(request.GET.get("done", ""), ""),
        name=kept.name,
        url=reverse("casework:entry-dates", kwargs=named),
        group_form=group_form,
        dates_form=dates_form,
        shut_form=shut_form,
        dates=tuple(
            DateLine(
                words=f"{filters.date_words(one.starts_at)}, {filters.time_words(one.starts_at)}",
                rule_id=UUID(str(one.rule_id)),
                day=one.starts_at.date().isoformat(),
            )
            for one in kept.next_dates
        ),
        rules=tuple(
            RuleLine(
                words=f"From {filters.short_date_words(one.starts_on)}, {one.opens_at:%H:%M} to {one.closes_at:%H:%M}",
                end_url=reverse("casework:entry-dates-end", kwargs={"rule_id": one.rule_id}),
            )
            for one in kept.rules
        ),
        closures=tuple(
            f"{filters.short_date_words(one.from_on)} to {filters.short_date_words(one.to_on)}"
            + (f": {one.words}" if one.words else "")
            for one in kept.closures
        ),
        holidays={None: "Not said", True: "Open", False: "Shut"}[kept.is_open_on_holidays],
    )


def _time(typed: str) -> time:
    try:
        return time.fromisoformat(typed.strip().replace(".", ":").rjust(5, "0"))
    except ValueError as wrong:
        raise ValidationError("Enter a time, like 14:00") from wrong
