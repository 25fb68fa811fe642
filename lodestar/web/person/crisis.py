"""The crisis card: one step from every page of the person's own space, and there without a network."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from lodestar.people import queries as people_queries
from lodestar.people.models import Person
from lodestar.people.voice import actions, queries
from lodestar.people.voice.models import CrisisCard
from lodestar.web import filters
from lodestar.web.person import forms, own
from lodestar.web.person.own import FormPage, Step, own_record
from lodestar.web.rendering import render
from lodestar.web.requests import Request


@dataclass(frozen=True)
class Ring:
    """Somebody to ring: a name, and a number where there is one."""

    name: str
    telephone: str
    telephone_url: str


@dataclass(frozen=True)
class Part:
    """One part of the card."""

    heading: str
    words: str


@dataclass(frozen=True)
class CrisisPage:
    """The card: whom to ring first, what helps, and the numbers that are open day and night."""

    done: str
    own_people: tuple[Ring, ...]
    workers: tuple[Ring, ...]
    parts: tuple[Part, ...]
    written: str
    telephone: str


@own_record
def card(request: Request, own_person: Person) -> HttpResponse:
    """Show the person's crisis card."""
    held = queries.crisis_card(request.viewer, person_id=own_person.pk)
    workers = people_queries.my_people(request.viewer, person_id=own_person.pk)
    page = CrisisPage(
        done=own.done(request),
        own_people=tuple(ring(line) for line in held.people) if held else (),
        workers=tuple(
            Ring(one.name, one.telephone, f"tel:{one.telephone.replace(' ', '')}") for one in workers if one.telephone
        )[:3],
        parts=parts(held) if held else (),
        written=filters.date_words(held.written_at) if held else "",
        telephone=settings.HELP_TELEPHONE,
    )
    return render(request, "person/crisis.html", page)


@own_record
def change_card(request: Request, own_person: Person) -> HttpResponse:
    """Write a new version of the crisis card; the old ones are kept."""
    held = queries.crisis_card(request.viewer, person_id=own_person.pk)
    initial = {}
    if held is not None:
        initial = {name: getattr(held, name) for name in ("signs", "helps", "does_not_help", "safe_place")}
        initial["people"] = "\n".join(held.people)
    form = forms.CardForm(request.POST or None, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        actions.write_crisis_card(
            card=actions.Card(
                signs=given["signs"],
                helps=given["helps"],
                does_not_help=given["does_not_help"],
                people=tuple(given["people"].splitlines()),
                safe_place=given["safe_place"],
            ),
            card_id=given["row_id"],
            by=request.viewer,
            at=timezone.now(),
        )
        return own.to("crisis-card", "card")
    page = FormPage(
        title="Change my crisis card",
        lead="Write what you want to have at hand in a bad time. You can leave any of it empty.",
        back=Step("Back to my crisis card", reverse("person:crisis-card")),
        form=form,
        button="Save my card",
    )
    return own.form_page(request, page)


def ring(line: str) -> Ring:
    """Return a line like "Joan 07700 900456" as somebody to ring; without a number it is a name alone."""
    start = next((place for place, letter in enumerate(line) if letter.isdigit() or letter == "+"), len(line))
    number = line[start:].strip()
    digits = "".join(letter for letter in number if letter.isdigit() or letter == "+")
    if len(digits) < 3 or len(digits) < len(number.replace(" ", "").replace("-", "")):
        return Ring(line, "", "")
    return Ring(line[:start].strip(" ,:-") or number, number, f"tel:{digits}")


def parts(held: CrisisCard) -> tuple[Part, ...]:
    """Return the parts of a card that say something, in the order in which they help."""
    named = (
        ("What helps me", held.helps),
        ("What does not help me", held.does_not_help),
        ("Where I feel safe", held.safe_place),
        ("How I can tell that a bad time is coming", held.signs),
    )
    return tuple(Part(heading, words) for heading, words in named if words)
