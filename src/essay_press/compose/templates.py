"""Jinja over the folders of a layout: strict, escaping, child before parent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import LayoutError
from essay_press.model import Layout
from essay_press.resources import own_file

__all__ = ["environment", "render"]


@lru_cache(maxsize=16)
def environment(layout: Layout) -> jinja2.Environment:
    """Return the templates of a layout; `base/cover.html` names a parent's own, `cover.html` the nearest."""
    roots = [root / "parts" for root in layout.roots]
    loaders: list[jinja2.BaseLoader] = [_Loader(root) for root in roots if root.is_dir()]
    loaders.append(jinja2.PrefixLoader({root.parent.name: _Loader(root) for root in roots}))
    # A project may bring layouts of its own, and a project may have been downloaded: a template says what stands on a
    # page, and reaches nothing else.
    return ImmutableSandboxedEnvironment(
        loader=jinja2.ChoiceLoader(loaders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class _Loader(jinja2.FileSystemLoader):
    """Templates of one folder; raises LayoutError for one that is a link to a file outside the layout's folder."""

    def __init__(self, root: Path) -> None:
        """Serve what lies in `root`, the folder `parts` of a layout."""
        super().__init__(root)
        self._layout = root.parent

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return a template's text, its file, and whether it is still the newest."""
        text, name, newest = super().get_source(environment, template)
        own_file(Path(name), self._layout)
        return text, name, newest


def render(templates: jinja2.Environment, name: str, context: Mapping[str, Any]) -> str:
    """Return the part that template `name` writes; raises LayoutError with the template's file and line."""
    try:
        return templates.get_template(name).render(context).strip()
    except jinja2.TemplateNotFound as error:
        message = f"there is no template `{error.name}`"
        hint = f"write parts/{error.name}, or take the part out of layout.toml"
        raise LayoutError(Diagnostic(Severity.ERROR, "EP220", message, None, hint)) from error
    except jinja2.TemplateSyntaxError as error:
        place = Place(error.filename or error.name or name, error.lineno)
        raise LayoutError(Diagnostic(Severity.ERROR, "EP221", f"template error: {error.message}", place)) from error
    except (jinja2.TemplateError, KeyError, TypeError, ValueError) as error:
        place = Place(*_last_template_line(error, name))
        raise LayoutError(Diagnostic(Severity.ERROR, "EP222", f"template failed: {error}", place)) from error


def _last_template_line(error: BaseException, name: str) -> tuple[str, int]:
    """Return the file and line of the innermost template in a traceback."""
    place = (name, 0)
    trace = error.__traceback__
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if filename.endswith(".html"):
            place = (filename, trace.tb_lineno)
        trace = trace.tb_next
    return place
