"""What somebody asks the finder; whatever cannot be read is as if it had not been asked."""

from dataclasses import dataclass
from typing import TypeVar

from django.http import QueryDict

from lodestar.directory.searching import Cost, SearchCriteria, Way
from lodestar.places import queries as places
from lodestar.places.queries import PlacedPostcode
from lodestar.rules import postcodes
from lodestar.rules.life_areas import LIFE_AREAS, LifeArea
from lodestar.web.components import fields, forms, lists

REACHES_KM = (2, 5, 10, 20)
LONGEST_WORDS = 200
LAST_PAGE = 10_000
WAY_LABELS = {Way.IN_PERSON: "In person", Way.ONLINE: "Online", Way.TELEPHONE: "By telephone"}
COST_LABELS = {Cost.FREE: "Free", Cost.PAID: "Costs something"}

_Option = TypeVar("_Option", LifeArea, Way, Cost)


class FinderForm(forms.PageForm):
    """One box and one postcode. The rest of the finder's choices are chips, which cannot be wrong."""

    words = fields.TextField(
        label="What would help?",
        hint="For example: somewhere to stay, debt, a group for men",
        required=False,
        max_length=LONGEST_WORDS,
        error_messages={"max_length": f"Say it in {LONGEST_WORDS} letters or fewer"},
    )
    postcode = fields.PostcodeField(
        label="Your postcode", hint="Or its first part", is_part_enough=True, required=False
    )

    def add_unknown_postcode(self) -> None:
        """Say that no such postcode is known, and what to do about it."""
        self.add_error("postcode", "We do not know this postcode. Check it, or use its first part, like M33")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked: the form as typed, what to search for, and the place in words.

    `lacks_postcode` says that a distance was chosen and there is nothing to measure it from;
    `lacks_home` the same of what is for people who live there.
    """

    form: FinderForm
    criteria: SearchCriteria
    place_label: str
    lacks_postcode: bool = False
    lacks_home: bool = False

    @property
    def has_more_choices(self) -> bool:
        """Return whether one of the choices that stand folded away is made."""
        asked = self.criteria
        return bool(
            asked.cost
            or asked.ways
            or asked.within_km
            or asked.is_open_now
            or asked.accepts_self_referral
            or asked.has_quiet_session
            or asked.is_for_place
        )

    @property
    def is_anything(self) -> bool:
        """Return whether anything at all was asked."""
        return bool(self.criteria.words or self.criteria.place or self.criteria.has_filters)


def read(given: QueryDict, *, page: str = "") -> Asked:
    """Return what is asked, and for which page of it.

    A postcode that is wrong or not known is an error on the form, and the search goes on without it.
    """
    form = FinderForm(data=given if given else {})
    form.is_valid()
    words = form.cleaned_data.get("words", "")
    postcode = form.cleaned_data.get("postcode", "")
    place = _place(form, postcode)
    within = _number(given.get("within", ""))
    return Asked(
        form=form,
        criteria=SearchCriteria(
            words=words,
            place=place,
            life_areas=_chosen(given, "area", LifeArea),
            cost=next(iter(_chosen(given, "cost", Cost)), None),
            ways=_chosen(given, "way", Way),
            is_open_now=given.get("open") == "now",
            accepts_self_referral=given.get("self") == "yes",
            has_quiet_session=given.get("quiet") == "yes",
            is_for_place=given.get("here") == "yes" and place is not None,
            within_km=within if place is not None and within in REACHES_KM else None,
            page=min(max(_number(page), 1), LAST_PAGE),
        ),
        place_label=postcode if place is not None else "",
        lacks_postcode=place is None and within in REACHES_KM,
        lacks_home=place is None and given.get("here") == "yes",
    )


def _place(form: FinderForm, postcode: str) -> PlacedPostcode | None:
    if not postcode:
        return None
    try:
        return places.place_postcode(text=postcode)
    except (places.PostcodeNotFound, postcodes.NotAPostcode):
        form.add_unknown_postcode()
        return None


def _chosen(given: QueryDict, name: str, options: type[_Option]) -> tuple[_Option, ...]:
    said = set(given.getlist(name))
    return tuple(option for option in options if option.value in said)


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0


def areas(criteria: SearchCriteria) -> lists.ChipGroup:
    """Return the chips of the six life areas."""
    return lists.ChipGroup(
        legend="Part of life",
        name="area",
        chips=tuple(
            lists.Chip(value=area.value, label=area.label, icon=area.value, is_on=area in criteria.life_areas)
            for area in LIFE_AREAS
        ),
    )


def more_choices(criteria: SearchCriteria) -> tuple[lists.ChipGroup, ...]:
    """Return the other chips: cost, way, distance, and what must hold today."""
    return (
        lists.ChipGroup(
            legend="Cost",
            name="cost",
            is_many=False,
            chips=(
                lists.Chip(value="", label="Any", is_on=criteria.cost is None),
                *(
                    lists.Chip(value=cost.value, label=label, is_on=criteria.cost is cost)
                    for cost, label in COST_LABELS.items()
                ),
            ),
        ),
        lists.ChipGroup(
            legend="How",
            name="way",
            chips=tuple(
                lists.Chip(value=way.value, label=label, is_on=way in criteria.ways)
                for way, label in WAY_LABELS.items()
            ),
        ),
        lists.ChipGroup(
            legend="How far from your postcode",
            name="within",
            is_many=False,
            chips=(
                lists.Chip(value="", label="Any distance", is_on=criteria.within_km is None),
                *(
                    lists.Chip(value=str(reach), label=f"{reach} km", is_on=criteria.within_km == reach)
                    for reach in REACHES_KM
                ),
            ),
        ),
        lists.ChipGroup(
            legend="Where you live",
            name="here",
            chips=(lists.Chip(value="yes", label="For people who live here", is_on=criteria.is_for_place),),
            is_legend_hidden=True,
        ),
        lists.ChipGroup(
            legend="Open now",
            name="open",
            chips=(lists.Chip(value="now", label="Open now", is_on=criteria.is_open_now),),
            is_legend_hidden=True,
        ),
        lists.ChipGroup(
            legend="Asking for yourself",
            name="self",
            chips=(lists.Chip(value="yes", label="You can ask yourself", is_on=criteria.accepts_self_referral),),
            is_legend_hidden=True,
        ),
        lists.ChipGroup(
            legend="Adjustments",
            name="quiet",
            chips=(lists.Chip(value="yes", label="Has a quiet session", is_on=criteria.has_quiet_session),),
            is_legend_hidden=True,
        ),
    )
