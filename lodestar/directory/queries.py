"""Every read of the directory, by the name that callers use. Services are public: all may look."""

from lodestar.directory.details import ServiceDetail, service_detail
from lodestar.directory.glances import Glance, glances
from lodestar.directory.menus import Menu, MenuOffer, candidates_for, menu_for, offer_for
from lodestar.directory.searching import SearchCriteria, SearchResults, search_services

__all__ = [
    "Glance",
    "Menu",
    "MenuOffer",
    "SearchCriteria",
    "SearchResults",
    "ServiceDetail",
    "candidates_for",
    "glances",
    "menu_for",
    "offer_for",
    "search_services",
    "service_detail",
]
