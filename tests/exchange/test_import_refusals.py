"""What an import refuses before it changes anything, and with what sentence."""

import pytest

from lodestar.exchange.openreferral import importing
from tests.exchange import feeds


@pytest.mark.parametrize("address", ["ftp://example.org/services.json", "file:///services.json", "FTP://x"])
def test_an_address_of_another_kind_is_told_which_are_read(address: str) -> None:
    with pytest.raises(importing.ImportRefused, match="Only addresses that begin with http:// or https:// are read"):
        feeds.run(address)
