"""What stands around a page: who is signed in, where they are, and the few links every page carries."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class NavItem:
    """One destination in the navigation."""

    label: str
    url: str
    is_current: bool = False


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Everything a layout may use that is not about the page itself.

    `viewer_name` and `role_label` are None for somebody who has not signed in. `crisis_card_url` is given
    to people who have a record of their own, so that the card stays one step away on each of their pages.
    `own_space` tells one person's pages on a device from another's, and no more; empty for everybody else.
    `signs_out_after_minutes`: without use; None where only the twelve hours count. `seconds_left` counts those.
    """

    place_name: str
    viewer_name: str | None = None
    role_label: str | None = None
    nav: tuple[NavItem, ...] = ()
    is_demo: bool = False
    home_url: str = "/"
    help_url: str = "/help/"
    about_url: str = "/about/"
    sign_in_url: str = "/account/login/"
    sign_out_url: str = "/account/logout/"
    crisis_card_url: str | None = None
    own_space: str = ""
    account_url: str = "/account/"
    stay_url: str = "/account/stay/"
    leave_url: str = "/account/leave/"
    signs_out_after_minutes: int | None = None
    seconds_left: int | None = None

    @property
    def is_signed_in(self) -> bool:
        """Return whether a name is there to greet."""
        return self.viewer_name is not None


@dataclass(frozen=True, kw_only=True)
class PersonStrip:
    """The strip that stays on top inside somebody's record, so that nobody writes in the wrong one.

    `name` is the name as the person likes it. `how_to_speak` and `alerts` hold only what the person agreed
    to show.
    """

    name: str
    url: str
    pronouns: str | None = None
    born: str | None = None
    how_to_speak: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BackLink:
    """The way back from a page: each page below a destination has one."""

    label: str
    url: str
