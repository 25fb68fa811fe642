"""What is sent by e-mail about signing in. It never names a service, an illness or the place.

A letter may be read on a lock screen, or by somebody else.
"""

from django.core.mail import EmailMessage

INVITATION_SUBJECT = "Your sign-in link"
ASKED_FOR_SUBJECT = "Your sign-in link"

INVITATION = """Hello,

Here is the link that we talked about. It works once, in the next 7 days:

{address}

It asks for the 6 numbers that you were given.

If you were not expecting this, you need do nothing. The link opens nothing without the numbers.
"""

ASKED_FOR = """Hello,

Here is the link that you asked for. It works once, in the next 15 minutes:

{address}

If you did not ask for it, you need do nothing.
"""

ADDRESS_IN_USE = """Hello,

Somebody asked for a new sign-in link for this e-mail address. The address has an account already, so no new one
was made.

If that was you, give a different e-mail address for the new account. If it was not, you need do nothing.
"""

NO_LINK = """Hello,

Somebody asked for a sign-in link for this e-mail address. No link can be sent to it.

If that was you, try another e-mail address of yours. If you sign in for your work, use your password or your
passkey. If you did not ask, you need do nothing.
"""


RESET_SUBJECT = "Your password"

FORGOTTEN = """Hello,

Here is the link to choose a new password. It works once, in the next 30 minutes:

{address}

If you did not ask for it, you need do nothing. Your password stays as it is.
"""

NOTHING_TO_RESET = """Hello,

Somebody asked for a new password for this e-mail address. No password belongs to it, so there is none to change.

If that was you, try another e-mail address of yours, or ask for a sign-in link instead. If it was not, you need do
nothing.
"""


def send_letter(*, to: str, words: str, address: str = "", subject: str = ASKED_FOR_SUBJECT) -> None:
    """Send one of the letters above, with `address` in its place."""
    EmailMessage(subject=subject, body=words.format(address=address), to=[to]).send()
