"""A person's own copy as a tagged PDF: their words first, then everything else, table by table, in plain words."""

import json
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from lodestar.people.voice.copying import Column, OwnCopy, Table
from lodestar.rules.life_areas import LIFE_AREAS
from lodestar.web import filters

_TEMPLATE = Path(__file__).with_name("own_copy.typ")

# In this order; a table without a title here comes after them under the name that its model has.
TITLES = {
    "people.Person": "About me",
    "plans.Need": "What I want help with",
    "goals.Goal": "My goals",
    "goals.GoalWords": "My goals, in my words",
    "goals.GoalTurn": "Where my goals are, and what I learned",
    "goals.GoalRating": "How far along I feel, from 0 to 10",
    "goals.PlanStep": "Next steps",
    "conversation.AreaWords": "What I say about the parts of my life",
    "conversation.NeedDecision": "What comes of what I need",
    "conversation.NeedUrgency": "What is urgent",
    "conversation.WorkWish": "What I say about work and learning",
    "conversation.SupportWish": "Which help I want, was offered, and have",
    "conversation.Conversation": "When we went through my plan",
    "wellness.Section": "Keeping well: my headings",
    "wellness.SectionWords": "Keeping well: my words",
    "wellness.WarningSign": "My early signs",
    "wellness.ChoiceAhead": "Choices that I made ahead",
    "wellness.RoutineSlot": "My week",
    "deciding.SharedDecision": "What we had to decide",
    "deciding.DecisionOption": "The options there were",
    "deciding.DecisionMade": "What was chosen, and by whom",
    "deciding.CareRequest": "When more care or less was asked for",
    "deciding.CareDecision": "What the team decided",
    "deciding.Review": "When we looked at my plan",
    "deciding.Stance": "What teams say of my goals",
    "deciding.PlanHandover": "When my plan was handed on",
    "packages.Package": "Packages of help",
    "packages.PackageItem": "What is in them, and what it costs",
    "voice.CrisisCard": "My crisis card",
    "referrals.Referral": "Requests for help",
    "referrals.ReferralStep": "What happened with my requests",
    "letters.Letter": "Letters about me",
    "referrals.Contact": "When we met or spoke",
    "voice.Message": "Messages",
    "voice.Correction": "What was put right",
    "people.Involvement": "Who may see my record",
    "people.Consent": "What I agreed to",
    "people.CommunicationNeed": "How to speak with me",
    "supporting.Supporter": "People I share with",
    "supporting.SupporterTask": "What I asked them to do",
    "voice.Pause": "Breaks that I took",
    "access.AuditEvent": "Who looked, and what was done",
    "voice.NoticeChoice": "My choice about e-mails",
    "voice.Notice": "E-mails that were sent to me",
    "plans.NeedReferral": "Which request is for what",
    "people.RetentionHold": "Why my record is kept longer",
    "people.NameKey": "Spellings by which my name is found",
}
LABELS = {
    "at": "When",
    "by_name": "Who",
    "by_role": "Their role",
    "by_organisation_name": "Where they work",
    "action": "What they did",
    "words": "In words",
    "born_on": "Born on",
    "nhs_number": "NHS number",
    "how_to_speak_to_me": "How I like to be spoken to",
    "what_matters": "What matters to me",
    "strengths": "What I am good at",
    "hopes": "What I hope for",
    "helps": "What helps me",
    "does_not_help": "What does not help me",
    "signs": "How I can tell that a bad time is coming",
    "people": "People I can ring",
    "safe_place": "Where I feel safe",
    "life_areas": "Parts of my life",
    "life_area": "Part of my life",
    "recorded_by_name": "Written down by",
    "recorded_at": "Written down on",
    "kind": "What",
    "after": "Now",
}
_AREAS = {area.value: filters.life_area_label(area) for area in LIFE_AREAS}


def as_pdf(copy: OwnCopy) -> bytes:
    """Return the document. Rows without anything to read, only ids, are counted and stand in the data."""
    import typst

    said = json.dumps(document(copy), ensure_ascii=False)
    made: bytes = typst.compile(_template(), sys_inputs={"copy": said}, format="pdf")
    return made


@cache
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


def document(copy: OwnCopy) -> dict[str, Any]:
    """Return what the document says, as plain values: each table with its title, and each row as lines."""
    known = list(TITLES)
    tables = sorted(copy.tables, key=lambda t: known.index(t.model) if t.model in TITLES else len(known))
    return {
        "title": f"Everything that is kept about {copy.name}",
        "made": f"Made on {filters.date_words(copy.made_at)} at {filters.time_words(copy.made_at)}",
        "year": copy.made_at.year,
        "tables": [_table(table) for table in tables],
    }


def _table(table: Table) -> dict[str, Any]:
    rows = [[_line(column) for column in row if _is_read(column)] for row in table.rows]
    return {
        "title": TITLES.get(table.model, table.title),
        "count": filters.plural(len(table.rows), "entry", "entries"),
        "rows": [row for row in rows if row],
    }


def _is_read(column: Column) -> bool:
    return not column.is_id and not column.name.endswith(("_id", "_hash")) and column.value not in (None, "", [], {})


def _line(column: Column) -> list[str]:
    return [LABELS.get(column.name, column.name.replace("_", " ").capitalize()), _words(column.value)]


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(_words(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_words(one)}" for key, one in value.items())
    text = str(value)
    return _AREAS.get(text) or _moment(text) or text


def _moment(text: str) -> str:
    """Return an ISO date or moment as people read it; empty for anything else."""
    if len(text) < 10 or text[4:5] != "-" or not text[:4].isdigit():
        return ""
    try:
        if len(text) == 10:
            return filters.short_date_words(date.fromisoformat(text))
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return f"{filters.short_date_words(moment)}, {filters.time_words(moment)}"
