"""Links whose parts are links of their own to the engine: each is one link, and every place to click belongs to it."""

from __future__ import annotations

from essay_press.finish.tree import Annotation, Node, walk

__all__ = ["mend"]


def mend(root: Node) -> None:
    """Put the annotations of what stands inside a link, a subscript say, directly into it: PDF/UA looks no deeper."""
    for link in walk(root):
        if link.role == "Link":
            for node in walk(link):
                if node is not link and node.role != "Link":
                    link.kids += [kid for kid in node.kids if isinstance(kid, Annotation)]
                    node.kids = [kid for kid in node.kids if not isinstance(kid, Annotation)]
