"""Who made an essay: names as they are sorted, and what each person did."""

from __future__ import annotations

import re

__all__ = ["ROLES", "ROLE_WORDS", "sort_name"]

ROLES_LIST = """
    abr acp act adi adp aft anc anl anm ann ant ape apl app aqt arc ard arr art asg asn ato att auc aud aue aui aup
    aus aut bdd bjd bka bkd bkp blw bnd bpd brd brl bsl cad cas ccp chr cli cll clr clt cmm cmp cmt cnd cng cns coe
    col com con cop cor cos cot cou cov cpc cpe cph cpl cpt cre crp crr crt csl csp cst ctb cte ctg ctr cts ctt cur
    cwt dbd dbp dfd dfe dft dgc dgg dgs dis djo dln dnc dnr dpc dpt drm drt dsr dst dtc dte dtm dto dub edc edd edm
    edt egr elg elt eng enj etr evp exp fac fds fld flm fmd fmk fmo fmp fnd fon fpy frg gdv gis his hnr hst ill ilu
    ins inv isb itr ive ivr jud jug lbr lbt ldr led lee lel len let lgd lie lil lit lsa lse lso ltg lyr mcp mdc med
    mfp mfr mka mod mon mrb mrk msd mte mtk mup mus mxe nan nrt onp opn org orm osp oth own pad pan pat pbd pbl pdr
    pfr pht plt pma pmn pop ppm ppt pra prc prd pre prf prg prm prn pro prp prs prt prv pta pte ptf pth ptt pup rap
    rbr rcd rce rcp rdd red ren res rev rpc rps rpt rpy rse rsg rsp rsr rst rth rtm rxa sad sce scl scr sde sds sec
    sfx sgd sgn sht sll sng spk spn spy srv std stg stl stm stn str swd tau tcd tch ths tld tlg tlh tlp trc trl tyd
    tyg uvp vac vdg vfx wac wal wam wat wdc wde win wit wpr wst
"""
ROLES = frozenset(ROLES_LIST.split())
"""The MARC relator codes (Library of Congress)."""

ROLE_WORDS = {
    "adapter": "adp",
    "afterword": "aft",
    "annotator": "ann",
    "artist": "art",
    "author": "aut",
    "author of afterword": "aft",
    "author of introduction": "aui",
    "book designer": "bkd",
    "calligrapher": "cll",
    "commentator": "cmm",
    "compiler": "com",
    "composer": "cmp",
    "contributor": "ctb",
    "copyright holder": "cph",
    "cover designer": "cov",
    "creator": "cre",
    "critic": "rev",
    "dedicatee": "dte",
    "designer": "dsr",
    "editor": "edt",
    "engraver": "egr",
    "etcher": "etr",
    "foreword": "wpr",
    "foreword author": "wpr",
    "funder": "fnd",
    "illustrator": "ill",
    "interviewee": "ive",
    "interviewer": "ivr",
    "introduction": "win",
    "librettist": "lbt",
    "lyricist": "lyr",
    "narrator": "nrt",
    "photographer": "pht",
    "poet": "aut",
    "preface": "wpr",
    "printmaker": "prm",
    "producer": "pro",
    "proofreader": "pfr",
    "publisher": "pbl",
    "researcher": "res",
    "reviewer": "rev",
    "speaker": "spk",
    "sponsor": "spn",
    "transcriber": "trc",
    "translator": "trl",
    "type designer": "tyd",
    "typographer": "tyg",
    "writer": "aut",
    "writer of introduction": "win",
    "writer of preface": "wpr",
}
"""Roles in English, and their codes."""

PARTICLES_LIST = """
    af av d' da dal das de degli dei del della den der di do dos ten ter van von zu zum zur
"""
PARTICLES = frozenset(PARTICLES_LIST.split())
"""Words between given names and surname that are sorted behind both, when they are written small."""

PREFIXES_LIST = """
    al bar ben bin bint du el ibn l' la le les lo o' san st st. ó ní
"""
PREFIXES = frozenset(PREFIXES_LIST.split())
"""Words that belong to the surname, small or not."""

SUFFIX = re.compile(r"(?:jr|sr|ph\.?d|m\.?d|esq)\.?|I{2,3}|I?V|VI{1,3}", re.IGNORECASE)


def sort_name(name: str) -> str:
    """Return a name as a library sorts it: `King, Martin Luther, Jr.`, `Goethe, Johann Wolfgang von`.

    A guess by the customs of Western names; a name of one word, or one turned already, stays as it is.
    """
    head, comma, tail = name.partition(",")
    suffix = ""
    if comma:
        if not SUFFIX.fullmatch(tail.strip()):
            return name
        suffix = tail.strip()
    words = re.split(" +", head.strip())
    if not suffix and len(words) > 2 and SUFFIX.fullmatch(words[-1]):
        suffix = words.pop()
    if len(words) < 2 or (len(words) == 2 and SUFFIX.fullmatch(words[1])):  # Plato, Henry VIII
        return name
    if words[0].casefold() in {"the", "a", "an"}:
        return f"{' '.join(words[1:])}, {words[0]}"
    start, first = _surname(words)
    if first == 0:
        return name
    turned = f"{' '.join(words[start:])}, {' '.join(words[:first] + words[first:start])}"
    return f"{turned}, {suffix}" if suffix else turned


def _surname(words: list[str]) -> tuple[int, int]:
    """Return where the surname as sorted begins, and where the given names end (particles stand between)."""
    for index in range(1, len(words) - 1):
        word = words[index]
        if word.casefold() == "y" and index > 1:  # Ortega y Gasset
            return index - 1, index - 1
        if word.casefold() in PREFIXES or (word.casefold() in PARTICLES and word[:1].isupper()):
            return index, index
        if word.casefold() in PARTICLES:
            start = index
            while start < len(words) - 1 and (words[start] in PARTICLES or words[start] in {"la", "las", "los"}):
                start += 1
            return start, index
    if words[0].casefold() in PREFIXES and len(words) == 2:  # Ibn Sina, La Rochefoucauld
        return 0, 0
    return len(words) - 1, len(words) - 1
