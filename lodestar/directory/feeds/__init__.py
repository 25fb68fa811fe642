"""Feeds that the place follows: how often each is read, and what is wrong when one dies, halves or is empty."""
