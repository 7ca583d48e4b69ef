"""What the house says about a file: a severity, a code, a place, a message and a hint that cures it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["BINDING", "CODES", "Diagnostic", "Place", "Severity", "errors_in", "sort"]


class Severity(StrEnum):
    """How much a diagnostic weighs: an error stops the file, a warning stops it under `--strict`, a note never does."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in a text file: a path as the user wrote it, and a line and column counted from 1."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return `path:line:column`, leaving out what is not known (0)."""
        parts = [self.path]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: `content/a.md:7:1: error EP104: …` and, below it, the hint."""

    severity: Severity
    code: str
    message: str
    place: Place | None = None
    hint: str = ""

    def __str__(self) -> str:
        """Return the one or two lines a person reads."""
        head = f"{self.place}: " if self.place else ""
        text = f"{head}{self.severity.value} {self.code}: {self.message}"
        return f"{text}\n  hint: {self.hint}" if self.hint else text


def errors_in(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return those diagnostics that are errors, in their order."""
    return tuple(item for item in diagnostics if item.severity is Severity.ERROR)


def sort(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics by path, line and column, those without a place last, equal ones once."""
    unique = dict.fromkeys(diagnostics)
    return tuple(sorted(unique, key=lambda item: (item.place is None, item.place or Place(""), item.code)))


CODES: dict[str, str] = {
    # EP100-139: front matter and the file itself (manuscript)
    "EP100": "The file cannot be read",
    "EP101": "The file is too large",
    "EP102": "The text is not UTF-8",
    "EP103": "A control character in the text",
    "EP104": "`spoilers` names no work",
    "EP105": "The file is empty",
    "EP106": "No front matter",
    "EP107": "The front matter is not closed",
    "EP108": "The front matter is too long or too deep",
    "EP109": "The front matter is not YAML",
    "EP110": "A part of YAML that front matter does without",
    "EP111": "A key is given twice",
    "EP112": "An unknown key",
    "EP113": "A key of another tool is passed over",
    "EP114": "A value is missing",
    "EP115": "A value of the wrong kind",
    "EP116": "Not one of the words allowed here",
    "EP117": "Not a calendar date",
    "EP118": "Modified before it was written",
    "EP119": "No date",
    "EP120": "Not a language tag",
    "EP121": "Not an ISBN, DOI, URL or URN",
    "EP122": "Two editions share an identifier",
    "EP123": "Not a web address",
    "EP124": "Not a picture inside the manuscript's folder",
    "EP125": "Not a word with its hyphens",
    "EP126": "Two keys say the same thing",
    "EP127": "No text below the front matter",
    "EP128": "Not a name of the right form",
    "EP129": "A comment cuts a text short",
    "EP130": "A short pull-quote",
    "EP131": "A pull-quote of many sentences",
    "EP132": "No suggestion of this number",
    "EP133": "A sentence that cannot be marked where it stands",
    "EP134": "A manuscript that changed meanwhile",
    "EP135": "No sentence to suggest",
    "EP136": "An edition that tells no page of a pull-quote",
    "EP137": "A new manuscript cannot be written",
    "EP138": "An unknown word in `strings`",
    "EP139": "An unknown field in `strings`",
    # EP140-189: the body, images, raw HTML, pull-quotes (markup, quotes)
    "EP140": "A control character in the body",
    "EP141": "A `:::` block that is not closed where it was opened",
    "EP142": "Nested too deep",
    "EP143": "A code block that is never closed",
    "EP144": "A `:::` that closes nothing",
    "EP145": "A `:::` line that cannot be read",
    "EP146": "A class that no layout knows",
    "EP147": "Raw HTML that is never closed",
    "EP148": "Braces that are no attribute list",
    "EP149": "An attribute without a meaning",
    "EP150": "HTML comments are left out",
    "EP151": "A note is written twice",
    "EP152": "An HTML tag that is not allowed",
    "EP153": "An HTML tag in the wrong place",
    "EP154": "Dashes that make a paragraph a heading",
    "EP155": "An HTML attribute that is not allowed",
    "EP156": "A heading repeats the title",
    "EP157": "A heading without words",
    "EP158": "A heading skips a level",
    "EP159": "A name is given twice",
    "EP160": "A note is called but not written",
    "EP161": "A note is written but not called",
    "EP162": "A link round a link or a note call",
    "EP163": "A note call in a heading",
    "EP164": "A note in a note",
    "EP165": "A link to a name that is not there",
    "EP166": "A place for a pull-quote that no layout knows",
    "EP167": "A link that leads nowhere",
    "EP168": "A kind of link that is not allowed",
    "EP169": "A caption that cannot be printed",
    "EP170": "A pull-quote where none can be taken from",
    "EP171": "A pull-quote in a pull-quote",
    "EP172": "A mark without words",
    "EP173": "A cut pull-quote that is not verbatim",
    "EP174": "A table row with too many cells",
    "EP175": "Spoiler marks but no cover that warns",
    "EP176": "`resume` names no heading",
    "EP177": "`resume` names no section of its own",
    "EP178": "A spoiler after the place to resume",
    "EP179": "A long pull-quote",
    "EP180": "A picture on the web",
    "EP181": "A picture outside the manuscript's folder",
    "EP182": "A picture that is not there",
    "EP183": "A picture spelled otherwise on the disk",
    "EP184": "A picture that cannot be read",
    "EP185": "An SVG picture that does more than draw",
    "EP186": "An enormous picture",
    "EP187": "A picture without a text alternative",
    "EP188": "A picture that may look otherwise elsewhere",
    "EP189": "An essay too large",
    # EP190-199: spoiler marks (markup)
    "EP190": "A spoiler heading without safe words",
    "EP191": "A heading that gives the plot away",
    "EP192": "Front matter that gives the plot away",
    "EP193": "A file name that gives the plot away",
    # EP200-249: layouts, templates, fonts
    "EP200": "No layout of this name",
    "EP201": "A layout that extends itself",
    "EP202": "A `layout.toml` that is not TOML",
    "EP203": "An unknown key in a `layout.toml`",
    "EP204": "A wrong value in a `layout.toml`",
    "EP205": "No option of this name",
    "EP206": "A value that an option does not take",
    "EP207": "A layout that lacks something",
    "EP210": "No font family of this name",
    "EP211": "No face of this style",
    "EP220": "A template is missing",
    "EP221": "A template that cannot be read",
    "EP222": "A template that fails",
    "EP249": "An incomplete installation",
    # EP300-349: editions, projects, the command line
    "EP300": "No edition of this name",
    "EP301": "A layout that does not set this edition",
    "EP302": "An unknown key in `editions.toml`",
    "EP303": "A missing key in `editions.toml`",
    "EP304": "A wrong value in `editions.toml`",
    "EP305": "An edition is skipped",
    "EP306": "An edition set by a layout that is not there",
    "EP307": "An `editions.toml` that is not TOML",
    "EP310": "A file without front matter is passed over",
    "EP311": "A folder without essays",
    "EP312": "A file that cannot be written",
    "EP313": "Two essays of one name",
    "EP314": "A place that cannot be written to",
    "EP315": "No page numbers for the screen",
    "EP316": "An essay that is too long for its sheet",
    "EP317": "A pull-quote before the spoiler that it repeats",
    "EP318": "The manuscript goes out with the edition",
    "EP319": "A cover whose book cannot be counted",
    "EP320": "An `essay-press.toml` that is not TOML",
    "EP321": "An unknown key in `essay-press.toml`",
    "EP322": "A wrong value in `essay-press.toml`",
    "EP330": "An unknown key in `presets.toml`",
    "EP331": "A wrong value in `presets.toml`",
    "EP332": "A missing key in `presets.toml`",
    "EP333": "A `presets.toml` that is not TOML",
    "EP334": "No preset of this name",
    "EP335": "A gutter whose steps do not rise",
    "EP336": "A gutter where there is no fold",
    "EP337": "A paper that the service does not have",
    "EP338": "No service of this name",
    "EP339": "A spine whose width nobody vouches for",
    "EP340": "A command line that cannot be understood",
    "EP341": "No message has this code",
    "EP342": "A message that cannot be ignored",
    "EP343": "Nothing to ignore",
    "EP344": "A proof sheet of what has no pages",
    "EP345": "Pages that are not there",
    "EP346": "A proof sheet too large for a picture",
    "EP347": "A word that gives the plot away is not marked",
    "EP348": "Pages to fill where there are none",
    "EP349": "A fault of the program",
    # EP350-359: the build itself
    "EP350": "A process broke off",
    "EP351": "Nothing can be kept for the next build",
    "EP352": "A quick look, not the edition itself",
    "EP355": "A long text laid out in one piece",
    # EP360-369: what hostile input, and limits, stop
    "EP360": "A layout's file that is a link out of it",
    "EP361": "No room for what a build writes for a while",
    "EP362": "More memory than a job may use",
    "EP363": "More computing than a job may use",
    "EP364": "A job that takes too long",
    # EP370-379: archives
    "EP370": "Git is wanted and does not answer",
    "EP371": "No repository of git",
    "EP372": "No such revision",
    "EP373": "The library for clusters is missing",
    "EP374": "No cluster answers",
    "EP375": "A worker has other versions",
    "EP376": "No worker could build an essay",
    # EP400-449: rendering
    "EP400": "the layout engine reports an error",
    "EP401": "the layout engine warns",
    "EP402": "a file was refused",
    "EP403": "picture cannot be drawn",
    "EP404": "style sheet cannot be read",
    "EP405": "CSS declaration has no effect",
    "EP406": "CSS rule has no effect",
    "EP407": "face cannot be loaded",
    "EP408": "link leads nowhere",
    "EP409": "id used twice",
    "EP410": "character without a glyph",
    "EP411": "picture without text alternative",
    "EP412": "document without language",
    "EP413": "vendor-prefixed property has no effect",
    "EP414": "nested too deeply",
    "EP415": "a system library is missing or too old",
    "EP416": "PDF standards exclude each other or are unknown",
    "EP417": "the layout engine broke down",
    "EP418": "family without a face",
    "EP420": "Notes are set at the end",
    "EP421": "A pull-quote without a good place",
    "EP422": "A pull-quote that is badly placed by its `place=`",
    "EP423": "A table wider than the text",
    "EP424": "Paragraphs that keep the engine's own lines",
    "EP425": "All paragraphs keep the engine's own lines",
    "EP427": "A number of pages that cannot be filled",
    "EP428": "Set to fill a number of pages",
    "EP429": "A last page of a few lines",
    "EP430": "part is not well-formed",
    "EP431": "EPUB link leads nowhere",
    "EP432": "notes without a part to print them in",
    "EP433": "picture made smaller for the EPUB",
    "EP434": "page map of another text",
    "EP435": "face may not be embedded",
    "EP436": "Facing pages that end at different heights",
    "EP437": "A word parted by the turn of a page",
    "EP438": "A face without small capitals",
    "EP440": "Pages on sheets",
    "EP441": "A pile that is too thick to fold",
    "EP442": "Pages that cannot be imposed",
    "EP443": "A gutter too narrow for so many pages",
    "EP444": "Transparency that cannot be flattened",
    "EP445": "A colour that cannot be printed in ink",
    "EP446": "A profile that is not the preset's",
    "EP447": "A file that PDF 1.3 cannot hold",
    "EP448": "Words that do not fit on the back of a cover",
    "EP449": "A file made to fit its printer",
    # EP500-509: check, text
    "EP500": "A word of the essay is missing",
    "EP501": "Text in another order than the essay's",
    "EP502": "Text that is read twice",
    "EP503": "Text that is cut off or hidden",
    "EP504": "Text that is not tagged",
    "EP505": "A picture without its text alternative",
    "EP506": "A note on another page than its call",
    "EP507": "Text that is hard to tell from its ground",
    "EP508": "Sheets that do not fold to the order of the pages",
    "EP509": "A paragraph that is read in pieces",
    # EP510-519: check, fonts
    "EP510": "A font that the layout does not declare",
    "EP511": "A font that is not embedded",
    "EP512": "A font that is not subset",
    "EP513": "A font of another weight than its name says",
    "EP514": "A slanted upright in place of an italic",
    "EP515": "A Type 3 font",
    "EP516": "A font whose text cannot be copied",
    "EP517": "A font that forbids embedding",
    "EP518": "A font program that cannot be read",
    "EP519": "Stress that cannot be seen",
    # EP520-529: check, press
    "EP520": "Page boxes that are not the printer's",
    "EP521": "An output intent that is missing or another",
    "EP522": "A colour that is not ink",
    "EP523": "More ink than the paper takes",
    "EP524": "Marks missing, or inside the bleed",
    "EP525": "PDF/X is not kept",
    "EP526": "Links or forms in a file for the press",
    "EP527": "Black text in more inks than black",
    "EP528": "A picture too coarse for the press",
    "EP529": "Art that stops at the trim",
    # EP530-549: check, EPUB
    "EP530": "not an EPUB",
    "EP531": "EPUB container out of order",
    "EP532": "EPUB manifest and files differ",
    "EP533": "id used twice in a document",
    "EP534": "link or picture leads nowhere",
    "EP535": "contents differ from the headings",
    "EP536": "accessibility metadata missing or untrue",
    "EP537": "identifier, date or language of the EPUB wrong",
    "EP538": "cover of the EPUB missing or wrong",
    "EP539": "pull-quote read twice, or not a copy",
    "EP540": "reading starts past the warning",
    "EP541": "note without a way there or back",
    "EP542": "CSS that fights the reader's settings",
    "EP543": "font in the EPUB unused, unfit or missing",
    "EP544": "words of the essay missing from the EPUB",
    "EP545": "EPUBCheck found a fault",
    "EP546": "text of the essay twice in the EPUB",
    "EP547": "Headings that do not nest",
    "EP548": "printed page numbers of the EPUB wrong",
    "EP549": "A standard is claimed without its structure",
    # EP550-559: check, print on demand
    "EP550": "A page of a size that the service does not make",
    "EP551": "Bleed missing, or art that stops short of it",
    "EP552": "Text or art too near an edge or the fold",
    "EP553": "A number of pages that is not bound",
    "EP554": "A last page that is not blank",
    "EP555": "Marks, links or bookmarks that the service refuses",
    "EP556": "Colours that the service does not take",
    "EP557": "Transparency that is to be flattened",
    "EP558": "Letters on a spine where they do not belong",
    "EP559": "A cover that does not fit its book",
    # EP560-569: check, PDF standards
    "EP560": "The file cannot be read",
    "EP561": "A PDF standard is not kept",
    "EP562": "Language or title is missing",
    "EP563": "Page boxes differ from the edition's",
    "EP564": "A dead link",
    "EP565": "Something in the file that runs",
    "EP566": "A heading without a bookmark",
    "EP567": "Page labels and folios differ",
    "EP568": "A standard is not claimed",
    "EP569": "The file is not tagged",
    # EP570-579: check, page
    "EP570": "A blank page that is not blank",
    "EP571": "A running head where none belongs",
    "EP572": "A heading at the foot of a page",
    "EP573": "A line alone at a page turn",
    "EP574": "A line off the baseline grid",
    "EP575": "Text too near the trim",
    "EP576": "A pull-quote at the head or the foot of its page",
    "EP577": "A pull-quote cut by a page break",
    "EP578": "A pull-quote between a heading and its text",
    "EP579": "A page left half empty",
    # EP580-589: check, pull-quotes and, from 586, press
    "EP580": "A pull-quote that is not verbatim",
    "EP581": "A pull-quote that was left out",
    "EP582": "A pull-quote set twice",
    "EP583": "A pull-quote read twice",
    "EP584": "A pull-quote smaller than the text",
    "EP585": "A page that does not copy well",
    "EP586": "Words too near the fold",
    "EP587": "Inks that another program sees otherwise",
    "EP588": "Words of a cover too near trim or fold",
    "EP589": "Something where the barcode goes",
    # EP590-599: check, spoilers and what is attached
    "EP590": "A spoiler cover that does not warn",
    "EP591": "A spoiler before the reader's choice",
    "EP592": "The essay begins on its spoiler cover",
    "EP593": "An attached file that is not the manuscript's",
    "EP594": "Something else is attached",
    "EP595": "An attachment that is not told as PDF/A-3 asks",
    # EP596-598: check, columns
    "EP596": "Columns that end at different heights",
    "EP597": "Columns that are not read one after the other",
    "EP598": "Text that runs into the text beside it",
    # EP599: check, pull-quotes
    "EP599": "A pull-quote near its sentence, another quote or a figure",
    # EP600-649: outside tools
    "EP610": "Java is missing",
    "EP611": "EPUBCheck is not installed",
    "EP612": "EPUBCheck did not answer",
    "EP620": "page-validation did not answer",
    "EP621": "veraPDF did not answer",
    "EP630": "Ace did not answer",
    "EP631": "Ace found a fault",
    "EP632": "The reading engine did not answer",
    "EP633": "A reading app gets it wrong",
    "EP634": "Calibre did not answer",
    "EP635": "Calibre cannot convert the book",
    "EP640": "A renderer did not answer",
    "EP641": "Renderers draw a page differently",
    "EP642": "A renderer complains about the file",
    # EP700-719: check, leaks in an edition without spoilers
    "EP700": "A removed passage in the text",
    "EP701": "A word that gives the plot away is not marked",
    "EP702": "A removed passage in a text alternative",
    "EP703": "A removed passage in contents or bookmarks",
    "EP704": "A removed passage in the metadata",
    "EP705": "A removed passage in a name",
    "EP706": "A removed passage in an annotation or an attachment",
    "EP707": "A removed passage in a style sheet, a comment or a stream",
    "EP708": "A removed passage in a picture's metadata",
    "EP709": "A font that tells the text",
    "EP710": "What was there before is still in the file",
    "EP711": "A preview, or a file that nothing lists",
    "EP712": "A file that cannot be searched",
    # EP800-899: check, how the text is set
    "EP801": "Lines too long or too short",
    "EP802": "Lines too near each other, or too far apart",
    "EP810": "A loose line",
    "EP811": "A tight line",
    "EP812": "Too many loose lines",
    "EP820": "Hyphens below each other",
    "EP821": "A word parted by the turn of a page",
    "EP822": "Too many hyphens",
    "EP823": "A name parted",
    "EP830": "A last line of a few letters",
    "EP831": "A short last line",
    "EP840": "Lines that begin alike",
    "EP841": "Lines that end alike",
    "EP870": "A last page with hardly a line",
    "EP871": "Facing pages of different depth",
    "EP880": "A river of white",
    "EP885": "A line that goes past its measure",
    "EP886": "Figures of two kinds in the text",
    "EP887": "Figures that do not stand in columns",
    "EP888": "An ornament at the edge of a page",
    "EP889": "A turned line of verse that does not hang",
}

BINDING: frozenset[str] = frozenset(
    {
        # text that is lost, doubled, unseen, or read in another order
        "EP500", "EP501", "EP502", "EP503", "EP504", "EP508", "EP509", "EP544", "EP546",
        # a file that is no PDF or EPUB, or not what it says it is
        "EP525", "EP530", "EP531", "EP532", "EP549", "EP560", "EP561", "EP568", "EP569",
        # what an edition gives away
        "EP317",
        "EP700", "EP701", "EP702", "EP703", "EP704", "EP705", "EP706", "EP707", "EP708", "EP709", "EP710",
        "EP711", "EP712",
    }
)  # fmt: skip
"""What no author can accept for the reader: front matter may not ignore these codes, with whatever reason."""
