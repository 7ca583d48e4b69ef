"""What languages do with quotation marks, dashes, apostrophes and spaces: one entry each, and how a tag finds it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

__all__ = ["Language", "find", "is_rtl"]

_RTL = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "syr", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """The conventions of a language; entries compare by identity.

    `quotes` are the outer and the inner pair, or empty where straight quotes stay. With `single_first` a quotation in
    single straight quotes is an outer one too. `dash` is what an author's `--` becomes: a `closed` em dash, a `spaced`
    dash, the Spanish `raya`, or `plain` (spaces as typed); `dash_sign` is its sign, `speech_dash` opens speech.

    Words beside which an apostrophe stands, in lower case: `elisions` ('tis), `possible_elisions` ('round, unless a
    quotation closes later), `clipped` (th', po'), and `possessives`, the endings before one (boys').

    `french` is how ; : ! ? and guillemets are spaced; `parts_quotes` sets a thin space between two marks; with
    `groups_digits` 10 000 is one number; `binds_letters` are words of one letter that do not end a line. The rest are
    alternatives of regular expressions for what does not break: `titles` before a name, `labels` before a number, words
    `after_number`, and `wholes`, abbreviations of several parts, which `thin` divides. With `month_first` a month also
    stands before its day.
    """

    name: str
    quotes: str = ""
    single_first: bool = False
    dash: Literal["closed", "spaced", "raya", "plain"] = "plain"
    dash_sign: str = "–"
    speech_dash: str = "—\u00a0"
    elisions: frozenset[str] = frozenset()
    possible_elisions: frozenset[str] = frozenset()
    clipped: frozenset[str] = frozenset()
    possessives: tuple[str, ...] = ()
    french: Literal["", "fr", "fr-CA", "fr-CH"] = ""
    parts_quotes: bool = False
    groups_digits: bool = False
    binds_letters: str = ""
    months: str = ""
    month_first: bool = False
    titles: str = ""
    labels: str = ""
    after_number: str = ""
    wholes: str = ""
    thin: str = "\u202f"


def _words(text: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(text.split())


_ENGLISH = Language(
    "en-US",
    quotes="“”‘’",
    dash="closed",
    dash_sign="—",
    speech_dash="—",
    elisions=_words(
        "t tis tisn tain twas twasn twere tweren twill twould twixt em til till nuff gainst mongst neath pon"
    ),
    possible_elisions=_words(
        "bout cause cept coz cuz fore fraid gan im less mid mids midst nother nuther ow round scape scuse spect stead "
        "thout tween ware way e er is ave ad"
    ),
    clipped=_words("th o an wi ol lil i"),
    possessives=("s", "in", "x", "z"),
    parts_quotes=True,
    months="January|February|March|April|May|June|July|August|September|October|November|December",
    month_first=True,
    titles=(
        r"Mr\.?|Mrs\.?|Ms\.?|Dr\.?|St\.?|Mme|Mlle|Messrs\.?|Prof\.|Rev\.|Hon\.|Capt\.|Gen\.|Col\.|Lt\.|Sgt\.|"
        r"Sen\.|Rep\.|Gov\."
    ),
    labels=(
        r"[Nn]os?\.|[Vv]ols?\.|pp?\.|[Cc]h\.|[Ff]igs?\.|[Ee]qs?\.|[Pp]ages?|[Cc]hapters?|[Ff]igures?|"
        r"[Tt]ables?|[Nn]otes?|ca?\."
    ),
    after_number=r"[ap]\.m\.|AM|PM|BC|BCE|CE|percent",
)
_GERMAN = Language(
    "de",
    quotes="„“‚‘",
    dash="spaced",
    speech_dash="–\u00a0",
    elisions=_words("s n ne nen nem ner nes"),
    possible_elisions=_words("raus rein rauf rum runter rüber ran mal"),
    possessives=("s", "x", "z", "ß", "ce"),
    months="Januar|Jänner|Februar|Feber|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember",
    titles=r"Dr\.|Prof\.|Hr\.|Fr\.|St\.|Hrn\.",
    labels=(
        r"S\.|Bd\.|Bde\.|Nr\.|Abb\.|Kap\.|Abs\.|Art\.|Anm\.|Tab\.|Jg\.|H\.|Seite|Band|Kapitel|Abbildung|"
        r"Tabelle|Anmerkung|ca\."
    ),
    after_number=r"Uhr|Euro|Jh\.|Jahrhunderts?|Prozent|[vn]\.[ \u00a0\u202f]?Chr\.",
    wholes=r"[zZ]\. ?B\.|[dD]\. ?h\.|u\. ?a\.|u\. ?U\.|z\. ?T\.|o\. ?Ä\.|o\. ?ä\.|u\. ?Ä\.|u\. ?ä\.|"
    r"i\. ?A\.|i\. ?d\. ?R\.|v\. ?a\.|s\. ?o\.|"
    r"s\. ?u\.|m\. ?E\.|v\. ?Chr\.|n\. ?Chr\.|e\. ?V\.|a\. ?a\. ?O\.|o\. ?J\.",
)
_FRENCH = Language(
    "fr",
    quotes="«»“”",
    dash="spaced",
    french="fr",
    groups_digits=True,
    months="janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
    titles=r"MM?\.|Mme|Mmes|Mlle|Mlles|Dr|Pr|Me|Mgr|St|Ste",
    labels=(
        r"[Nn][°º]s?|pp?\.|t\.|vol\.|chap\.|art\.|fig\.|tabl?\.|ch\.|[Pp]ages?|[Cc]hapitres?|[Tt]omes?|"
        r"[Nn]otes?|[Ff]igures?|[Tt]ableaux?"
    ),
    after_number=r"euros?|heures|siècles?|av\.|apr\.",
    wholes=r"av\. ?J\.-C\.|apr\. ?J\.-C\.",
    thin="\u00a0",
)
_SPANISH = Language(
    "es",
    quotes="«»“”",
    dash="raya",
    dash_sign="—",
    speech_dash="—",
    months=("enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre"),
    titles=r"Sr\.|Sra\.|Sres\.|Sras\.|Srta\.|D\.|Dª|D\.ª|Dña\.|Dr\.|Dra\.|Prof\.|Sto\.|Sta\.|Fr\.",
    labels=(
        r"[Ss]iglos?|[Nn]\.[ºo]s?|[Nn]º|núms?\.|págs?\.|pp?\.|vols?\.|caps?\.|arts?\.|figs?\.|[Pp]áginas?|"
        r"[Cc]apítulos?|[Nn]otas?|[Ff]iguras?|[Tt]ablas?"
    ),
    after_number=r"euros?|horas|[ap]\.[ \u00a0\u202f]?m\.",
    wholes=r"EE\. ?UU\.|a\. ?C\.|d\. ?C\.|a\. ?m\.|p\. ?m\.|p\. ?ej\.|JJ\. ?OO\.|RR\. ?HH\.",
)
_ITALIAN = Language(
    "it",
    quotes="«»“”",
    dash="spaced",
    elisions=_words("sto sta sti ste stu na nu n o l ndrangheta nduja"),
    clipped=_words("po mo di fa va da sta be to ca vo de ne co pe a i gua"),
    months="gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre",
    titles=(
        r"[Ss]ig\.|[Ss]ig\.ra|[Ss]ig\.na|[Dd]ott\.|[Dd]ott\.ssa|[Pp]rof\.|[Pp]rof\.ssa|[Aa]vv\.|[Ii]ng\.|"
        r"[Oo]n\.|[Dd]on|S\."
    ),
    labels=(
        r"[Ss]ecolo|[Nn]\.|[Nn]º|pp?\.|pagg?\.|vol\.|voll\.|cap\.|capp\.|art\.|artt\.|figg?\.|[Pp]agin[ae]|"
        r"[Cc]apitol[oi]|[Nn]ot[ae]|[Ff]igur[ae]|[Tt]abell[ae]"
    ),
    after_number=r"euro|secolo|a\.C\.|d\.C\.",
    wholes=r"p\. ?es\.",
)
_POLISH = Language(
    "pl",
    quotes="„”«»",
    dash="spaced",
    speech_dash="–\u00a0",
    groups_digits=True,
    binds_letters="aiouwz",
    months=("stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia"),
    titles=(
        r"[Pp]rof\.|[Dd]r|[Dd]r\.|[Mm]gr|[Ii]nż\.|[Śś]w\.|[Uu]l\.|[Aa]l\.|[Pp]l\.|[Ii]m\.|[Kk]s\.|[Gg]en\.|"
        r"[Rr]ed\."
    ),
    labels=(
        r"[Ww]ieku?|[Nn]r|[Ss]\.|[Ss]tr\.|[Tt]\.|[Rr]ozdz\.|[Rr]ys\.|[Tt]ab\.|[Aa]rt\.|[Uu]st\.|[Pp]kt|"
        r"[Pp]or\.|[Oo]k\.|[Ss]tron[aiey]|[Rr]ozdział|[Tt]om"
    ),
    after_number=r"r\.|w\.|wieku?|zł|tys\.|mln|mld|godz\.|roku",
)
_DUTCH = Language(
    "nl",
    quotes="“”‘’",
    dash="spaced",
    speech_dash="–\u00a0",
    elisions=_words("s t n k m r ns d"),
    possessives=("s", "x", "z"),
    months="januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december",
    titles=r"[Dd]hr\.|[Mm]evr\.|[Mm]w\.|[Dd]rs?\.|[Pp]rof\.|[Mm]r\.|[Ii]r\.|[Dd]s\.|[Ss]t\.",
    labels=(
        r"[Nn]rs?\.|pp?\.|blz\.|hfst\.|fig\.|art\.|dl\.|[Pp]agina’?s?|[Hh]oofdstuk|[Nn]oot|[Tt]abel|"
        r"[Aa]fbeelding|ca\."
    ),
    after_number=r"euro|uur|procent|eeuw",
)
_PORTUGUESE = Language(
    "pt-PT",
    quotes="«»“”",
    dash="spaced",
    dash_sign="—",
    months=(
        "[Jj]aneiro|[Ff]evereiro|[Mm]arço|[Aa]bril|[Mm]aio|[Jj]unho|[Jj]ulho|[Aa]gosto|[Ss]etembro|"
        "[Oo]utubro|[Nn]ovembro|[Dd]ezembro"
    ),
    titles=r"Srs?\.|Sr\.ª|Sras?\.|D\.|Drs?\.|Dr\.ª|Dras?\.|Prof\.|Prof\.ª|Eng\.|S\.|Sto\.|Sta\.",
    labels=(
        r"[Ss]éculos?|[Ss]éc\.|[Nn]\.[ºo]s?|[Nn]º|pp?\.|págs?\.|vols?\.|caps?\.|arts?\.|figs?\.|[Pp]áginas?|"
        r"[Cc]apítulos?|[Nn]otas?|[Ff]iguras?|[Tt]abelas?"
    ),
    after_number=r"euros?|horas|reais|a\.C\.|d\.C\.",
    wholes=r"p\. ?ex\.",
)

_BRITISH = replace(
    _ENGLISH, name="en-GB", quotes="‘’“”", single_first=True, dash="spaced", dash_sign="–", month_first=False
)

_ENTRIES = {
    "en": _ENGLISH,
    "en-GB": _BRITISH,
    "de": _GERMAN,
    "de-CH": replace(_GERMAN, name="de-CH", quotes="«»‹›"),
    "fr": _FRENCH,
    "fr-CA": replace(_FRENCH, name="fr-CA", french="fr-CA"),
    "fr-CH": replace(_FRENCH, name="fr-CH", quotes="«»‹›", french="fr-CH"),
    "es": _SPANISH,
    "es-MX": replace(_SPANISH, name="es-MX", quotes="“”‘’"),
    "it": _ITALIAN,
    "it-CH": replace(_ITALIAN, name="it-CH", quotes="«»‹›"),
    "pl": _POLISH,
    "nl": _DUTCH,
    "pt": _PORTUGUESE,
    "pt-BR": replace(_PORTUGUESE, name="pt-BR", quotes="“”‘’"),
    # Quotation marks only; dashes keep the author's spaces.
    "ca": Language("ca", quotes="«»“”"),
    "cs": Language("cs", quotes="„“‚‘"),
    "da": Language("da", quotes="»«›‹"),
    "el": Language("el", quotes="«»“”"),
    "fi": Language("fi", quotes="””’’"),
    "hr": Language("hr", quotes="„”‘’"),
    "hu": Language("hu", quotes="„”»«"),
    "nb": Language("nb", quotes="«»‘’"),
    "nn": Language("nn", quotes="«»‘’"),
    "ro": Language("ro", quotes="„”«»"),
    "ru": Language("ru", quotes="«»„“"),
    "sk": Language("sk", quotes="„“‚‘"),
    "sv": Language("sv", quotes="””’’"),
    "tr": Language("tr", quotes="“”‘’"),
    "uk": Language("uk", quotes="«»„“"),
}

# Regions that follow another region rather than the language's first entry.
_ALIKE = {
    "de-LI": "de-CH",
    **dict.fromkeys(("en-AU", "en-IE", "en-IN", "en-NZ", "en-ZA"), "en-GB"),
    **dict.fromkeys(
        (
            "es-419",
            "es-AR",
            "es-BO",
            "es-CL",
            "es-CO",
            "es-CR",
            "es-CU",
            "es-DO",
            "es-EC",
            "es-GT",
            "es-HN",
            "es-NI",
            "es-PA",
            "es-PE",
            "es-PR",
            "es-PY",
            "es-SV",
            "es-US",
            "es-UY",
            "es-VE",
        ),
        "es-MX",
    ),
    "no": "nb",
}
_BY_LOWER = {tag.lower(): entry for tag, entry in _ENTRIES.items()} | {
    tag.lower(): _ENTRIES[other] for tag, other in _ALIKE.items()
}
_NEUTRAL = Language("")


@cache
def find(tag: str) -> Language:
    """Return the entry of a BCP 47 tag, of its language, or the neutral one, which sets what no language disputes."""
    subtags = tag.lower().replace("_", "-").split("-")
    regions = [subtag for subtag in subtags[1:] if len(subtag) == 2 or (len(subtag) == 3 and subtag.isdecimal())]
    for wanted in (*(f"{subtags[0]}-{region}" for region in regions[:1]), subtags[0]):
        if wanted in _BY_LOWER:
            return _BY_LOWER[wanted]
    return _NEUTRAL


def is_rtl(language: str) -> bool:
    """Return whether text in `language` (BCP 47) runs from right to left."""
    subtags = language.lower().split("-")
    return subtags[0] in _RTL and "latn" not in subtags[1:]
