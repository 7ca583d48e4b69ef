"""A validator that begins threads never leaves them to processes forked later."""

from __future__ import annotations

import os

import pytest

from check_samples import codes, good
from essay_press.build.limits import Limits
from essay_press.build.workers import Call, Workers, can_fork
from essay_press.check.tools import page_validation
from essay_press.check.tools.apart import apart
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import ToolError

pytestmark = pytest.mark.skipif(not can_fork(), reason="nothing can be forked")


def refuse() -> None:
    """Fail as a tool of the house does."""
    raise ToolError(Diagnostic(Severity.ERROR, "EP620", "no"))


def test_what_is_called_apart_returns_what_it_would_here() -> None:
    """The value comes back, from another process."""
    assert apart("x", max, 1, 2) == 2
    assert apart("x", os.getpid) != os.getpid()


def test_errors_of_the_house_come_back_and_deaths_are_told() -> None:
    """A process that ends without a word is a fault of the tool, with its name."""
    with pytest.raises(ToolError, match="no"):
        apart("x", refuse)
    with pytest.raises(ToolError, match="the validator ended with status 3"):
        apart("the validator", os._exit, 3)


def test_a_file_is_proved_in_a_child_after_one_was_proved_here() -> None:
    """The validator's threads of this process are not there in the child, which would wait for them."""
    here = page_validation.validate(good())
    with Workers(1, apart=True, limits=Limits(0, 0, 60)) as at_work:
        at_work.submit(Call("a", page_validation.validate, (good(),)))
        end = at_work.next()
    assert not end.overdue
    assert [codes(item) for item in end.value] == [codes(item) for item in here] == [[], []]
