"""How old a reader has to be for a page: a plain measure of sentences and syllables, and a list of words to avoid."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

# Not counted: names, and words of people themselves. Nobody's own words are marked for style.
_LEFT_OUT = {"ls-own-words", "ls-kept-lines"}
_BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "dt", "dd", "label", "legend", "button", "th", "td", "div", "section"}
_VOID = {"br", "img", "input", "meta", "link", "hr", "path", "circle", "use"}

# Words of our trade that a person is not to meet on a page of their own.
JARGON = (
    "caseload|triage|pathway|intervention|outcome measure|discharge|referral|referred on|DNA|did not attend|"
    "MDT|CPA|IAPT|CMHT|service user|client|presenting|non-compliant|compliance|engage(?:ment)? with|disengag|"
    "stakeholder|co-?produc|holistic|signpost|multi-?disciplinary|eligib|threshold|cohort|stepped care|"
    "risk assess|safeguard|consent form|data subject|data controller|lawful basis|legitimate interest|audit|"
    "e\\.g\\.|i\\.e\\.|utilis|commence|pursuant"
)


class _Words(HTMLParser):
    """Gathers the sentences of the main part of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.depth_left_out = 0
        self.is_main = False
        self.lines: list[str] = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = set((dict(attrs).get("class") or "").split())
        if tag == "main":
            self.is_main = True
        if tag in _VOID:
            return
        if self.depth_left_out or classes & _LEFT_OUT or tag in {"script", "svg", "textarea", "strong", "a"}:
            self.depth_left_out += 1
        elif tag in _BLOCKS:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self.is_main = False
        if tag in _VOID:
            return
        if self.depth_left_out:
            self.depth_left_out -= 1
        elif tag in _BLOCKS:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if self.is_main and not self.depth_left_out:
            self.lines[-1] += data


@dataclass(frozen=True)
class Measure:
    """What a page reads like. `age` is the age in years at which most children read it with ease."""

    sentences: int
    words: int
    syllables: int
    longest: str

    @property
    def age(self) -> float:
        """Return the Flesch-Kincaid grade as an age: grade plus five years."""
        grade = 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59
        return grade + 5


def words_of(html: str) -> str:
    """Return what the main part of a page says, a line for each block."""
    parser = _Words()
    parser.feed(html)
    return "\n".join(" ".join(line.split()) for line in parser.lines if line.split())


def measured(text: str) -> Measure:
    """Return the measure of a text; lines of fewer than four words are labels, and no sentences."""
    sentences = [one for line in text.splitlines() for one in re.split(r"(?<=[.!?:])\s+", line)]
    sentences = [one for one in sentences if len(_plain_words(one)) >= 4]
    words = [word for one in sentences for word in _plain_words(one)]
    return Measure(
        sentences=max(len(sentences), 1),
        words=max(len(words), 1),
        syllables=sum(_syllables(word) for word in words),
        longest=max(sentences, key=lambda one: len(_plain_words(one)), default=""),
    )


def jargon_in(text: str) -> list[str]:
    """Return the words of our trade that a text uses."""
    return re.findall(rf"\b(?:{JARGON})\w*", text, flags=re.IGNORECASE)


def _plain_words(sentence: str) -> list[str]:
    return re.findall(r"[A-Za-z][A-Za-z’']*", sentence)


def _syllables(word: str) -> int:
    plain = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", plain))
    if plain.endswith("e") and not plain.endswith(("le", "ee", "ye")) and groups > 1:
        groups -= 1
    if plain.endswith("ed") and not plain.endswith(("ted", "ded")) and groups > 1:
        groups -= 1
    return max(groups, 1)
