"""An edition that fills a number of pages: type, leading and margins moved together, as far as the layout allows.

One number is sought, from -1 (all three at the lower end of the layout's leeway) to 1 (at the upper): a page set
tighter in one respect alone looks tight, one set a little tighter in all looks like itself. The leading changes as a
whole, so that the grid stays a grid. Where that is not enough, the layout says which part it can do without.

Pages grow with that number, so that it is found by halving. Each trial is a single layout, which shows the pages within
one or so; only what it leads to is settled, and settling has the last word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from lxml import etree

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.editions import is_hopeless
from essay_press.errors import MisfitError
from essay_press.formats.pdf import settle
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Measurement
from essay_press.formats.pdf.settle import Settled
from essay_press.formats.pdf.shelf import Kept
from essay_press.markup import tree
from essay_press.model import Composition, Edition, Leeway, Measures, PageCount, Role

__all__ = ["FULL", "STEPS", "LayOut", "asked", "fit"]

STEPS = 20
"""By how many steps the measures can move either way: with 4 % of 11 pt, a fiftieth of a point each."""
FULL = 1 / 3
"""The share of its page that the end of the text fills at least: less looks like a leftover."""
FULL_INSIDE = 1 / 5
"""The same of a page where the text stops before the part that every reader may go on with."""
NEAR = 6
"""How many steps are settled at most before a number of pages is given up."""

LayOut = Callable[[Composition, Constraints], tuple[Kept, Measurement]]
PARTS = {"title": Role.TITLE_PAGE}
TEXT = (Role.ESSAY, Role.RESUME)


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to set an edition: by how many steps its measures differ from the layout's own, what it leaves out."""

    step: int = 0
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Extent:
    """What a layout came to: its pages, and how much of its last page the text fills, from 0 to 1."""

    pages: int
    full: float

    def meets(self, pages: int) -> bool:
        """Return whether so many pages are filled."""
        return self.pages == pages and self.full >= FULL


@dataclass(slots=True)
class _Trials:
    """The forms of one composition, each laid out once."""

    composition: Composition
    lay_out: LayOut
    constraints: Constraints = field(default_factory=Constraints)
    _settled: dict[_Form, Settled] = field(default_factory=dict)
    _tried: dict[_Form, _Extent] = field(default_factory=dict)

    def form(self, form: _Form) -> Composition:
        """Return the composition in a form."""
        leeway, share = self.composition.layout.fit, form.step / STEPS
        out, own = {PARTS[name] for name in form.without}, self.composition.measures
        return replace(
            self.composition,
            parts=tuple(part for part in self.composition.parts if part.role not in out),
            measures=Measures(
                own.size * (1 + leeway.size * share),
                own.leading * (1 + leeway.leading * share),
                own.margins * (1 + leeway.margins * share),
            ),
        )

    def settled(self, form: _Form) -> Settled:
        """Return a form laid out until it breaks no rule, or as few as may be."""
        if form not in self._settled:
            composition = self.form(form)
            self._settled[form] = settle.settle(composition, partial(self.lay_out, composition))
        return self._settled[form]

    def extent(self, form: _Form) -> _Extent:
        """Return what a settled form comes to."""
        return _extent(self.composition, self.settled(form).measurement)

    def about(self, form: _Form) -> _Extent:
        """Return what a form comes to by a single layout, with quotes and notes where settling first put them."""
        if form in self._settled:
            return self.extent(form)
        if form not in self._tried:
            _, measurement = self.lay_out(self.form(form), self.constraints)
            self._tried[form] = _extent(self.composition, measurement)
        return self._tried[form]


def asked(edition: Edition) -> bool:
    """Return whether an edition is to fill a number of pages: one that is wished for, or those of its sheet."""
    return edition.pages is not None or (edition.impose is not None and edition.applies == "fits")


def fit(composition: Composition, lay_out: LayOut) -> Settled:
    """Return a settled layout of as many pages as the edition is to fill, with a note of how; plain, where of none.

    An edition whose sheet holds so many pages is set tighter where it has a few too many. Raises MisfitError with the
    numbers of pages that can be filled when the one that is wanted cannot.
    """
    trials = _Trials(composition, lay_out)
    plain = trials.settled(_Form())
    extent, edition = trials.extent(_Form()), composition.edition
    sheet = edition.impose.capacity if edition.impose is not None else 0
    wanted = edition.pages
    if wanted is None and 0 < sheet < extent.pages and edition.applies == "fits":
        wanted = PageCount(sheet)
    if wanted is None or is_hopeless(edition, extent.pages):
        return plain
    if wanted.takes(extent.pages) and extent.meets(extent.pages):
        return _noted(trials, _Form()) if edition.pages is not None else plain
    settling = plain.constraints
    trials.constraints = replace(settling, breaks=(), carried=(), feet={}, tops=(), spans=(), tried=())
    for form in _variants(composition):
        for pages in _targets(wanted, trials.about(form).pages):
            found = _search(trials, form, pages)
            if found is not None:
                return _noted(trials, found)
    if edition.pages is None:
        return plain  # too long for its sheet: `render` says so
    raise MisfitError(_refusal(trials, wanted))


def _variants(composition: Composition) -> Iterator[_Form]:
    """Yield the forms in which an edition may be set at the layout's own measures, whole first."""
    yield _Form()
    there = {part.role for part in composition.parts}
    if out := tuple(name for name in composition.layout.fit.leave_out if PARTS[name] in there):
        yield _Form(without=out)


def _targets(wanted: PageCount, pages: int) -> tuple[int, ...]:
    """Return the numbers of pages that would do, the nearest first; the lower of two that are as near."""
    if not wanted.multiple:
        return (wanted.number,)
    below = pages // wanted.number * wanted.number
    found = {below, below + wanted.number} if below != pages else {pages}
    return tuple(sorted((count for count in found if count), key=lambda count: (abs(count - pages), count)))


def _search(trials: _Trials, form: _Form, pages: int) -> _Form | None:
    """Return the form nearest to the layout's own measures that fills so many pages, or None where none does."""
    start = trials.about(form)
    if start.meets(pages) and trials.extent(form).meets(pages):
        return form
    grow = start.pages < pages or (start.pages == pages and start.full < FULL)
    way = 1 if grow else -1
    end = trials.extent(replace(form, step=way * STEPS)).pages
    if end < pages if grow else end > pages:
        return None

    def is_enough(step: int) -> bool:
        found = trials.about(replace(form, step=way * step))
        return found.pages > pages or found.meets(pages) if grow else found.pages <= pages

    low, high = 0, STEPS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return _settle_near(trials, form, way * high, pages)


def _settle_near(trials: _Trials, form: _Form, step: int, pages: int) -> _Form | None:
    """Return a form that fills so many pages when settled, from a step on at which a single layout does."""
    way = 1 if step > 0 else -1
    done: set[int] = set()
    while step not in done and 0 <= way * step <= STEPS and len(done) < NEAR:
        done.add(step)
        tried = replace(form, step=step)
        found = trials.extent(tried)
        if found.meets(pages):
            return tried
        step += 1 if found.pages < pages or (found.pages == pages and found.full < FULL) else -1
    return None


def _extent(composition: Composition, layout: Measurement) -> _Extent:
    """Return the pages of a layout, and the least share of its last page that any part of the text fills."""
    shares = []
    for part in composition.parts:
        found = layout.fragments.get(tree.get(etree.fromstring(part.xhtml), "id"), ())
        if part.role in TEXT and found:
            page = layout.pages[found[-1].page]
            filled = found[-1].bottom - page.top + page.bottom - page.notes_top
            shares.append(filled / (page.bottom - page.top))
    # As shares of what they are to be, so that one number tells whether all are.
    shares[:-1] = [share / FULL_INSIDE * FULL for share in shares[:-1]]
    return _Extent(len(layout.pages), min(shares, default=1.0))


def _noted(trials: _Trials, form: _Form) -> Settled:
    """Return a settled form with a note of what was chosen, in figures."""
    settled, extent = trials.settled(form), trials.extent(form)
    measures = trials.form(form).measures
    changes = [
        f"{name} at {value:.1%}".replace(".0%", "%").replace("%", " %")
        for name, value in (("type", measures.size), ("leading", measures.leading), ("margins", measures.margins))
        if value != 1
    ]
    changes += [f"without its {name} page" for name in form.without]
    plain = trials.extent(_Form()).pages
    if changes:
        before = f"in place of {plain}" if plain != extent.pages else "as before"
        message = f"set to {extent.pages} pages {before}: {', '.join(changes)}"
    else:
        message = f"fills {extent.pages} pages as it is"
    note = Diagnostic(Severity.NOTE, "EP428", message)
    return replace(settled, diagnostics=(note, *settled.diagnostics))


def _refusal(trials: _Trials, wanted: PageCount) -> Diagnostic:
    """Return why a number of pages cannot be filled, and which can."""
    composition = trials.composition
    edition, layout = composition.edition, composition.layout
    reach = [
        _counts(trials, form) + "".join(f" without its {name} page" for name in form.without)
        for form in _variants(composition)
    ]
    fills = f"in {layout.name} the essay fills {reach[0]} of its pages{''.join(f', {other}' for other in reach[1:])}"
    asked = f"no multiple of {wanted.number}" if wanted.multiple else f"not {wanted.number}"
    message = f"edition {edition.name} is skipped: {fills}, {asked}"
    hint = "ask for a number that it fills, choose another layout, or change the text"
    if layout.fit == Leeway():
        hint = f"layout {layout.name} has no leeway: a table [fit] in its layout.toml gives it some"
    return Diagnostic(Severity.NOTE, "EP427", message, composition.metadata.place(f"pages.{edition.name}"), hint)


def _counts(trials: _Trials, form: _Form) -> str:
    """Return in words the numbers of pages that a form fills from one end of its leeway to the other."""
    tight, plain, wide = (trials.extent(replace(form, step=way * STEPS)) for way in (-1, 0, 1))
    least, most = min(tight.pages, plain.pages), max(plain.pages, wide.pages - (wide.full < FULL))
    if least >= most:
        return str(least)
    return f"{least} {'or' if most == least + 1 else 'to'} {most}"
