"""Every read of the directory, by the name that callers use. Geography and services are public: all may look."""

from lodestar.directory.menus import Menu, MenuOffer, candidates_for, menu_for, offer_for

__all__ = ["Menu", "MenuOffer", "candidates_for", "menu_for", "offer_for"]
