"""Essay + layout + edition → `Composition`: the parts of an edition, written once for every format.

This package is the only one that imports Jinja.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import Markup, escape

from essay_press import __version__, strings
from essay_press.compose import abbreviations, body, quotes
from essay_press.compose.templates import environment, render
from essay_press.model import Composition, Edition, Essay, Layout, Metadata, Option, Part, Role, Stylesheet, Work
from essay_press.resources import own_file

__all__ = ["compose"]

# As many letters as fit above the narrowest page.
RUNNING_LETTERS = 60
MEDIA = {"pdf": "print", "epub": "epub", "cover": "cover"}


def compose(essay: Essay, layout: Layout, edition: Edition, options: Mapping[str, Option]) -> Composition:
    """Return the edition's parts in reading order, its CSS in cascade order, its options and its words.

    Raises LayoutError when a template is missing or broken, with the template's file and line.
    """
    words = strings.load(essay.metadata.language, essay.metadata.strings)
    medium = "wrap" if edition.wrap is not None else MEDIA[edition.format]
    context = {
        "essay": essay,
        "metadata": essay.metadata,
        "layout": layout,
        "edition": edition,
        "options": options,
        "medium": medium,
        "version": __version__,
        "t": _translator(words),
        "works": _works(essay.metadata),
        "running_title": _running_title(essay.metadata),
        "running_author": _running_author(essay.metadata),
        "byline": _byline(essay.metadata),
        "date": strings.format_date(essay.metadata.date, essay.metadata.language) if essay.metadata.date else "",
        "fonts": strings.join(_families(essay, layout, medium), essay.metadata.language),
        "resume": _resume_heading(essay),
        "cover_art": "" if medium == "epub" else _cover_art(essay),
        "wrap": edition.wrap,
        "blurb": essay.metadata.description or essay.metadata.deck,
    }
    fragments = _fragments(essay, layout, options, medium)
    jinja = environment(layout)
    parts = []
    for name, role, template, title in _plan(essay, layout, options, words, medium):
        content = Markup(fragments.get(name, ""))
        parts.append(Part(name, role, title, render(jinja, f"{template}.html", {**context, "content": content})))
    return Composition(
        essay=essay,
        edition=edition,
        layout=abbreviations.with_capitals(layout, options) if medium == "print" else layout,
        parts=tuple(parts),
        stylesheets=_stylesheets(layout, edition),
        options=tuple(sorted(options.items())),
        strings=tuple(sorted(words.items())),
    )


def _plan(
    essay: Essay, layout: Layout, options: Mapping[str, Option], words: Mapping[str, str], medium: str
) -> list[tuple[str, Role, str, str]]:
    """Return (part, role, template, title for navigation) for each part that this edition has."""
    metadata = essay.metadata
    opens_with_notice = metadata.spoilers is not None
    plan = {
        "cover": (Role.NOTICE, words["before_you_read"]) if opens_with_notice else (Role.COVER, words["cover"]),
        "wrap": (Role.COVER, words["cover"]),
        "title": (Role.TITLE_PAGE, words["title_page"]),
        "essay": (Role.ESSAY, metadata.title),
        "notes": (Role.NOTES, words["notes"]),
        "colophon": (Role.COLOPHON, words["colophon"]),
    }
    chosen = []
    for name in (medium,) if medium in ("cover", "wrap") else layout.parts:
        role, title = plan[name]
        if name == "title" and medium == "print" and not options.get("title_page"):
            continue
        if name == "notes" and not essay.notes:
            continue
        chosen.append((name, role, name, title))
        if name == "essay" and (resume := _resume_heading(essay)):
            chosen.append(("resume", Role.RESUME, "resume", resume["text"]))
    return chosen


def _fragments(essay: Essay, layout: Layout, options: Mapping[str, Option], medium: str) -> dict[str, str]:
    """Return the body of the essay, cut where a reader who skips resumes, with its opening and its pull-quotes set."""
    root = body.parse(essay.body)
    drop_cap = medium == "print" and bool(options.get("drop_cap"))
    small_caps, language = bool(options.get("small_cap_opening")), essay.metadata.language
    body.mark_opening(root, drop_cap=drop_cap, small_caps=small_caps, language=language)
    abbreviations.mark(root, layout, options)
    body.mark_hyphenation(root, essay.metadata.hyphenation)
    body.mark_direction(root)
    body.mark_long_emphasis(root)
    resume = _resume_heading(essay)
    first, second = body.split(root, resume["id"] if resume else "")
    halves = [half for half in (first, second) if half is not None]
    if options.get("pull_quotes") != "none":
        for half in halves:
            quotes.insert(half, essay.pull_quotes)
    fragments = {"essay": body.inner(first), "notes": body.notes(essay.notes)}
    if second is not None:
        fragments["resume"] = body.inner(second)
    return fragments


def _resume_heading(essay: Essay) -> dict[str, str]:
    """Return id, text and markup of the heading after which nothing is spoiled, or an empty mapping."""
    spoilers = essay.metadata.spoilers
    if spoilers is None or not spoilers.resume:
        return {}
    for heading in essay.headings:
        if heading.name == spoilers.resume:
            return {"id": heading.id, "text": heading.text, "xhtml": Markup(heading.xhtml)}
    return {}


def _cover_art(essay: Essay) -> str:
    """Return the name of the author's own cover picture among the assets, or an empty text."""
    return next((asset.href for asset in essay.assets if asset.href.startswith("cover.")), "")


def _translator(words: Mapping[str, str]) -> Callable[..., Markup]:
    """Return `t(key, **fields)`: the words for a key with its fields filled in, as markup."""

    def translate(key: str, **fields: object) -> Markup:
        return escape(words[key]).format(**fields)

    return translate


def _works(metadata: Metadata) -> Markup:
    """Return the discussed works as running words: “*Whiplash* (2014) and *Amadeus* (1984)”."""
    told = metadata.spoilers or metadata.spared
    if told is None:
        return Markup("")
    named = [_work(work) for work in told.works]
    return Markup(strings.join([str(name) for name in named], metadata.language))


def _work(work: Work) -> Markup:
    """Return one work: its title in `<cite>` and its year."""
    title = Markup("<cite>{}</cite>").format(work.title)
    return title + Markup("\u00a0({})").format(work.year) if work.year else title


def _families(essay: Essay, layout: Layout, medium: str) -> list[str]:
    """Return the typefaces that the colophon names: those of the design, and that of code where there is any."""
    named = [
        face.family
        for face in layout.fonts
        if face.medium in ("", medium)
        and (face.role in ("text", "display") or (face.role == "code" and "<code" in essay.body))
    ]
    return list(dict.fromkeys(named))


def _running_title(metadata: Metadata) -> str:
    """Return the title as it fits above a page: the short one, else the title, cut at a word where it is long."""
    title = metadata.short_title or metadata.title
    if len(title) <= RUNNING_LETTERS:
        return title
    return f"{title[:RUNNING_LETTERS].rsplit(' ', 1)[0].rstrip(' ,;:–—')}\u00a0…"


def _running_author(metadata: Metadata) -> str:
    """Return the authors as they fit above a page: their names, else their surnames, else the first and `et al.`."""
    names = _byline(metadata)
    if len(names) <= RUNNING_LETTERS:
        return names
    surnames = [person.sort_name.partition(",")[0] for person in metadata.authors if person.role == "aut"]
    short = strings.join(surnames, metadata.language)
    return short if len(short) <= RUNNING_LETTERS else f"{surnames[0]} et\u00a0al."


def _byline(metadata: Metadata) -> str:
    """Return the authors' names, joined as the language does."""
    names = [person.name for person in metadata.authors if person.role == "aut"]
    return strings.join(names, metadata.language)


def _stylesheets(layout: Layout, edition: Edition) -> tuple[Stylesheet, ...]:
    """Return the layout's CSS for an edition, the base's first, a child's after it; a cover is drawn as it is printed.

    Pages with a bleed add `press.css` to each `print.css`, pages read on a screen `screen.css`, a cover laid open
    `wrap.css`.
    """
    names = ["print.css"]
    if edition.format == "epub":
        names = ["epub.css"]
    elif edition.trim is not None and edition.trim.bleed > 0:
        names.append("press.css")
    if edition.screen:
        names.append("screen.css")
    if edition.wrap is not None:
        names.append("wrap.css")
    sheets = []
    for root in reversed(layout.roots):
        for path in (root / name for name in names):
            if path.is_file():
                css = own_file(path, root).read_text(encoding="utf-8")
                sheets.append(Stylesheet(f"layouts/{root.name}/{path.name}", css))
    return tuple(sheets)
