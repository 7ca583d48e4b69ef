"""Faults to plant in the sample EPUB, and what the checks say of them."""

from __future__ import annotations

import re
from collections.abc import Callable

import epub_samples as samples
from essay_press.check.epub import reports
from essay_press.check.report import Report

__all__ = [
    "COVER",
    "CSS",
    "ESSAY",
    "FONTS_CSS",
    "NAV",
    "NCX",
    "NOTES",
    "NOTICE",
    "PACKAGE",
    "Change",
    "caught",
    "cut",
    "report",
    "swap",
]

PACKAGE = "EPUB/package.opf"
NAV = "EPUB/nav.xhtml"
NCX = "EPUB/toc.ncx"
CSS = "EPUB/css/book.css"
FONTS_CSS = "EPUB/css/fonts.css"
COVER = "EPUB/text/cover.xhtml"
NOTICE = "EPUB/text/notice.xhtml"
ESSAY = "EPUB/text/essay.xhtml"
NOTES = "EPUB/text/notes.xhtml"

Change = Callable[[str], str]


def swap(old: str, new: str) -> Change:
    """Return a change of the first `old` into `new`."""
    return lambda text: text.replace(old, new, 1)


def cut(pattern: str, new: str = "") -> Change:
    """Return a change of the first match of `pattern`."""
    return lambda text: re.sub(pattern, new, text, count=1, flags=re.DOTALL)


def report(name: str, data: bytes) -> Report:
    """Return the report of one check, made against the sample essay."""
    return next(item for item in reports(data, samples.essay()) if item.name == name)


def caught(name: str, data: bytes) -> list[str]:
    """Return the codes that one check finds in an EPUB."""
    return sorted({item.code for item in report(name, data).diagnostics})
