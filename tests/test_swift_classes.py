"""Data classes whose methods are written on demand: the same classes, and nothing left behind."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from essay_press.swift_classes import swift, writing

STOCK = getattr(dataclasses, "_create_fn", None)
SOURCE = """
from __future__ import annotations
from dataclasses import dataclass, field

@dataclass(frozen=True, slots=True)
class Base:
    "A point."
    x: int
    y: list[int] = field(default_factory=list, compare=False)

@dataclass(frozen=True, slots=True)
class Child(Base):
    "Another."
    z: int = 3
    def __post_init__(self):
        if self.z < 0:
            raise ValueError(self.z)

@dataclass(order=True)
class Ordered:
    "In order."
    a: int
    b: int = field(default=1, repr=False)
"""

pytestmark = pytest.mark.skipif(STOCK is None, reason="this Python compiles the methods of a class at once")


def classes(name: str) -> Any:
    """Return a module of this name with data classes in it."""
    module = sys.modules[name] = ModuleType(name)
    exec(SOURCE, module.__dict__)
    return module


@pytest.fixture
def ours(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Return data classes of this house, made swiftly."""
    monkeypatch.setattr(dataclasses, "_create_fn", writing(STOCK))  # type: ignore[arg-type] # not None here
    yield classes("essay_press.sample")
    del sys.modules["essay_press.sample"]


@pytest.fixture
def theirs() -> Iterator[Any]:
    """Return the same classes as the standard library makes them."""
    yield classes("elsewhere")
    del sys.modules["elsewhere"]


def test_the_function_of_the_standard_library_is_as_relied_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is, it takes what is handed on, and `swift` puts ours in its place."""
    monkeypatch.setattr(dataclasses, "_create_fn", STOCK)
    swift()
    assert dataclasses._create_fn is not STOCK  # type: ignore[attr-defined] # private


def test_they_behave_as_the_standard_librarys_do(ours: Any, theirs: Any) -> None:
    """Made, compared, hashed, printed, copied, pickled, frozen, in order, and refusing what they refuse."""

    def told(module: Any) -> list[Any]:
        one, two, third = module.Base(1), module.Base(x=1, y=[2]), module.Child(1, [2], 4)
        found = [one == two, one != third, hash(one) == hash(two), repr(one), repr(third), third.z]
        found += [repr(copy.deepcopy(third)), repr(dataclasses.replace(third, z=5)), dataclasses.astuple(third)]
        found += [pickle.loads(pickle.dumps(third)) == third, module.Ordered(1, 2) < module.Ordered(1, 3)]
        found += [module.Ordered(1) >= module.Ordered(2), repr(module.Ordered(1)), module.Child.__match_args__]
        attempts = (
            lambda: module.Base(),
            lambda: module.Base(1, w=2),
            lambda: setattr(one, "x", 2),
            lambda: delattr(one, "x"),
            lambda: setattr(third, "w", 2),
            lambda: hash(module.Ordered(1)),
            lambda: module.Child(1, z=-1),
            lambda: module.Ordered(1) < 1,
        )
        for attempt in attempts:
            with pytest.raises((TypeError, ValueError, AttributeError)) as caught:
                attempt()
            found.append((caught.type, str(caught.value)))
        return found

    assert told(ours) == told(theirs)


def test_once_called_a_method_is_the_standard_librarys_own(ours: Any, theirs: Any) -> None:
    """In the class that defines it, whichever class it was called on."""
    before = ours.Base.__init__
    ours.Base(1)
    assert ours.Base.__init__ is not before
    for kind in ("Base", "Child"):
        getattr(ours, kind)(1)
        made, stock = getattr(ours, kind).__init__, getattr(theirs, kind).__init__
        assert made.__code__.co_code == stock.__code__.co_code
        assert made.__qualname__ == stock.__qualname__


def test_other_peoples_classes_are_left_alone(monkeypatch: pytest.MonkeyPatch, theirs: Any) -> None:
    """Their methods are there from the beginning."""
    monkeypatch.setattr(dataclasses, "_create_fn", writing(STOCK))  # type: ignore[arg-type] # not None here
    found = classes("elsewhere.too")
    del sys.modules["elsewhere.too"]
    assert found.Base.__init__.__code__.co_code == theirs.Base.__init__.__code__.co_code


def test_whoever_imports_the_package_has_the_standard_librarys_way() -> None:
    """Only the command changes it."""
    code = (
        "import dataclasses; old = dataclasses._create_fn; import essay_press.cli; assert dataclasses._create_fn is old"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
