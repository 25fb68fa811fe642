"""On what ground in law each kind of sharing stands. Consent under UK GDPR is not the ground of direct care."""

from enum import StrEnum


class LawfulBasis(StrEnum):
    """A ground, stored by slug with every involvement and every consent.

    Unit: none.  Source: UK GDPR articles 6 and 9; NHS England, consent and confidential patient information,
    28 March 2023; an information governance lead confirms the wording before use.  Checked: 2026-11-22.
    """

    OWN_RECORD = "own-record"
    DIRECT_CARE = "direct-care"
    PERSONS_CHOICE = "persons-choice"
    LEGAL_DUTY = "legal-duty"
    EMERGENCY_CARE = "emergency-care"
    EXPLICIT_CONSENT = "explicit-consent"

    @property
    def words(self) -> str:
        """Return the ground as an information lead reads it."""
        return _WORDS[self]


_WORDS = {
    LawfulBasis.OWN_RECORD: "It is the person's own record: UK GDPR article 15",
    LawfulBasis.DIRECT_CARE: "Direct care: UK GDPR 6(1)(e) and 9(2)(h), with implied consent under confidentiality",
    LawfulBasis.PERSONS_CHOICE: "The person chose it: explicit consent, UK GDPR 6(1)(a) and 9(2)(a)",
    LawfulBasis.LEGAL_DUTY: "A duty in law: UK GDPR 6(1)(c) and 9(2)(h)",
    LawfulBasis.EMERGENCY_CARE: "Care in an emergency: UK GDPR 6(1)(e) and 9(2)(h), or 6(1)(d) for a life at risk",
    LawfulBasis.EXPLICIT_CONSENT: "Outside direct care: explicit consent, UK GDPR 6(1)(a) and 9(2)(a)",
}

OF_INVOLVEMENT: dict[str, LawfulBasis] = {
    "self": LawfulBasis.OWN_RECORD,
    "choice": LawfulBasis.PERSONS_CHOICE,
    "care-team": LawfulBasis.DIRECT_CARE,
    "referral": LawfulBasis.DIRECT_CARE,
    "statutory": LawfulBasis.LEGAL_DUTY,
    "emergency": LawfulBasis.EMERGENCY_CARE,
}
"""The ground of an involvement, by its basis."""

OF_CONSENT: dict[str, LawfulBasis] = {
    "referral": LawfulBasis.DIRECT_CARE,
    "evaluation": LawfulBasis.EXPLICIT_CONSENT,
    "employer": LawfulBasis.EXPLICIT_CONSENT,
    "landlord": LawfulBasis.EXPLICIT_CONSENT,
    "benefits-agency": LawfulBasis.EXPLICIT_CONSENT,
    "carer": LawfulBasis.EXPLICIT_CONSENT,
    "life-events": LawfulBasis.EXPLICIT_CONSENT,
    "story": LawfulBasis.EXPLICIT_CONSENT,
}
"""The ground of what somebody agreed to, by its purpose: agreeing to a referral meets confidentiality, not UK GDPR."""
