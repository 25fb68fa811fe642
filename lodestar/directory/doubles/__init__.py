"""Entries that may be of one service: found by a rule, decided by a person, and undone when they were wrong."""
