"""What may be sent and what is answered, as JSON Schema: checked on the way in, and told in openapi.json."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from lodestar.api.referrals.problems import Wrong
from lodestar.people.models import Consent
from lodestar.referrals.asking.models import HelpRequest
from lodestar.referrals.course.models import ContactChoice, Told
from lodestar.referrals.models import Contact
from lodestar.rules.life_areas import LIFE_AREAS
from lodestar.rules.referral_next import Due, Owner
from lodestar.rules.referral_states import (
    DeclineReason,
    EndedBy,
    EndReason,
    Outcome,
    PersonsView,
    StepKind,
)

Schema = dict[str, Any]
# No text in a database holds the letter nought.
_TEXT = r"^[^\u0000]*$"
_SAID = r"^[^\u0000]*[^\s\u0000][^\u0000]*$"
ID: Schema = {"type": "string", "format": "uuid"}
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
AREA: Schema = {"type": "string", "enum": [area.value for area in LIFE_AREAS]}


def _words(most: int, *, needed: bool = False) -> Schema:
    return {"type": "string", "maxLength": most, "pattern": _SAID if needed else _TEXT}


def _one_of(codes: type[StrEnum], *, but: frozenset[str] = frozenset()) -> Schema:
    return {"type": "string", "enum": [code.value for code in codes if code.value not in but]}


def _chosen(codes: list[str]) -> Schema:
    return {"type": "string", "enum": codes}


def _thing(properties: Mapping[str, Schema], *, needed: tuple[str, ...] = (), words: str = "") -> Schema:
    told: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    if needed:
        told["required"] = list(needed)
    return {**told, "description": words} if words else told


_NOTE = {**_words(2_000), "description": "Words for the person to read."}
_STATE = _one_of(StepKind)

BODIES: dict[str, Schema] = {
    "Refer": _thing(
        {
            "person_id": {**ID, "description": "Somebody whom your team supports; from a referral that you read."},
            "service_id": {**ID, "description": "As in the Open Referral feed."},
            "life_area": AREA,
            "hopes": {**_words(2_000, needed=True), "description": "What the person hopes for, in their words."},
            "go_with_me": {"type": "boolean"},
            "is_agreed_with_service": {
                "type": "boolean",
                "description": "Somebody asked the service, and it sees them although its own rules say otherwise.",
            },
            "consent": _thing(
                {
                    "words": {**_words(2_000, needed=True), "description": "What was put to the person."},
                    "how": _chosen(list(Consent.How.values)),
                },
                needed=("words", "how"),
                words="That the person was asked and said yes. Without it nothing is sent.",
            ),
        },
        needed=("person_id", "service_id", "life_area", "hopes", "consent"),
    ),
    "Accept": _thing({"expected_on": {**DAY, "description": "When they can expect to be met."}, "note": _NOTE}),
    "Wait": _thing(
        {"expected_on": {**DAY, "description": "By when they can expect to be seen."}, "note": _NOTE},
        needed=("expected_on",),
    ),
    "Ask": _thing({"question": _words(2_000, needed=True)}, needed=("question",)),
    "Decline": _thing(
        {
            "reason": _one_of(DeclineReason, but=frozenset({DeclineReason.NO_REASON_GIVEN.value})),
            "instead": {**_words(2_000), "description": "What you offer instead, in words."},
            "instead_service_id": {**ID, "description": "Or a service of the directory that is open."},
            "note": _NOTE,
            "told_how": {**_chosen(list(Told.How.values)), "description": "You have told the person today, and how."},
        },
        needed=("reason",),
        words="A no names a reason, and what is offered instead: words, or a service, or both.",
    ),
    "FirstContact": _thing(
        {
            "happened_on": DAY,
            "mode": _chosen(list(Contact.Mode.values)),
            "attendance": {
                **_chosen(list(Contact.Attendance.values)),
                "description": "Only `attended` ends the wait; the others are tries.",
            },
        },
        needed=("happened_on", "mode", "attendance"),
    ),
    "Start": _thing({"look_back_on": {**DAY, "description": "When it is looked back on together."}}),
    "End": _thing(
        {
            "ended_by": _one_of(EndedBy),
            "reason": _one_of(EndReason, but=frozenset({EndReason.NOT_RECORDED.value})),
            "outcome": _one_of(Outcome),
            "persons_view": _one_of(PersonsView),
            "note": _NOTE,
        },
        needed=("ended_by", "reason", "outcome", "persons_view"),
        words="Who ended it and why go together as docs/reference/referral-states.md says.",
    ),
    "AskAtTheDoor": _thing(
        {
            "asker": _chosen([HelpRequest.Asker.GP.value, HelpRequest.Asker.AGENCY.value]),
            "asker_name": _words(120, needed=True),
            "asker_contact": _words(200, needed=True),
            "has_agreed": {"type": "boolean", "description": "The person was asked and agreed."},
            "preferred_name": _words(80, needed=True),
            "born_on": DAY,
            "postcode": _words(10),
            "telephone": _words(40),
            "email": {"type": "string", "maxLength": 254, "pattern": r"^[^@\s\u0000]+@[^@\s\u0000]+\.[^@\s\u0000]+$"},
            "way": {**_chosen(list(ContactChoice.Way.values)), "description": "How they want to be reached."},
            "way_words": _words(300),
            "words": {**_words(4_000, needed=True), "description": "What would help."},
            "life_areas": {"type": "array", "items": AREA, "maxItems": len(LIFE_AREAS)},
            "service_id": {**ID, "description": "Where a service of the directory is asked for."},
        },
        needed=("asker", "asker_name", "asker_contact", "has_agreed", "preferred_name", "way", "words"),
        words="For somebody who is not known here, or whom your team does not support yet.",
    ),
}

_NEXT = _thing({"owner": _one_of(Owner), "due": _one_of(Due), "by_on": DAY}, needed=("owner", "due", "by_on"))
_NEXT_OR_NONE: Schema = {"anyOf": [_NEXT, {"type": "null"}], "description": "Who owes what by when; null once closed."}
_STEP = _thing(
    {
        "number": {"type": "integer"},
        "state": _STATE,
        "at": MOMENT,
        "reason": {"type": "string", "description": "A code, where the step has one."},
        "expected_on": {"anyOf": [DAY, {"type": "null"}]},
    },
    needed=("number", "state", "at"),
)
ANSWERS: dict[str, Schema] = {
    "Referral": _thing(
        {
            "id": ID,
            "person_id": {**ID, "description": "Opaque: the same person has the same id in every referral."},
            "service_id": ID,
            "life_area": AREA,
            "state": _STATE,
            "is_open": {"type": "boolean"},
            "received_at": MOMENT,
            "waited_days": {"type": "integer", "description": "Days from received to first contact, end or today."},
            "next": _NEXT_OR_NONE,
            "steps": {"type": "array", "items": _STEP},
        },
        needed=(
            "id",
            "person_id",
            "service_id",
            "life_area",
            "state",
            "is_open",
            "received_at",
            "waited_days",
            "next",
            "steps",
        ),
        words="Where a referral stands. Names, words and ways to reach somebody are on the desk's pages alone.",
    ),
    "Moved": _thing(
        {"id": ID, "state": _STATE, "next": _NEXT_OR_NONE},
        needed=("id", "state", "next"),
        words="Where the referral stands after this.",
    ),
    "Asked": _thing(
        {
            "id": ID,
            "asked_at": MOMENT,
            "next_on": {**DAY, "description": "By when somebody does the next thing."},
            "outcome": {"type": "string", "description": "A code once it is closed; empty before."},
        },
        needed=("id", "asked_at", "next_on", "outcome"),
        words="A request at the front door: it has an owner and a next day from the first moment.",
    ),
    "Problem": {
        **_thing(
            {
                "type": {"type": "string"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "detail": {"type": "string", "description": "How to mend it."},
                "errors": {
                    "type": "array",
                    "items": _thing(
                        {"pointer": {"type": "string"}, "detail": {"type": "string"}}, needed=("pointer", "detail")
                    ),
                },
            },
            needed=("type", "title", "status", "detail"),
        ),
        "additionalProperties": True,
    },
}
ANSWERS["Referrals"] = _thing(
    {
        "page": {"type": "integer"},
        "per_page": {"type": "integer"},
        "total": {"type": "integer"},
        "referrals": {"type": "array", "items": {"$ref": "#/components/schemas/Referral"}},
    },
    needed=("page", "per_page", "total", "referrals"),
)

_CHECKS = {
    name: Draft202012Validator(schema, format_checker=FormatChecker(formats=("uuid", "date")))
    for name, schema in BODIES.items()
}


def wrong_in(body: Any, *, schema: str) -> list[Wrong]:
    """Return what is wrong with a body, each with where it is and how to mend it; nothing of the body is repeated."""
    return list(_said(_CHECKS[schema].iter_errors(body)))


def _said(errors: Iterator[ValidationError]) -> Iterator[Wrong]:
    for error in sorted(errors, key=lambda one: (list(map(str, one.absolute_path)), str(one.validator))):
        where = "".join(f"/{part}" for part in error.absolute_path)
        yield Wrong(where, _mend(error))


def _mend(error: ValidationError) -> str:
    needs: Any = error.validator_value
    match error.validator:
        case "required":
            return f"Send these too: {', '.join(name for name in needs if name not in error.instance)}."
        case "additionalProperties":
            return f"Send only these: {', '.join(error.schema['properties'])}."
        case "enum":
            return f"Send one of: {', '.join(needs)}."
        case "type":
            return f"Send {'an' if str(needs)[0] in 'aeiou' else 'a'} {needs}."
        case "maxLength":
            return f"Use {needs} letters or fewer."
        case "maxItems":
            return f"Send {needs} or fewer."
        case "format":
            return "Send a day like 2026-11-22." if needs == "date" else "Send an id like those in the answers."
        case _:
            return "Say it in words." if needs == _SAID else "Send text without the letter nought, as it is written."
