"""What waits are called in words, on every page that shows published figures."""

from datetime import date

from lodestar.commissioning.models import PublishedResult
from lodestar.indicators import disclosure
from lodestar.rules import parameters
from lodestar.web import filters

NOT_SHOWN = "not shown"


def count_words(result: PublishedResult) -> str:
    """Return how many referrals a row of figures rests on, like "45", "fewer than 5" or "not shown"."""
    if result.count is not None:
        return f"{result.count:,}"
    return fewer_than(result.as_at) if result.hidden_because == disclosure.SMALL_NUMBER else NOT_SHOWN


def fewer_than(day: date) -> str:
    """Return what stands in place of a small number, under the threshold in force on a day."""
    return f"fewer than {parameters.whole_number('small-number-threshold', on=day)}"


def month_words(key: str) -> str:
    """Return the month of a breakdown's key, like "Mar 2026" for "2026-03-01"."""
    return f"{date.fromisoformat(key):%b %Y}"


def number_words(number: int | None) -> str:
    """Return one published figure of a row that is shown."""
    return NOT_SHOWN if number is None else f"{number:,}"


def share_words(result: PublishedResult) -> str:
    """Return a share, like "62%", and "about 60%" where so few stand behind it that it is to the nearest 5."""
    percent = result.values.get("share_within_target_percent")
    if percent is None:
        return NOT_SHOWN
    return f"{'about ' if result.values['count_due'] < 100 else ''}{percent}%"


def in_ten(percent: int) -> str:
    """Return a whole percent as people say it: "6 in 10", "nearly all", "fewer than 1 in 10"."""
    tenths = (percent + 5) // 10
    if tenths == 0:
        return "fewer than 1 in 10"
    return "nearly all" if tenths == 10 else f"{tenths} in 10"


def half_waited(median_days: int) -> str:
    """Return the median as a sentence without its full stop. A person with two referrals waits twice."""
    return f"half of referrals waited {filters.plural(median_days, 'day')} or less"


def headline(result: PublishedResult) -> str:
    """Return what the total says, in one or two short sentences."""
    median, percent = result.values.get("median_days"), result.values.get("share_within_target_percent")
    if median is None:
        return "Too few referrals had a first contact to say how long they waited."
    first = f"{half_waited(median).capitalize()}."
    if percent is None:
        return first
    return f"{first} {in_ten(percent).capitalize()} were met within {result.values['target_days']} days."
