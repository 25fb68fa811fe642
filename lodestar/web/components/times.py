"""A time of day as people type it."""

import re
from datetime import time

from django import forms

_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>am|pm)?", re.IGNORECASE)


def typed_time(typed: str) -> time:
    """Return the time of day that was typed. Raises `ValidationError` for words that are none."""
    told = _CLOCK.fullmatch(typed.strip())
    hour, minute = (int(told["hour"]), int(told["minute"] or 0)) if told else (99, 0)
    if told and told["half"] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if told["half"].lower() == "pm" else 0)
    if hour > 23 or minute > 59:
        raise forms.ValidationError("Enter the time, like 2:30 pm or 14:30")
    return time(hour, minute)
