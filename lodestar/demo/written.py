"""The invented texts of Harbourne Bay, read from the files beside this module."""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any

from lodestar.rules import life_areas
from lodestar.rules.eligibility import EligibilityRule, RuleKind
from lodestar.rules.opening_hours import Opening

FOLDER = Path(__file__).parent

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEKS = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "last": -1}
_VALUED_RULES = {
    "gender": RuleKind.GENDER_SERVED,
    "need": RuleKind.NEED,
    "benefit": RuleKind.BENEFIT,
    "immigration": RuleKind.IMMIGRATION_STATUS,
    "tenancy": RuleKind.TENANCY_STATUS,
    "route": RuleKind.REFERRAL_ROUTE,
}


@dataclass(frozen=True)
class WrittenService:
    """A service as its file tells it. Days are days before the demo's today."""

    key: str
    organisation: str
    name: str
    summary: str
    description: str
    life_areas: list[str]
    kinds: list[str]
    audience: str
    ways: str
    self_referral: bool
    how: str
    free: bool
    desk: str = ""
    rules: list[str] | None = None
    eligibility: str = ""
    cost: str = ""
    amount: float | None = None
    at: list[str] = field(default_factory=list)
    hidden: bool = False
    open: str = ""
    taking: str = ""
    wait_days: int | None = None
    places: int | None = None
    unit: str = ""
    said_days_ago: int | None = None
    checked_days_ago: int | None = None
    languages: list[str] = field(default_factory=list)
    accessibility: str = ""


@cache
def read(name: str) -> dict[str, Any]:
    """Return what a TOML file beside this module holds."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def services() -> tuple[WrittenService, ...]:
    """Return every service, life area after life area, and then those for young people."""
    files = [*(area.value.replace("-", "_") for area in life_areas.LIFE_AREAS), "young_people"]
    return tuple(WrittenService(**table) for file in files for table in read(f"services/{file}")["service"])


def terminated_postcodes() -> list[str]:
    """Return postcodes at which nobody lives any more, without spaces."""
    lines = (FOLDER / "terminated_postcodes.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def eligibility_rules(
    written: list[str] | None, *, area_code: str, commissioner_code: str
) -> list[dict[str, object]] | None:
    """Return rules as they are stored, from lines like "age 18-" and "route gp navigator"."""
    if written is None:
        return None
    return [_rule(line, area_code, commissioner_code).to_json() for line in written]


def _rule(line: str, area_code: str, commissioner_code: str) -> EligibilityRule:
    word, *values = line.split()
    if word == "age":
        lowest, highest = values[0].split("-")
        return EligibilityRule(
            RuleKind.AGE, minimum=int(lowest) if lowest else None, maximum=int(highest) if highest else None
        )
    if word == "area":
        return EligibilityRule(RuleKind.AREA, values=(area_code,))
    if word == "gp-registered":
        return EligibilityRule(RuleKind.REGISTERED_GP, values=(commissioner_code,))
    if word == "professional":
        return EligibilityRule(RuleKind.PROFESSIONAL_ONLY)
    return EligibilityRule(_VALUED_RULES[word], values=tuple(values))


def openings(written: str) -> list[Opening]:
    """Return opening hours from words like "Mon-Fri 09:00-17:00; 2nd Tue 18:00-20:00"."""
    return [opening for part in written.split(";") if part.strip() for opening in _openings(part.strip())]


def _openings(part: str) -> list[Opening]:
    *week, days, hours = part.split()
    opens, closes = (time.fromisoformat(hour) for hour in hours.split("-"))
    return [
        Opening(opens=opens, closes=closes, weekday=day, week_of_month=_WEEKS[week[0]] if week else None)
        for day in _days(days)
    ]


def _days(written: str) -> list[int]:
    found: list[int] = []
    for name in written.split(","):
        first, *last = re.split("-", name)
        start = _WEEKDAYS.index(first)
        end = _WEEKDAYS.index(last[0]) if last else start
        found += range(start, end + 1)
    return found
