"""Data classes made in half the time: their methods are written out when one is first called.

For each data class the standard library writes the text of some eight methods and has it compiled, two thirds of a
millisecond in all: a tenth of a second for ours, at each start of the command, while most are never compared, printed
or hashed. So a method stands for itself until it is called, and is then replaced by what the standard library makes.
Later versions of Python, which compile all methods of a class at once, are left alone.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Any

__all__ = ["swift", "writing"]

HOUSE = "essay_press"
PARAMETERS = ("name", "args", "body", "globals", "locals", "return_type")
"""What the function of the standard library takes that writes a method (3.11 and 3.12)."""
Write = Callable[..., Callable[..., Any]]


def swift() -> None:
    """Let the data classes of this house be made that way from now on, in this process."""
    stock: Any = getattr(dataclasses, "_create_fn", None)
    if stock is not None and stock.__code__.co_varnames[: len(PARAMETERS)] == PARAMETERS:
        dataclasses._create_fn = writing(stock)  # type: ignore[attr-defined] # private


def writing(stock: Write) -> Write:
    """Return a function that writes methods as `stock` does, those of this house on demand."""

    def write(
        name: str,
        args: Iterable[str],
        body: Iterable[str],
        *,
        globals: Mapping[str, Any] | None = None,  # the standard library's names
        locals: Mapping[str, Any] | None = None,
        return_type: Any = dataclasses.MISSING,
    ) -> Callable[..., Any]:
        known = {"globals": globals, "locals": locals, "return_type": return_type}
        if globals is None or str(globals.get("__name__")).partition(".")[0] != HOUSE:
            return stock(name, args, body, **known)
        return _on_demand(name, lambda: stock(name, args, body, **known))

    return write


def _on_demand(name: str, make: Callable[[], Callable[..., Any]]) -> Callable[..., Any]:
    """Return a method that at its first call is replaced by the one that is made then."""
    made: Callable[..., Any] | None = None

    def method(self: Any, *given: Any, **named: Any) -> Any:
        nonlocal made
        if made is None:
            made = make()
            made.__qualname__ = method.__qualname__
        for owner in type(self).__mro__:
            if owner.__dict__.get(name) is method:
                setattr(owner, name, made)
        return made(self, *given, **named)

    method.__name__ = name
    return method
