"""Telling somebody outside Lodestar that there is something for them to read. It never says what.

A notice may be read on a lock screen, or by somebody else. So its words are fixed here and nothing can be put
into them but a link. Sending goes through one interface; today it is e-mail, to the address that they sign in with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import connection, transaction


class Notice(StrEnum):
    """What a notice is for. Stored by slug."""

    SOMETHING_NEW = "something-new"
    INVITED = "invited"
    INVITED_WHO_SIGNS_IN = "invited-who-signs-in"
    INVITED_WITH_WORK_ACCOUNT = "invited-with-work-account"
    NEEDED_TODAY = "needed-today"


@dataclass(frozen=True)
class Words:
    """The subject and the text of a notice; `{link}` is the only thing that is ever filled in."""

    subject: str
    text: str


NOTICES: Mapping[Notice, Words] = {
    Notice.SOMETHING_NEW: Words(
        "Something new for you",
        "Hello,\n\nThere is something new for you. Sign in the way you always do to read it.\n\n"
        "You asked for these e-mails. You can stop them when you are signed in.\n",
    ),
    Notice.INVITED: Words(
        "A link for you",
        "Hello,\n\nSomebody you know wants to share something with you. This link works once, in the next 7 days:\n\n"
        "{link}\n\nThey will give you 6 numbers that go with it.\n\n"
        "If you were not expecting this, you need do nothing. The link opens nothing without the numbers.\n",
    ),
    Notice.INVITED_WHO_SIGNS_IN: Words(
        "Something new for you",
        "Hello,\n\nSomebody you know wants to share something with you. Sign in the way you always do to see it.\n\n"
        "They will give you 6 numbers that go with it. If you were not expecting this, you need do nothing.\n",
    ),
    Notice.INVITED_WITH_WORK_ACCOUNT: Words(
        "Something new for you",
        "Hello,\n\nSomebody you know wants to share something with you. This address belongs to an account for work, "
        "so it cannot be used for that. Give them another address of yours.\n",
    ),
    Notice.NEEDED_TODAY: Words(
        "You are needed today",
        "Hello,\n\nSomebody may need you today. Sign in the way you always do: what it is stands on your first page.\n",
    ),
}


class Channel(Protocol):
    """A way to reach somebody."""

    def send(self, *, to: str, words: Words, link: str) -> None:
        """Send the words to an address of this channel."""


class EmailChannel:
    """E-mail, as the settings say."""

    def send(self, *, to: str, words: Words, link: str) -> None:
        """Send one e-mail."""
        EmailMessage(subject=words.subject, body=words.text.format(link=link), to=[to]).send()


CHANNEL: Channel = EmailChannel()


def send(*, to: str, notice: Notice, link: str = "") -> None:
    """Send a notice once the transaction has gone through; what was undone is not told."""
    transaction.on_commit(lambda: CHANNEL.send(to=to, words=NOTICES[notice], link=link))


def tell_person(*, person_id: UUID) -> None:
    """Tell a person that there is something new, if they chose to be told, and not again within a minute.

    Whoever asks has just written to the person; the database checks that, and writes the notice down.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT lodestar_notice_address(%s, %s)", [person_id, Notice.SOMETHING_NEW])
        (address,) = cursor.fetchone()
    if address:
        send(to=address, notice=Notice.SOMETHING_NEW)
