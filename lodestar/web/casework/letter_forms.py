"""The forms of letters: one to write, and one that came on paper, with or without somebody known here."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings

from lodestar.referrals.asking.actions import NewRequest
from lodestar.referrals.asking.models import HelpRequest
from lodestar.referrals.course.models import ContactChoice
from lodestar.referrals.letters.models import Letter
from lodestar.rules import referral_letters
from lodestar.rules.life_areas import LIFE_AREAS
from lodestar.rules.referral_letters import Addressee, Part
from lodestar.web.components import day_field, fields
from lodestar.web.components.forms import PageForm

_TO = {
    Addressee.SERVICE: "The service",
    Addressee.REFERRER: "Whoever referred them",
    Addressee.PERSON: "The person",
}
_PARTS = {
    Part.BORN_ON: "When they were born",
    Part.REACH: "Their phone number and e-mail address",
    Part.SPEAK: "How they like to be spoken to, and what they need",
    Part.HOPES: "What they hope for, in their words",
}


class WriteForm(PageForm):
    """To whom, what goes in, and words."""

    addressee = fields.RadiosField(label="Who is it for?", missing="Choose who it is for")
    chosen = fields.CheckboxesField(
        label="If it goes to the service, what do they want in it?",
        hint="Ask them. They agreed that these may be shared for this referral. Nothing else goes in but their name.",
        required=False,
        choices=tuple((part.value, _PARTS[part]) for part in referral_letters.TO_CHOOSE),
    )
    words = fields.LongTextField(
        label="What do you want to add?",
        hint="They can read every letter. Write as you would speak with them in the room.",
        required=False,
        most_characters=4_000,
        rows=6,
    )

    def __init__(self, *args: Any, addressees: tuple[Addressee, ...], **kwargs: Any) -> None:
        """Make the form for somebody who may write to these."""
        super().__init__(*args, **kwargs)
        offered = self.fields["addressee"]
        assert isinstance(offered, fields.RadiosField), "one reader is chosen"
        offered.choices = [(one.value, _TO[one]) for one in addressees]
        if Addressee.SERVICE not in addressees:
            del self.fields["chosen"]


class _CameForm(PageForm):
    """What every letter that came says: from whom, how, of which day."""

    from_whom = fields.TextField(
        label="Who wrote it?",
        hint="Name, and where they work",
        missing="Enter who wrote it",
        max_length=120,
        error_messages={"max_length": "Use 120 letters or fewer"},
    )
    came_by = fields.RadiosField(label="How did it come?", missing="Choose how it came", choices=Letter.Came.choices)
    dated_on = day_field.DayField(label="Which day is on it?", missing="Enter the day on it, like 27 3 2026")
    words = fields.LongTextField(
        label="What does it say?",
        hint="Type in what asks for something, so that it can be read aloud and found.",
        missing="Type in what it says",
        most_characters=4_000,
        rows=8,
    )

    file = fields.FileField(
        label="The letter itself, if you have it as a file",
        hint="A PDF, or a photograph as JPEG or PNG, up to 5 MB. They can open it too.",
        required=False,
        allow_empty_file=True,
        accept=".pdf,.jpg,.jpeg,.png",
    )

    def __init__(self, *args: Any, today: date, sent_bytes: int = 0, **kwargs: Any) -> None:
        """Make the form for somebody who types it in today. `sent_bytes` is how much came with the request."""
        super().__init__(*args, **kwargs)
        self.today = today
        self.sent_bytes = sent_bytes

    def clean_file(self) -> bytes:
        """Return what is in the file, nothing without one. Raises `ValidationError` for what is not kept."""
        given = self.cleaned_data["file"]
        # What is larger than a request may be is dropped on the way, and only its size is known.
        is_dropped = given is None and self.sent_bytes > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
        if is_dropped or (given is not None and given.size > referral_letters.MOST_FILE_BYTES):
            raise forms.ValidationError("The file is larger than 5 MB. Scan it in grey, or send fewer pages")
        if given is None:
            return b""
        content: bytes = given.read()
        if referral_letters.kind_of_file(content) is None:
            raise forms.ValidationError("Choose a PDF, a JPEG or a PNG. Other files are not kept")
        return content

    def clean_dated_on(self) -> date:
        """Return the day. Raises `ValidationError` for one that is still to come."""
        day: date = self.cleaned_data["dated_on"]
        if day > self.today:
            raise forms.ValidationError("The day is still to come. Enter the day that stands on the letter")
        return day


class CameForm(_CameForm):
    """A letter about a referral that is here."""


class AskedByLetterForm(_CameForm):
    """A referral on paper about somebody: what a request at the front door needs, beside the letter."""

    asker = fields.RadiosField(
        label="Where is it from?",
        missing="Choose where it is from",
        choices=(
            (HelpRequest.Asker.GP.value, "A GP practice"),
            (HelpRequest.Asker.AGENCY.value, "Another service"),
            (HelpRequest.Asker.CARER.value, "Somebody who cares for them"),
            (HelpRequest.Asker.SELF.value, "The person"),
        ),
    )
    asker_contact = fields.TextField(
        label="How do you reach who wrote it?",
        hint="A telephone number or an e-mail address",
        missing="Enter how to reach who wrote it",
        max_length=200,
    )
    preferred_name = fields.TextField(label="Who is it about?", missing="Enter their name", max_length=80)
    born_on = day_field.DayField(label="When were they born, if it says?", required=False, example="27 3 1981")
    telephone = fields.TextField(label="Their telephone number, if it says", required=False, max_length=40)
    postcode = fields.TextField(label="Their postcode, if it says", required=False, max_length=10)
    has_agreed = fields.TickField(label="It says that they were asked and agreed", required=False)
    life_area = fields.RadiosField(
        label="Which part of life is it about most?",
        missing="Choose a part of life",
        choices=tuple((area.value, area.label) for area in LIFE_AREAS),
    )

    field_order = ("asker", "from_whom", "asker_contact", "came_by", "dated_on", "preferred_name", "born_on",
                   "telephone", "postcode", "life_area", "words", "file", "has_agreed")  # fmt: skip

    @property
    def request(self) -> NewRequest:
        """What is asked at the front door: by telephone where there is a number, by letter where there is none."""
        given = self.cleaned_data
        return NewRequest(
            asker=given["asker"],
            asker_name=given["from_whom"],
            asker_contact=given["asker_contact"],
            preferred_name=given["preferred_name"],
            words=given["words"],
            way=(ContactChoice.Way.TELEPHONE if given["telephone"] else ContactChoice.Way.LETTER).value,
            has_agreed=given["has_agreed"],
            born_on=given["born_on"],
            telephone=given["telephone"],
            postcode=given["postcode"],
            life_areas=(given["life_area"],),
        )
