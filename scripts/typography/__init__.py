"""How even our lines are, beside those of WeasyPrint, Typst and LuaLaTeX: `make bench-typography`.

The same texts, faces, size and measures go through every engine, and the figures are read from the finished PDFs alone.
"""

__all__: list[str] = []
