"""The structure tree of a PDF as plain objects: read, changed by the passes, and written back with its parent tree."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

__all__ = [
    "LABEL_PREFIX",
    "Annotation",
    "Content",
    "Kid",
    "Label",
    "Node",
    "Tree",
    "contents",
    "flatten",
    "prune",
    "read",
    "walk",
    "write",
]

LABEL_PREFIX = "press:"
"""How `formats.pdf.labels` begins the title of a structure element; JSON follows."""

Label = dict[str, Any]
_Numbers = dict[Any, int]


@dataclass(frozen=True, slots=True)
class Content:
    """A piece of marked content: the page (from 0) and its number there."""

    page: int
    mcid: int


@dataclass(slots=True, eq=False)
class Annotation:
    """A reference to an annotation, and the page it is on (from 0)."""

    target: pikepdf.Object
    page: int


@dataclass(slots=True, eq=False)
class Node:
    """A structure element: role without the slash, label, kids, and the entries that stay (`/A`, `/Alt` …)."""

    role: str
    label: Label = field(default_factory=dict)
    kids: list[Kid] = field(default_factory=list)
    entries: dict[str, Any] = field(default_factory=dict)

    @property
    def tag(self) -> str:
        """Return the HTML tag it comes from, pseudo-element included, or nothing."""
        return str(self.label.get("tag", ""))

    @property
    def nodes(self) -> list[Node]:
        """Return its kids that are structure elements."""
        return [kid for kid in self.kids if isinstance(kid, Node)]


Kid = Node | Content | Annotation


@dataclass(slots=True)
class Tree:
    """A whole tree: the document element, and the labels of content that belongs to no element, by page and number."""

    root: Node
    loose: dict[Content, Label] = field(default_factory=dict)


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything below it, parents first."""
    yield node
    for kid in node.nodes:
        yield from walk(kid)


def contents(node: Node) -> Iterator[Content | Annotation]:
    """Yield the marked content and annotations below a node, in order."""
    for kid in node.kids:
        if isinstance(kid, Node):
            yield from contents(kid)
        else:
            yield kid


# ---------------------------------------------------------------- reading
_KEPT = ("/A", "/Alt", "/ActualText", "/E", "/ID", "/Lang")


def read(pdf: pikepdf.Pdf) -> Tree:
    """Return the structure tree of `pdf`; running heads, which no element claims, are its loose content."""
    numbers: _Numbers = {page.objgen: index for index, page in enumerate(pdf.pages)}
    root = pdf.Root.StructTreeRoot.K
    document = root[0] if isinstance(root, Array) else root
    tree = Tree(_node(document, numbers))
    claimed = {item for item in contents(tree.root) if isinstance(item, Content)}
    for key, value in _parent_tree(pdf):
        if not isinstance(value, Array):
            continue
        for mcid, element in enumerate(value):
            content = Content(key, mcid)
            if content not in claimed and isinstance(element, Dictionary):
                tree.loose[content] = _nearest_label(element)
    return tree


def _node(element: pikepdf.Object, numbers: _Numbers) -> Node:
    """Return a structure element with everything below it."""
    node = Node(str(element.S).lstrip("/"), _label(element))
    node.entries = {key: element[key] for key in _KEPT if key in element}
    page = numbers.get(element.Pg.objgen, 0) if "/Pg" in element else 0
    kids = element.get("/K", Array())
    for kid in kids if isinstance(kids, Array) else [kids]:
        if not isinstance(kid, Dictionary):
            node.kids.append(Content(page, int(kid)))
            continue
        own = numbers.get(kid.Pg.objgen, page) if "/Pg" in kid else page
        if kid.get("/Type") == "/OBJR":
            node.kids.append(Annotation(kid.Obj, own))
        elif kid.get("/Type") == "/MCR":
            node.kids.append(Content(own, int(kid.MCID)))
        else:
            node.kids.append(_node(kid, numbers))
    return node


def _label(element: pikepdf.Object) -> Label:
    """Return the label of a structure element, empty when it has none."""
    title = str(element.get("/T", ""))
    if not title.startswith(LABEL_PREFIX):
        return {}
    label: Label = json.loads(title.removeprefix(LABEL_PREFIX))
    return label


def _nearest_label(element: pikepdf.Object | None) -> Label:
    """Return the label of an element that hangs in no tree, or that of its nearest labelled parent."""
    while isinstance(element, Dictionary) and element.get("/S") != "/Document":
        if label := _label(element):
            return label
        element = element.get("/P")
    return {}


def _parent_tree(pdf: pikepdf.Pdf) -> Iterator[tuple[int, pikepdf.Object]]:
    """Yield the number tree that leads from content to structure: an array per page, an element per link."""
    numbers = pdf.Root.StructTreeRoot.ParentTree.get("/Nums", Array())
    for index in range(0, len(numbers), 2):
        yield int(numbers[index]), numbers[index + 1]


# ---------------------------------------------------------------- writing
def write(pdf: pikepdf.Pdf, tree: Tree, forms: Mapping[Content, pikepdf.Stream]) -> None:
    """Put `tree` into `pdf`, with a parent tree and a tree of ids that agree with it.

    `forms` says which content stands in a form and not in the page's own stream (ISO 32000-1, 14.7.4.2).
    """
    writer = _Writer(pdf, forms)
    root = pdf.Root.StructTreeRoot
    root.K = Array([writer.element(tree.root, root)])
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(writer.parents())))
    if writer.ids:
        names: list[Any] = []
        for key in sorted(writer.ids):
            names += [String(key), writer.ids[key]]
        root.IDTree = pdf.make_indirect(Dictionary(Names=Array(names)))


class _Writer:
    """Writes nodes as structure elements and remembers which element owns which content."""

    def __init__(self, pdf: pikepdf.Pdf, forms: Mapping[Content, pikepdf.Stream]) -> None:
        """Start with no content owned."""
        self._pdf = pdf
        self._forms = forms
        self._inside: dict[Any, tuple[pikepdf.Stream, dict[int, pikepdf.Object]]] = {}
        self._pages = list(pdf.pages)
        self._owners: list[dict[int, pikepdf.Object]] = [{} for _ in self._pages]
        self._annotations: dict[int, pikepdf.Object] = {}
        self.ids: dict[str, pikepdf.Object] = {}

    def element(self, node: Node, parent: pikepdf.Object) -> pikepdf.Object:
        """Return the structure element of a node, written with everything below it."""
        entries = {f"/{name.lstrip('/')}": value for name, value in node.entries.items()}
        body = Dictionary({"/Type": Name.StructElem, "/S": Name(f"/{node.role}"), "/P": parent, **entries})
        element = self._pdf.make_indirect(body)
        if "/ID" in entries:
            self.ids[str(entries["/ID"])] = element
        home = next((kid.page for kid in contents(node)), None)
        if home is not None:
            element.Pg = self._pages[home].obj
        element.K = Array([self._kid(kid, element, home) for kid in node.kids])
        return element

    def _kid(self, kid: Kid, element: pikepdf.Object, home: int | None) -> Any:
        """Return an entry of `/K`: an element, a number, or a reference to content of another page or an annotation."""
        if isinstance(kid, Node):
            return self.element(kid, element)
        page = self._pages[kid.page].obj
        if isinstance(kid, Annotation):
            self._annotations[int(kid.target.StructParent)] = element
            return Dictionary(Type=Name.OBJR, Obj=kid.target, Pg=page)
        form = self._forms.get(kid)
        if form is not None:
            self._inside.setdefault(form.objgen, (form, {}))[1][kid.mcid] = element
            return Dictionary(Type=Name.MCR, Pg=page, Stm=form, MCID=kid.mcid)
        self._owners[kid.page][kid.mcid] = element
        return kid.mcid if kid.page == home else Dictionary(Type=Name.MCR, Pg=page, MCID=kid.mcid)

    def parents(self) -> list[Any]:
        """Return the parent tree's numbers: an array per page, an element per link, an array per form."""
        numbers: dict[int, Any] = dict(self._annotations)
        for page, owners in zip(self._pages, self._owners, strict=True):
            numbers[int(page.obj.StructParents)] = _owner_array(owners)
        for key, (form, owners) in enumerate(self._inside.values(), max(numbers) + 1):
            form.StructParents = key
            numbers[key] = _owner_array(owners)
        return [item for key in sorted(numbers) for item in (key, numbers[key])]


def _owner_array(owners: Mapping[int, pikepdf.Object]) -> Array:
    """Return the owners of a stream's marked content by its numbers, null for what is an artifact."""
    null = pikepdf.Object.parse(b"null")
    return Array([owners.get(mcid, null) for mcid in range(max(owners, default=-1) + 1)])


def prune(node: Node, drop: Callable[[Node], bool]) -> list[Node]:
    """Take the nodes that `drop` names out of the tree, with everything below them, and return them."""
    gone: list[Node] = []
    kept: list[Kid] = []
    for kid in node.kids:
        if isinstance(kid, Node) and drop(kid):
            gone.append(kid)
            continue
        if isinstance(kid, Node):
            gone += prune(kid, drop)
        kept.append(kid)
    node.kids = kept
    return gone


def flatten(kids: Iterable[Kid]) -> list[Content]:
    """Return the marked content of some kids and of everything below them."""
    found: list[Content] = []
    for kid in kids:
        if isinstance(kid, Content):
            found.append(kid)
        elif isinstance(kid, Node):
            found += flatten(kid.kids)
    return found
