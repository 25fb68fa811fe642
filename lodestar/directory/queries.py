"""Every read of the directory, by the name that callers use. Services are public: all may look."""

from lodestar.directory.coverage import HelpCoverage, help_coverage
from lodestar.directory.details import ServiceDetail, service_detail
from lodestar.directory.glances import Glance, glances
from lodestar.directory.import_history import PastImport, Quarantined, QuarantinePage, past_imports, quarantined_rows
from lodestar.directory.menus import Menu, MenuOffer, candidates_for, menu_for, offer_for
from lodestar.directory.searching import SearchCriteria, SearchResults, search_services

__all__ = [
    "Glance",
    "HelpCoverage",
    "Menu",
    "MenuOffer",
    "PastImport",
    "QuarantinePage",
    "Quarantined",
    "SearchCriteria",
    "SearchResults",
    "ServiceDetail",
    "candidates_for",
    "glances",
    "help_coverage",
    "menu_for",
    "offer_for",
    "past_imports",
    "quarantined_rows",
    "search_services",
    "service_detail",
]
