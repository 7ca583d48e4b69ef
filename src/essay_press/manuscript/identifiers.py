"""ISBNs, DOIs, URLs and URNs as URIs."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

from essay_press.suggest import nearest

__all__ = ["identifier"]

DOI = re.compile(r"(?:doi:\s*|(?:https?://)?(?:dx\.)?doi\.org/)?(10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+)", re.IGNORECASE)
ISBN = re.compile(r"(?:urn:isbn:|isbn(?:[- ]?1[03])?:?\s*)?([0-9][0-9 ‐‑–-]*[0-9Xx])", re.IGNORECASE)
URN = re.compile(r"urn:([a-z0-9][a-z0-9-]{1,31}):(\S+)", re.IGNORECASE)
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def identifier(value: str) -> tuple[str, str, str]:
    """Return an identifier as a URI, or else what is wrong with it and the cure.

    `978-0-306-40615-7` gives `urn:isbn:9780306406157` (an ISBN-10 gives its ISBN-13), `10.1000/182` gives
    `https://doi.org/10.1000/182`.
    """
    doi = DOI.fullmatch(value)
    if doi:
        # A DOI may hold `<`, `>` and the like, which no URI may (DOI Handbook, 3.8).
        return "https://doi.org/" + quote(unquote(doi[1]), safe="/:;()._-~!$&'*+,=@"), "", ""
    isbn = ISBN.fullmatch(value)
    if isbn:
        return _isbn(re.sub("[^0-9Xx]", "", isbn[1]).upper())
    urn = URN.fullmatch(value)
    if urn:
        return _urn(value, urn[1].lower(), urn[2])
    if UUID.fullmatch(value):
        return f"urn:uuid:{value.lower()}", "", ""
    scheme = value.partition(":")[0].lower()
    if scheme in {"http", "https"}:
        return (value, "", "") if _is_url(value) else ("", "is no web address", "copy it whole, without spaces")
    guess = nearest(scheme, ("urn", "doi", "https", "isbn")) if ":" in value else ""
    hint = "write an ISBN (`978-…`), a DOI (`10.…/…`), a web address or a `urn:`"
    return "", "is not an ISBN, DOI, web address or URN", f"did you mean `{guess}:`? Else {hint}" if guess else hint


def _is_url(value: str) -> bool:
    """Return whether an http or https address has a host and only characters that a URI may have."""
    try:
        return bool(urlsplit(value).hostname) and not re.search(r'[\s<>"{}|\\^`]', value)
    except ValueError:  # an open bracket
        return False


def _urn(value: str, space: str, rest: str) -> tuple[str, str, str]:
    """Return a URN (RFC 8141), its ISBN or UUID looked at."""
    if space == "isbn":
        return _isbn(re.sub(r"[\s-]", "", rest).upper())
    if space == "uuid" and not UUID.fullmatch(rest):
        return "", "is not a UUID", "a UUID has 8, 4, 4, 4 and 12 hexadecimal digits with hyphens between"
    return value, "", ""


def _isbn(digits: str) -> tuple[str, str, str]:
    """Return an ISBN as a URN of its 13 digits, its check digit looked at (ISO 2108)."""
    if re.fullmatch("[0-9]{9}[0-9X]", digits):
        right = _check_10(digits[:9])
        if digits[9] == right:
            stem = "978" + digits[:9]
            return f"urn:isbn:{stem}{_check_13(stem)}", "", ""
    elif re.fullmatch("97[89][0-9]{10}", digits):
        right = _check_13(digits[:12])
        if digits[12] == right:
            return f"urn:isbn:{digits}", "", ""
    elif re.fullmatch("[0-9]{13}", digits):
        return "", "is not an ISBN, which begins with 978 or 979", "look at it again"
    else:
        hint = "look at it again; ISBNs may be written with hyphens"
        return "", f"is not an ISBN: it has {len(digits)} digits, not 10 or 13", hint
    hint = f"look at it again: if all else is right, the last digit is {right}"
    return "", "is not an ISBN: its check digit does not fit", hint


def _check_10(digits: str) -> str:
    """Return the check digit of nine ISBN-10 digits."""
    rest = -sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def _check_13(digits: str) -> str:
    """Return the check digit of twelve ISBN-13 digits."""
    return str(-sum((3 if index % 2 else 1) * int(digit) for index, digit in enumerate(digits)) % 10)
