"""Fifty workers and five hundred people at once, for minutes, through the server that serves in service."""
