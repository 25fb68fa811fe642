"""NHS numbers as people type them. Never in an address, a log line or an exception."""

import nhs_number


class NotAnNhsNumber(ValueError):
    """The words are no NHS number: too few digits, or the last one does not agree with the others."""


def tidied(typed: str) -> str:
    """Return the ten digits of an NHS number, or empty for nothing typed.

    Spaces and hyphens do not matter; the last digit is checked by modulus 11.
    Raises NotAnNhsNumber, without the number.
    """
    if not typed.strip():
        return ""
    digits = "".join(letter for letter in typed if not letter.isspace() and letter not in "-\u2013")
    if not (digits.isascii() and digits.isdigit() and nhs_number.is_valid(digits)):
        raise NotAnNhsNumber
    return digits
