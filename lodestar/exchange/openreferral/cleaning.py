"""Repairs to single values of a feed. Each returns the value that we keep and a note when it changed something."""

import html
import re
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from time import strptime
from typing import Any
from zoneinfo import ZoneInfo

import nh3

LONDON = ZoneInfo("Europe/London")
OLDEST_AGE = 120
NIL_UUID = "00000000-0000-0000-0000-000000000000"
_BLANK = frozenset({"", "null", "none", "n/a", "na", "nan", "undefined", "-"})
_BLOCK_END = re.compile(r"</(?:p|div|h[1-6]|ul|ol|table|tr|section)\s*>|<(?:p|div|h[1-6]|ul|ol)\b[^>]*>", re.IGNORECASE)
_LINE_END = re.compile(r"<br\s*/?>|</li\s*>", re.IGNORECASE)
_ITEM = re.compile(r"<li\b[^>]*>", re.IGNORECASE)
_MARKUP = re.compile(r"<[a-zA-Z/!][^>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
_ODD_SPACE = re.compile(r"[\s\xa0\u200b]{2}|[\r\t\n\xa0\u200b]")
_SPACES = re.compile(r"[ \t]+")
_LINE_SPACES = re.compile(r" ?\n ?")
_MANY_LINES = re.compile(r"\n{3,}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_HOST = re.compile(r"^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?:[/?#].*)?$", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"^[a-z][a-z0-9+-]*:(?!\d)", re.IGNORECASE)
_DATE_ORDERS = ("%d/%m/%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d")


def plain(value: Any) -> str:
    """Return `value` as trimmed text: numbers as written, lists joined, "null" and its like as nothing."""
    if value is None or value is False:
        return ""
    if isinstance(value, list):
        return ", ".join(text for text in map(plain, value) if text)
    if isinstance(value, dict):
        return plain(value.get("name") or value.get("label") or "")
    text = str(value).replace("\x00", "").strip()
    if not text.isascii():
        # Half of a letter of two, which some exports leave behind, is none: no database takes it.
        text = text.encode("utf-8", "replace").decode()
    return "" if text.lower() in _BLANK else text


def key_of(value: Any) -> str:
    """Return a source's id as text; the all-zero UUID and blank are no id at all."""
    text = plain(value)
    if text.endswith(".0") and text[:-2].isdigit():
        text = text[:-2]
    return "" if text in (NIL_UUID, "0", "-1") else text


def words(value: Any) -> tuple[str, str]:
    """Return text without markup: paragraphs parted by empty lines, list items on their own lines."""
    text = plain(value)
    if not text:
        return "", ""
    had_markup = bool(_MARKUP.search(text))
    if had_markup:
        text = _BLOCK_END.sub("\n\n", _ITEM.sub("\n- ", _LINE_END.sub("\n", text)))
        for _ in range(2):  # twice: some feeds escape their markup and then escape it again
            cleaned = nh3.clean(text, tags=set(), clean_content_tags={"script", "style"})
            text = html.unescape(cleaned)
            if not _MARKUP.search(text):
                break
    elif not _ODD_SPACE.search(text):
        return text, ""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").replace("\u200b", "")
    text = _SPACES.sub(" ", text)
    text = _LINE_SPACES.sub("\n", text)
    text = _MANY_LINES.sub("\n\n", text).strip()
    return text, "markup read as plain text" if had_markup else ""


def line(value: Any, longest: int) -> tuple[str, str]:
    """Return one line of text without markup, at most `longest` characters."""
    text, note = words(value)
    text = " ".join(text.split())
    if len(text) > longest:
        return text[: longest - 1].rstrip() + "…", f"text of {len(text)} characters cut to {longest}"
    return text, note


def age(value: Any, *, what: str) -> tuple[int | None, str]:
    """Return an age in whole years. Minus one, blank and ages past 120 are none."""
    text = plain(value)
    if not text:
        return None, ""
    try:
        years = int(float(text))
    except (ValueError, OverflowError):
        return None, f'{what} "{text[:40]}" is not a number: read as none'
    if years < 0 or years > OLDEST_AGE:
        return None, f"{what} {text[:40]} read as none"
    return years, ""


def ages(low: Any, high: Any) -> tuple[int | None, int | None, list[str]]:
    """Return the youngest and the oldest age, and notes; a pair that contradicts itself is none."""
    minimum, note_low = age(low, what="minimum age")
    maximum, note_high = age(high, what="maximum age")
    notes = [note for note in (note_low, note_high) if note]
    if minimum is not None and maximum is not None and minimum > maximum:
        notes.append(f"minimum age {minimum} is above maximum age {maximum}: both read as none")
        return None, None, notes
    return minimum, maximum, notes


def web_and_email(url: Any, email: Any) -> tuple[str, str, list[str]]:
    """Return a web address with its scheme, an e-mail address, and notes. Each is found where it was put."""
    url_text, email_text, notes = plain(url), plain(email), []
    web = _web(url_text)
    mail = _EMAIL.search(email_text)
    if url_text and not web:
        astray = _EMAIL.search(url_text)
        if astray:
            notes.append("an e-mail address stood in the web field: moved")
            mail = mail or astray
        else:
            notes.append("the web field holds no web address: left out")
    if email_text and not _EMAIL.search(email_text):
        astray_web = _web(email_text)
        notes.append(
            "a web address stood in the e-mail field: moved" if astray_web else "the e-mail field holds no address"
        )
        web = web or astray_web
    if web and not web.lower().endswith(url_text.lower()) and url_text and not notes:
        notes.append("words after the web address left out")
    elif web and web != url_text and not notes:
        notes.append("web address written without its scheme: https:// added")
    found = mail.group(0).strip(".'") if mail else ""
    if found and "@" in email_text and found != email_text:
        notes.append("e-mail field held more than one address or words: the first address kept")
    return web[:1000], found if len(found) <= 254 else "", notes


def _web(text: str) -> str:
    if not text or _EMAIL.fullmatch(text) or text.lower().startswith("mailto:"):
        return ""
    first = text.split(maxsplit=1)[0].rstrip(",;")
    if re.match(r"https?://[^\s/]+", first, re.IGNORECASE):
        return first
    if _OTHER_SCHEME.match(first):
        return ""
    repaired = re.sub(r"^(?:https?(?=[:/\\]))?[:/\\]*", "", first, flags=re.IGNORECASE)
    if _HOST.match(repaired) and "@" not in repaired and not re.fullmatch(r"[\d.]+", repaired):
        return "https://" + repaired
    return ""


def coordinates(latitude: Any, longitude: Any) -> tuple[float | None, float | None, str]:
    """Return WGS84 degrees inside the United Kingdom, or none with a note. A swapped pair is put right."""
    written = (plain(latitude), plain(longitude))
    if not any(written):
        return None, None, ""
    try:
        north, east = float(written[0]), float(written[1])
    except ValueError:
        return None, None, "coordinates are not numbers: to be placed by postcode"
    if (north, east) == (0.0, 0.0):
        return None, None, "coordinates 0,0: to be placed by postcode"
    if _is_in_the_country(north, east):
        return north, east, ""
    if _is_in_the_country(east, north):
        return east, north, "latitude and longitude were swapped: put right"
    return None, None, "coordinates are outside the country: to be placed by postcode"


def _is_in_the_country(north: float, east: float) -> bool:
    # The United Kingdom with its islands, in WGS84 degrees.
    return 49.8 <= north <= 60.9 and -8.7 <= east <= 1.8


def moment(value: Any) -> tuple[datetime | None, str]:
    """Return an instant in UTC. One without a zone is taken as London time, with a note."""
    text = plain(value)
    if not text:
        return None, ""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        found = day(text)
        if found is None:
            return None, f'"{text[:40]}" is not a time that we can read'
        read = datetime.combine(found, time.min)
    if read.tzinfo is not None:
        return read.astimezone(UTC), ""
    return read.replace(tzinfo=LONDON).astimezone(UTC), "time without a zone taken as London time"


def day(value: Any) -> date | None:
    """Return a date, from ISO 8601 or the British orders, or None."""
    text = plain(value)
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        pass
    for order in _DATE_ORDERS:
        try:
            return date(*strptime(text, order)[:3])
        except ValueError:
            continue
    return None


def pounds(value: Any) -> tuple[Decimal | None, str]:
    """Return an amount with two decimal places, from a number or text such as "£8.00"."""
    text = plain(value)
    if not text:
        return None, ""
    try:
        amount = Decimal(re.sub(r"[£$€,\s]", "", text)).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None, f'amount "{text[:40]}" is not a number: kept in words'
    if not amount.is_finite() or abs(amount) >= Decimal(10) ** 8:
        return None, f'amount "{text[:40]}" is too large: kept in words'
    return amount, ""


_NUMBER = re.compile(r"\+?\(?\d[\d\s().\-/]*\d|\b\d{3}\b")
_EXTENSION = re.compile(r"(?:\bext(?:ension)?\b\.?|\bx\.?|#)\s*:?\s*(\d{1,6})\b", re.IGNORECASE)


def phone(value: Any) -> tuple[str, str, str]:
    """Return a telephone number, its extension, and the words that stood with it; "" for what is not there."""
    text = plain(value).strip("\"' ")
    extension = ""
    found_extension = _EXTENSION.search(text)
    rest = text
    if found_extension and found_extension.start() > 0:
        extension = found_extension.group(1)
        rest = text[: found_extension.start()] + " " + text[found_extension.end() :]
    found = _NUMBER.search(rest)
    if found is None or sum(letter.isdigit() for letter in found.group(0)) < 3:
        return "", "", text
    number = " ".join(found.group(0).split()).rstrip("/.- ")
    if number.count("(") > number.count(")"):
        number = number.replace("(", "", 1)
    note = " ".join((rest[: found.start()] + " " + rest[found.end() :]).split()).strip(" :;,.-\u2013()")
    return number[:60], extension, note


_STATUS = {
    "active": "active",
    "open": "active",
    "yes": "active",
    "true": "active",
    "published": "active",
    "verified": "active",
    "approved": "active",
    "inactive": "inactive",
    "closed": "inactive",
    "no": "inactive",
    "draft": "inactive",
    "pending": "inactive",
    "suspended": "inactive",
    "temporarily closed": "temporarily closed",
    "temporarily_closed": "temporarily closed",
    "defunct": "defunct",
    "ended": "defunct",
    "archived": "defunct",
    "deleted": "defunct",
}


def status(value: Any) -> tuple[str, str]:
    """Return one of ORUK's four states. Blank is active, as the source lists it; an unknown code too, with a note."""
    text = plain(value)
    if not text:
        return "active", ""
    known = _STATUS.get(text.lower())
    if known:
        return known, ""
    return (
        "active",
        f'status "{text[:40]}" is a code that we do not know: read as active, because the source lists it',
    )


def yes_no(value: Any) -> bool | None:
    """Return whether the source says yes or no, or None where it says neither."""
    if isinstance(value, bool):
        return value
    text = plain(value).lower()
    if text in {"true", "yes", "y", "1", "t"}:
        return True
    if text in {"false", "no", "n", "0", "f"}:
        return False
    return None
