"""The people of Harbourne Bay: who they are, where they live, and who knows them well."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from lodestar.access.models import User
from lodestar.demo import recipe, rows, written
from lodestar.demo.directory_rows import Spot
from lodestar.people.models import Person
from lodestar.rules import postcodes

PRONOUNS = {"Man": "he/him", "Woman": "she/her", "Non-binary": "they/them", "": ""}
# How far back somebody may be known: three years (recipe, item 1).
KNOWN_FOR_DAYS = 1095
SIGNING_IN_BESIDES_STORIES = 5


@dataclass
class Resident:
    """One invented person as the rest of the demo needs them."""

    id: UUID
    born_on: date
    gender: str
    ethnic_group: str
    neighbourhood_code: str
    came_on: date
    user_id: UUID | None = None
    preferred_name: str = ""
    row: dict[str, Any] = field(default_factory=dict)
    story: Mapping[str, Any] = field(default_factory=dict)

    def age(self, on: date) -> int:
        """Return completed years on a day."""
        return on.year - self.born_on.year - ((on.month, on.day) < (self.born_on.month, self.born_on.day))


@dataclass(frozen=True)
class Home:
    """A neighbourhood in which people live, with what decides how many."""

    code: str
    population: int
    deprivation_decile: int
    spots: Sequence[Spot]


def add_people(
    made: rows.Rows, *, homes: Sequence[Home], count: int, on: date, seed: int, password_hash: str
) -> list[Resident]:
    """Add `count` people, those of the stories first, with a user for each who signs in."""
    rng = rows.stream(seed, "people")
    stories = written.read("stories")["story"]
    bodies = nhs_numbers(rng)
    endings = list(range(1000))
    rng.shuffle(endings)
    spots = {home.code: home.spots for home in homes}
    residents: list[Resident] = []
    for facts in [*map(_of_story, stories), *_of_deck(rng, homes=homes, count=count - len(stories))]:
        resident = _resident(facts, on=on, rng=rng)
        names = facts.get("names") or _names(rng, resident.gender)
        resident.preferred_name = names[0]
        signs_in = facts["signs_in"] or len(stories) <= len(residents) < len(stories) + SIGNING_IN_BESIDES_STORIES
        email = _email(facts, names, rng=rng, signs_in=signs_in)
        if signs_in:
            resident.user_id = made.add(
                User, id=rows.new_id(rng), email=email, name=names[0], password=password_hash, is_synthetic=True
            )["id"]
        resident.row = made.add(
            Person,
            id=resident.id,
            user_id=resident.user_id,
            preferred_name=names[0],
            full_name=names[1],
            pronouns=facts.get("pronouns", PRONOUNS[resident.gender]),
            born_on=resident.born_on,
            gender=resident.gender,
            ethnic_group=resident.ethnic_group,
            nhs_number=next(bodies),
            telephone=f"07700 900{endings.pop():03d}" if endings else "",
            email=email,
            is_synthetic=True,
            **address(spots[resident.neighbourhood_code], rng),
            **_said(facts, rng),
        )
        residents.append(resident)
    return residents


def _of_story(story: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "names": (story["preferred_name"], story["full_name"]),
        "pronouns": story["pronouns"],
        "age": story["age"],
        "gender": story["gender"],
        "ethnic_group": story["ethnic_group"],
        "neighbourhood_code": story["neighbourhood"],
        "signs_in": story["signs_in"],
        "came_days_ago": story["came_days_ago"],
        "story": story,
    }


def _of_deck(rng: Random, *, homes: Sequence[Home], count: int) -> list[dict[str, Any]]:
    """Return the facts of people outside the stories, each share as the recipe has it."""
    weights = {
        home.code: home.population
        * recipe.deprivation_weight(home.deprivation_decile)
        * (0.5 if home.code == recipe.UNREACHED_NEIGHBOURHOOD else 1.0)
        for home in homes
        if home.spots
    }
    decks = zip(
        recipe.deal(rng, recipe.AGE_BANDS, count),
        recipe.deal(rng, recipe.GENDERS, count),
        recipe.deal(rng, recipe.ETHNIC_GROUPS, count),
        recipe.deal(rng, weights, count),
        strict=True,
    )
    return [
        {
            "age": rng.randint(*ages),
            "gender": gender,
            "ethnic_group": ethnic_group,
            "neighbourhood_code": code,
            "signs_in": False,
            "came_days_ago": rng.randint(20, KNOWN_FOR_DAYS),
        }
        for ages, gender, ethnic_group, code in decks
    ]


def _resident(facts: Mapping[str, Any], *, on: date, rng: Random) -> Resident:
    birthday_days = rng.randint(1, 364)
    return Resident(
        id=rows.new_id(rng),
        born_on=_years_before(on, facts["age"]) - timedelta(days=birthday_days),
        gender=facts["gender"],
        ethnic_group=facts["ethnic_group"],
        neighbourhood_code=facts["neighbourhood_code"],
        came_on=on - timedelta(days=facts["came_days_ago"]),
        story=facts.get("story", {}),
    )


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))


def nhs_numbers(rng: Random) -> Iterator[str]:
    """Yield NHS numbers of the 999 range, each once."""
    seen: set[str] = set()
    while True:
        number = recipe.nhs_number(rng.randrange(1_000_000))
        if number and number not in seen:
            seen.add(number)
            yield number


def _names(rng: Random, gender: str) -> tuple[str, str]:
    names = written.read("names")
    first = rng.choice(names[gender] if gender in ("Man", "Woman") else names["Either"])
    return first, f"{first} {rng.choice(names['surnames'])}"


def _email(facts: Mapping[str, Any], names: tuple[str, str], *, rng: Random, signs_in: bool) -> str:
    if story := facts.get("story"):
        return f"{story['key']}@example.org"
    has_one = rng.random() < 0.45
    if not (signs_in or has_one):
        return ""
    return f"{names[1].lower().replace(' ', '.')}.{rng.randrange(1000, 10000)}@example.org"


def address(spots: Sequence[Spot], rng: Random) -> dict[str, Any]:
    """Return the columns of a home at one of these postcodes, at which nobody lives."""
    spot = spots[rng.randrange(len(spots))]
    return {
        "postcode": postcodes.parse_postcode(spot.postcode).postcode,
        "easting": spot.easting,
        "northing": spot.northing,
        "neighbourhood_code": spot.neighbourhood_code,
        "local_authority_code": spot.local_authority_code,
    }


def _said(facts: Mapping[str, Any], rng: Random) -> dict[str, str]:
    """Return what somebody says of themself; a fifth have not been asked yet."""
    if story := facts.get("story"):
        return {name: story[name] for name in ("how_to_speak_to_me", "what_matters", "strengths")}
    words = written.read("words")
    asked = rng.random() < 0.8
    return {
        "how_to_speak_to_me": rng.choice(words["how_to_speak"]) if rng.random() < 0.55 else "",
        "what_matters": " ".join(rng.sample(words["what_matters"], rng.choice((1, 2, 2)))) if asked else "",
        "strengths": " ".join(rng.sample(words["strengths"], rng.choice((1, 1, 2)))) if asked else "",
    }
