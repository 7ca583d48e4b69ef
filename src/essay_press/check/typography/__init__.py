"""How a finished PDF is set: its lines and word spaces, read from the page alone, whichever program made it."""

__all__: list[str] = []
