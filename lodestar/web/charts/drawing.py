"""The few shapes that our charts are drawn with. Unit of every length: SVG user units, about one CSS pixel.

No style attributes anywhere: the content security policy blocks them. Colour and weight come from classes.
"""

import math
from collections.abc import Iterable
from textwrap import wrap

from markupsafe import Markup

WIDE = 760
NARROW = 300
TEXT_HEIGHT = 20
# A cautious mean width of a letter at 16 px; text is wrapped by it, as a server cannot measure.
LETTER_WIDTH = 8.2
BOLD_LETTER_WIDTH = 8.8
ROUND_STEPS = (1, 2, 2.5, 5, 10)


def number(value: float) -> str:
    """Return a coordinate with at most one decimal, so that drawings are small and equal on every machine."""
    return f"{value:.1f}".removesuffix(".0")


def figure(value: float) -> str:
    """Return a figure as people read it: no needless decimal, thousands marked."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def text(x: float, y: float, words: str, *, anchor: str = "start", classes: str = "") -> Markup:
    """Return one line of text that stands on `y`."""
    return Markup('<text x="{}" y="{}" text-anchor="{}" class="{}">{}</text>').format(
        number(x), number(y), anchor, classes, words
    )


def text_lines(x: float, y: float, words: str, *, width: float, most: int = 2, classes: str = "") -> Markup:
    """Return words wrapped to `width`, the first line on `y`; what is over `most` lines is cut."""
    lines = wrapped(words, width=width, most=most)
    return join(text(x, y + row * TEXT_HEIGHT, line, classes=classes) for row, line in enumerate(lines))


def wrapped(words: str, *, width: float, most: int) -> list[str]:
    """Return words as lines that fit into `width`; what is over `most` lines is cut."""
    lines = wrap(words, max(6, int(width / LETTER_WIDTH)))
    if len(lines) > most:
        return [*lines[: most - 1], lines[most - 1].rstrip(" ,.") + "…"]
    return lines


def line(x1: float, y1: float, x2: float, y2: float, *, classes: str) -> Markup:
    """Return a straight line."""
    return Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>').format(
        number(x1), number(y1), number(x2), number(y2), classes
    )


def bar(x: float, y: float, width: float, height: float, *, classes: str) -> Markup:
    """Return an upright rectangle."""
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>').format(
        number(x), number(y), number(max(width, 0)), number(height), classes
    )


def dot(x: float, y: float, radius: float, *, classes: str) -> Markup:
    """Return a circle."""
    return Markup('<circle cx="{}" cy="{}" r="{}" class="{}"/>').format(number(x), number(y), number(radius), classes)


def polyline(points: Iterable[tuple[float, float]], *, classes: str) -> Markup:
    """Return a line through points."""
    path = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return Markup('<polyline points="{}" class="{}"/>').format(path, classes)


def curve(x1: float, y1: float, x2: float, y2: float, *, classes: str) -> Markup:
    """Return a line that leaves and arrives level."""
    middle = (x1 + x2) / 2
    return Markup('<path d="M{} {}C{} {} {} {} {} {}" class="{}"/>').format(
        *(number(value) for value in (x1, y1, middle, y1, middle, y2, x2, y2)), classes
    )


def shape(rings: Iterable[Iterable[tuple[float, float]]], *, classes: str) -> Markup:
    """Return a filled shape; a ring within another is a hole."""
    path = "".join(
        "M" + "L".join(f"{number(x)} {number(y)}" for x, y in ring) + "Z" for ring in (list(one) for one in rings)
    )
    return Markup('<path d="{}" class="{}"/>').format(path, classes)


def join(parts: Iterable[Markup]) -> Markup:
    """Return parts one after the other."""
    return Markup("").join(parts)


def svg(body: Markup, *, key: str, size: str, width: float, height: float, title: str, description: str) -> Markup:
    """Return a whole drawing, named and described for a screen reader. `size`: "wide" or "narrow"."""
    name = f"{key}-{size}"
    return Markup(
        '<svg class="ls-chart__svg ls-chart__svg--{size}" viewBox="0 0 {width} {height}" role="img" '
        'aria-labelledby="{name}-title" aria-describedby="{name}-desc">'
        '<title id="{name}-title">{title}</title><desc id="{name}-desc">{description}</desc>{body}</svg>'
    ).format(
        size=size,
        width=number(width),
        height=number(height),
        name=name,
        title=title,
        description=description,
        body=body,
    )


def steps(highest: float, *, about: int) -> tuple[float, ...]:
    """Return round axis values from 0 to at or above `highest`, about that many steps."""
    if highest <= 0:
        return (0, 1)
    rough = highest / about
    magnitude = 10 ** math.floor(math.log10(rough))
    step = next(nice * magnitude for nice in ROUND_STEPS if nice * magnitude >= rough)
    # Waits and people come whole, so an axis never counts in less than ones.
    step = max(step, 1)
    return tuple(index * step for index in range(math.ceil(highest / step) + 1))
