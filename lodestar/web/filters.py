"""Words for dates, distances, money and counts, as people read them. Nothing here reads the clock."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from lodestar.rules import life_areas

LONDON = ZoneInfo("Europe/London")
DAYS_IN_A_WEEK = 7
WEEKS_UNTIL = 9 * DAYS_IN_A_WEEK
DAYS_IN_A_MONTH = 30.44
MONTHS_UNTIL_DAYS = 730


def _london_day(moment: date | datetime) -> date:
    if isinstance(moment, datetime):
        return moment.astimezone(LONDON).date() if moment.tzinfo else moment.date()
    return moment


def date_words(day: date | datetime) -> str:
    """Return a day in full, like "Tuesday 4 March 2026"; an instant is read as London time."""
    day = _london_day(day)
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def capital(words: str) -> str:
    """Return words with a capital at their start and all else as it is: names and months keep theirs."""
    return words[:1].upper() + words[1:]


def short_date_words(day: date | datetime) -> str:
    """Return a day without its weekday, like "4 March 2026"; for tables."""
    day = _london_day(day)
    return f"{day.day} {day:%B} {day.year}"


def time_words(moment: datetime) -> str:
    """Return a London time of day, like "2:30 pm", "2 pm" or "midday"."""
    local = moment.astimezone(LONDON) if moment.tzinfo else moment
    if (local.hour, local.minute) == (12, 0):
        return "midday"
    half = "am" if local.hour < 12 else "pm"
    hour = local.hour % 12 or 12
    return f"{hour}:{local.minute:02d} {half}" if local.minute else f"{hour} {half}"


def days_ago_words(day: date | datetime, today: date) -> str:
    """Return how long ago a day was, like "today", "yesterday", "12 days ago", "3 months ago".

    Unit of the sum: whole days. A day still to come is "tomorrow" or "in 5 days".
    """
    gap = (today - _london_day(day)).days
    if gap == 0:
        return "today"
    if gap == 1:
        return "yesterday"
    if gap == -1:
        return "tomorrow"
    span = span_words(abs(gap))
    return f"{span} ago" if gap > 0 else f"in {span}"


def span_words(days: int) -> str:
    """Return a length of time in the largest honest unit: "20 days", "5 weeks", "8 months"."""
    if days < 3 * DAYS_IN_A_WEEK:
        return plural(days, "day")
    if days < WEEKS_UNTIL:
        return plural(days // DAYS_IN_A_WEEK, "week")
    if days < MONTHS_UNTIL_DAYS:
        return plural(int(days / DAYS_IN_A_MONTH), "month")
    return plural(days // 365, "year")


def distance_words(distance_km: float | None, is_about: bool = False) -> str:
    """Return a distance, like "1.2 km", "300 m" or "about 3 km".

    Unit in: kilometres. `is_about` is set when the postcode was only known to its sector or outward code;
    then no more than whole kilometres are said. None gives "distance not known".
    """
    if distance_km is None:
        return "distance not known"
    if is_about:
        return f"about {max(1, round(distance_km))} km"
    if distance_km < 0.95:
        return f"{max(100, round(distance_km * 10) * 100)} m"
    if distance_km < 9.95:
        return f"{distance_km:.1f} km"
    return f"{round(distance_km)} km"


def pounds(amount_pounds: Decimal | int) -> str:
    """Return pounds with thousands marked, like "£32,000" or "£7.50"; pence only where there are some."""
    amount = Decimal(amount_pounds)
    sign = "-" if amount < 0 else ""
    figure = f"{abs(amount):,.0f}" if amount == amount.to_integral_value() else f"{abs(amount):,.2f}"
    return f"{sign}£{figure}"


def score(value: Fraction | float | None) -> str:
    """Return a score as people read it, to two decimals at the most; what is half-way goes up: 5.125 is "5.13"."""
    if value is None:
        return "–"
    exact = Fraction(value)
    hundredths = (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{hundredths.normalize():f}" if hundredths else "0"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun, like "1 person" or "1,240 people"; the plural adds "s" unless given."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def life_area_label(slug: str) -> str:
    """Return a life area's name from its slug. Raises `ValueError` on one that nobody knows."""
    return life_areas.LifeArea(slug).label


FILTERS: dict[str, Callable[..., str]] = {
    "date_words": date_words,
    "short_date_words": short_date_words,
    "time_words": time_words,
    "days_ago_words": days_ago_words,
    "span_words": span_words,
    "distance_words": distance_words,
    "pounds": pounds,
    "plural": plural,
    "life_area_label": life_area_label,
}
