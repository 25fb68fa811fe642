"""What the finder keeps: the place's own ways to say things, what nobody found, and short lists that are shared."""
