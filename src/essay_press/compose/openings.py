"""The opening words that are set in small capitals: a phrase, so that the change of letters comes where a voice pauses.

A phrase ends at a mark of punctuation, else before a word that begins the next one: a conjunction, a preposition, a
pronoun, an auxiliary verb. It never ends with a word that leans on what follows, such as an article.
"""

from __future__ import annotations

import re

__all__ = ["opening_words"]

WORDS = 6
LETTERS, STOPPED = 28, 34
"""Letters of an opening; of one that a mark of punctuation ends."""
FEWEST = 2
"""Words of an opening that ends before a new phrase; after one alone, a longer one is looked for."""
SHORT = 3
"""Letters of a word that leans on the next, in a language that has no list: articles and prepositions are as short."""

# Words that begin a phrase; and those that bind two words closely, so that one ends neither before nor after them.
BEGIN = {
    "en": """a about after again against all although am an and any are as at because been before being between but by
        can could did do does during each even every few for from had has have he her here his how i if in into is
        it its many may might more must my never no nor not on or our over shall she should since so some such
        than that the their them then there these they this those though through till to toward towards under
        until upon very was we were what when where whether which while who whom whose why will with within
        without would you your""",
    "de": """aber als am an auch auf aus bei bin bis da damit das dass dem den denn der des die dies diese dieser
        dieses durch ein eine einem einen einer eines er es für gegen hat hatte hatten haben ich ihr ihre im in
        ins ist ja kann kein keine können man mein mit nach nicht noch nur ob oder ohne sehr sein seine seit sich
        sie sind so über um und uns unter vom vor war waren was weil wenn wer werden wie wir wird wo wurde zu zum
        zur zwischen""",
    "fr": """a à après au aussi autour aux avait avaient avant avec c'est car ce cela ces cet cette chez comme contre
        dans depuis dès donc dont elle elles en entre est et était étaient été il ils je jusque la le les leur
        leurs lorsque lui mais même mon n'a ne ni nos notre nous on ont or ou où par parce pas pendant plus pour
        puis qu'il quand que quel quelle qui sa sans se ses si son sont sous sur ta tandis tout toute très tu un
        une vers votre vous y""",
    "es": """a al ante antes aunque bajo como con contra cual cuando cuya cuyo desde donde durante e el él ella ellas
        ellos en entre era eran es esa ese eso esta está estaba este esto fue fueron ha había hacia han hasta hay
        la las le les lo los más me mi mientras muy ni no nos nuestra nuestro o para pero por porque pues que qué
        quien se según ser si sin sobre son su sus tan te tu un una unas uno unos y ya yo""",
}  # fmt: skip
BIND = {"en": "of", "de": "von", "fr": "d de des du l", "es": "de del"}
_OPENERS = {language: frozenset(words.split()) for language, words in BEGIN.items()}
_BINDERS = {language: frozenset(words.split()) for language, words in BIND.items()}
_WORD = re.compile(r"[\w’'-]+")


def opening_words(text: str, language: str = "") -> str:
    """Return the first words of a text that make a phrase, at most WORDS of LETTERS, without the space after them.

    `text` may begin within a word, whose first letter is set by itself.
    """
    opening = re.match(rf"[\w’'-]*(?:[ \u00a0][\w’'-]+){{0,{WORDS - 1}}}", text)
    if opening is None:
        return ""
    if len(opening[0]) <= STOPPED and not _goes_on(text, len(opening[0])):
        return opening[0]
    ends = [found.end() for found in _WORD.finditer(opening[0])]
    fitting = [end for end in ends if end <= LETTERS] or ends[:1]
    if not fitting:
        return opening[0]
    key = language[:2].casefold()
    kept = [end for end in fitting if not _leans(text[:end], key)]
    begin = _OPENERS.get(key, frozenset())
    phrases = [end for end in kept if end in fitting[FEWEST - 1 :] and _next(text, end) in begin]
    best = phrases or kept or fitting[:1]
    return text[: best[-1]]


def _goes_on(text: str, end: int) -> bool:
    """Return whether a word follows, with nothing but a space between."""
    return re.match(r"[ \u00a0]\w", text[end:]) is not None


def _leans(opening: str, language: str) -> bool:
    """Return whether the last word wants the next one beside it."""
    word = _WORD.findall(opening)[-1].casefold().replace("’", "'")
    if language in _OPENERS:
        return word in _OPENERS[language] or word in _BINDERS[language]
    return " " in opening.replace("\u00a0", " ") and len(word) <= SHORT


def _next(text: str, end: int) -> str:
    """Return the word that follows, in small letters."""
    found = _WORD.search(text, end)
    return found[0].casefold().replace("’", "'") if found else ""
