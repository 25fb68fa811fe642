"""The sealed copy for when the computers are down: one page a team, readable without the server."""
