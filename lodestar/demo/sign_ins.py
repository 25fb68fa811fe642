"""Who can sign in to the demo place, and with what. Standard library only: settings may read it."""

from dataclasses import dataclass

# Known to everybody, so it opens nothing but the demo, which is served on loopback only.
PASSWORD = "harbourne-demo"  # noqa: S105


@dataclass(frozen=True)
class DemoSignIn:
    """One user worth being: who they are, their e-mail address, and what they can do."""

    label: str
    email: str
    can: str


DEMO_SIGN_INS = (
    DemoSignIn("Priya, care navigator", "priya@example.org", "a caseload of 45; finds support and refers"),
    DemoSignIn("Helen, key worker", "helen@example.org", "a caseload of 100 in the community team"),
    DemoSignIn("Hana, young people's team", "hana@example.org", "moves at 17 and a half, who was turned away, schools"),
    DemoSignIn("Dee, recovery worker", "dee@example.org", "rings Sarah every Tuesday"),
    DemoSignIn("Farida, debt and benefits desk", "farida@example.org", "answers referrals at Harbourne Money Advice"),
    DemoSignIn("Dolores, allotment desk", "dolores@example.org", "answers referrals at Gull Lane Growers"),
    DemoSignIn("Mandeep, health clinic desk", "mandeep@example.org", "answers referrals at the Body and Mind clinic"),
    DemoSignIn("Martin, floating support desk", "martin@example.org", "answers referrals at Breakwater Homes"),
    DemoSignIn("Omar", "omar@example.org", "his own plan, people and sharing"),
    DemoSignIn("Sarah", "sarah@example.org", "her own plan, people and sharing"),
    DemoSignIn("Maureen, supporter", "maureen@example.org", "what Sarah shares with her, and nothing else"),
    DemoSignIn("Bel, lived-experience partner", "bel@example.org", "helps people to write their stories"),
    DemoSignIn("Seun, provider manager", "seun@example.org", "The Tidewater Trust: its desk and its entries"),
    DemoSignIn("Judith, commissioner", "judith@example.org", "the figures, and nobody's record"),
    DemoSignIn("Daniel, place lead", "daniel@example.org", "the figures and the directory"),
    DemoSignIn("Nia, analyst", "nia@example.org", "the figures, and nobody's record"),
    DemoSignIn("Sam, system administrator", "sam@example.org", "staff and imports, and nobody's record"),
    DemoSignIn("Anwen, information lead", "anwen@example.org", "emergency openings, like records, the imports"),
)


def invitation(*, address: str) -> str:
    """Return what the command line says when the demo is ready."""
    width = max(len(sign_in.email) for sign_in in DEMO_SIGN_INS)
    lines = [f"  {one.email:<{width}}  {one.label}: {one.can}" for one in DEMO_SIGN_INS]
    return "\n".join(
        [
            "",
            f"Harbourne Bay is at {address} (everything and everybody in it is invented).",
            f"Sign in with the password {PASSWORD} as:",
            *lines,
            "",
        ]
    )
