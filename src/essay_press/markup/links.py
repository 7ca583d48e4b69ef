"""Links: to the web, to a mail address, or to a name in the essay; everything else is refused."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from lxml import etree

from essay_press.markup.draft import Draft
from essay_press.markup.tree import drop, unwrap
from essay_press.suggest import nearest

__all__ = ["resolve_links"]

_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
_ALLOWED = ("http", "https", "mailto")
_SPACE = re.compile("[\x00-\x20]+")


def resolve_links(draft: Draft) -> None:
    """Check the address of every link, and turn names into ids; needs `draft.names`."""
    for root in (draft.body, *draft.notes.values()):
        for link in list(root.iter("a")):
            if link.get("role") != "doc-noteref":
                _resolve(draft, link)


def _resolve(draft: Draft, link: etree._Element) -> None:
    href = drop(link, "ep-href") or drop(link, "href")
    if not href:
        unwrap(link)
        return
    if any(parent.tag == "a" for parent in link.iterancestors()):
        draft.findings.warning("EP162", "a link stands inside a link and is dropped", draft.place(link))
        unwrap(link)
        return
    scheme = _SCHEME.match(_SPACE.sub("", href))
    if href.startswith("#"):
        _to_name(draft, link, unquote(href[1:]))
    elif scheme is None:
        draft.findings.warning(
            "EP167",
            f"the link to `{href}` leads to a file, which no edition carries; its words are kept without it",
            draft.place(link),
            "link to an address that begins with https://, or to `#name` in this essay",
        )
        unwrap(link)
    elif scheme[1].lower() != "mailto" and scheme[1].lower() in _ALLOWED and not _has_host(href):
        draft.findings.warning(
            "EP167",
            f"the address `{href}` names no place on the web; its words are kept without it",
            draft.place(link),
            "an address begins like https://example.org/",
        )
        unwrap(link)
    elif scheme[1].lower() in _ALLOWED:
        link.set("href", _SPACE.sub("%20", href.strip()))
    else:
        draft.findings.error(
            "EP168",
            f"links of the kind `{scheme[1]}:` are not allowed",
            draft.place(link),
            "link to an address that begins with https:// or mailto:",
        )


def _has_host(href: str) -> bool:
    """Return whether an address of the web has a host whose name has no empty part, as reading systems ask for."""
    try:
        host = urlsplit(href.strip()).hostname or ""
    except ValueError:
        return False
    return bool(host) and all(host.removesuffix(".").split("."))


def _to_name(draft: Draft, link: etree._Element, name: str) -> None:
    identifier = draft.names.get(name)
    if identifier is not None:
        link.set("href", f"#{identifier}")
        return
    close = nearest(name, draft.names)
    draft.findings.error(
        "EP165",
        f"nothing in this essay is named `#{name}`",
        draft.place(link),
        f"did you mean `#{close}`?" if close else f"name a heading so: `## Heading {{#{name}}}`",
    )
