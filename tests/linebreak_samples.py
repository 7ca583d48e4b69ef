"""Paragraphs for the tests of line breaking: texts of ours in four languages, runs in the vendored faces."""

from __future__ import annotations

from pathlib import Path

from essay_press.formats.pdf.linebreaking import Face, Run, SetLine

__all__ = ["ENGLISH", "FONTS", "FRENCH", "GARAMOND", "GERMAN", "MM", "SIZE", "SPANISH", "TEXTS", "run", "shown"]

FONTS = Path(__file__).resolve().parent.parent / "fonts"
GARAMOND = Face(FONTS / "eb-garamond" / "EBGaramond_400Regular.ttf")
MM = 96 / 25.4
SIZE = 11 * 96 / 72
ENGLISH = (
    "A page of prose is read in lines, and each of them is a small decision: where to stop, how far to stretch, if "
    "a word may be divided. Compositors made these decisions by hand, looking ahead a line or two, and good offices "
    "were known by their evenness—no rivers, no ladders of hyphens, no “gappy” last resort. The machine that replaced "
    "them forgot all that for a while; it filled one line after another, never looked back, and left the reader with "
    "whatever was over. To look at the paragraph as a whole is more work, yet affectionately, efficiently done it "
    "costs less than a glance, and the office of fifty-five years’ standing would hardly have told the difference."
)
GERMAN = (
    "Der Satzspiegel eines Buches verrät, ob jemand hingesehen hat. Gleichmäßige Wortabstände, wenige Trennungen und "
    "ein ruhiger Rand sind keine Nebensachen, sondern die Voraussetzung dafür, daß man das Lesen nicht bemerkt. Die "
    "Donaudampfschifffahrtsgesellschaft hätte ihre Freude an einem Algorithmus gehabt, der auch »unmögliche« "
    "Zusammensetzungen an der richtigen Stelle teilt – und sonst lieber gar nicht."
)
FRENCH = (
    "« Les lignes d’un paragraphe, disait-il, se tiennent comme les maillons d’une chaîne : si l’une cède, les autres "
    "s’écartent. » On ne coupe pas une syllabe muette, on ne laisse pas seul un mot de deux lettres, on évite les "
    "lézardes ; le reste est affaire de patience, d’habitude et d’un œil qui sait compter les blancs."
)
SPANISH = (
    "—Nadie lee los espacios —dijo el cajista—, pero todos los sienten. Una línea demasiado abierta interrumpe la "
    "respiración del párrafo; una demasiado cerrada la ahoga. Entre ambas hay un equilibrio que antes se buscaba a "
    "mano y que hoy puede calcularse, siempre que alguien se tome la molestia de preguntar por el conjunto."
)
TEXTS = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH}


def run(text: str, language: str = "en", face: Face = GARAMOND, size: float = SIZE) -> Run:
    """Return a run of plain text."""
    return Run(text, face, size, (), language)


def shown(text: str, line: SetLine) -> str:
    """Return what a line of a text in one run shows."""
    return text[line.start[1] : line.end[1]].rstrip("\u00ad") + line.hyphen
