"""Language tags (BCP 47)."""

from __future__ import annotations

import re

__all__ = ["language_tag"]

TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-[a-z]{3}){0,3}"
    r"(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*"
    r"(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?",
    re.IGNORECASE,
)
"""A language tag without the grandfathered ones and those of private use alone (RFC 5646, 2.1)."""

LANGUAGES_LIST = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el
    en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu
    ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na
    nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so
    sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
LANGUAGES = frozenset(LANGUAGES_LIST.split())
"""The two-letter language subtags of the IANA registry."""

REGIONS_LIST = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
    FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
    JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
    PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
    TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
REGIONS = frozenset(REGIONS_LIST.split())
"""The two-letter region subtags of the IANA registry."""

MEANT_LIST = """
    aar:aa abk:ab afr:af aka:ak amh:am ara:ar arg:an asm:as ava:av ave:ae aym:ay aze:az bak:ba bam:bm bel:be
    ben:bn bis:bi bod:bo bos:bs bre:br bul:bg cat:ca ces:cs cha:ch che:ce chu:cu chv:cv cor:kw cos:co cre:cr cym:cy
    dan:da deu:de div:dv dzo:dz ell:el eng:en epo:eo est:et eus:eu ewe:ee fao:fo fas:fa fij:fj fin:fi fra:fr fry:fy
    ful:ff gla:gd gle:ga glg:gl glv:gv grn:gn guj:gu hat:ht hau:ha heb:he her:hz hin:hi hmo:ho hrv:hr hun:hu hye:hy
    ibo:ig ido:io iii:ii iku:iu ile:ie ina:ia ind:id ipk:ik isl:is ita:it jav:jv jpn:ja kal:kl kan:kn kas:ks kat:ka
    kau:kr kaz:kk khm:km kik:ki kin:rw kir:ky kom:kv kon:kg kor:ko kua:kj kur:ku lao:lo lat:la lav:lv lim:li lin:ln
    lit:lt ltz:lb lub:lu lug:lg mah:mh mal:ml mar:mr mkd:mk mlg:mg mlt:mt mon:mn mri:mi msa:ms mya:my nau:na nav:nv
    nbl:nr nde:nd ndo:ng nep:ne nld:nl nno:nn nob:nb nor:no nya:ny oci:oc oji:oj ori:or orm:om oss:os pan:pa pli:pi
    pol:pl por:pt pus:ps que:qu roh:rm ron:ro run:rn rus:ru sag:sg san:sa sin:si slk:sk slv:sl sme:se smo:sm sna:sn
    snd:sd som:so sot:st spa:es sqi:sq srd:sc srp:sr ssw:ss sun:su swa:sw swe:sv tah:ty tam:ta tat:tt tel:te tgk:tg
    tgl:tl tha:th tir:ti ton:to tsn:tn tso:ts tuk:tk tur:tr twi:tw uig:ug ukr:uk urd:ur uzb:uz ven:ve vie:vi vol:vo
    wln:wa wol:wo xho:xh yid:yi yor:yo zha:za zho:zh zul:zu ger:de fre:fr dut:nl gre:el cze:cs slo:sk rum:ro per:fa
    chi:zh wel:cy ice:is alb:sq arm:hy baq:eu bur:my geo:ka mac:mk mao:mi may:ms tib:bo english:en german:de
    deutsch:de french:fr français:fr francais:fr spanish:es español:es espanol:es castellano:es italian:it
    italiano:it polish:pl polski:pl dutch:nl nederlands:nl portuguese:pt português:pt portugues:pt russian:ru
    ukrainian:uk czech:cs danish:da swedish:sv norwegian:no finnish:fi greek:el hungarian:hu romanian:ro turkish:tr
    japanese:ja chinese:zh korean:ko arabic:ar hebrew:he latin:la irish:ga welsh:cy catalan:ca basque:eu
    vietnamese:vi hindi:hi persian:fa farsi:fa croatian:hr serbian:sr slovak:sk slovenian:sl bulgarian:bg
    estonian:et latvian:lv lithuanian:lt icelandic:is indonesian:id cz:cs dk:da gr:el jp:ja ua:uk cn:zh iw:he in:id
    ji:yi jw:jv mo:ro sh:sr-Latn us:en-US gb:en-GB by:be kz:kk vn:vi
"""
MEANT = dict(pair.split(":") for pair in MEANT_LIST.split())
"""What people write, and the tag they mean: three-letter codes, names, and the codes of countries."""


def language_tag(value: str) -> tuple[str, str]:
    """Return a language tag in its usual case, or nothing and what to write instead."""
    dashed = value.replace("_", "-")
    match = TAG.fullmatch(dashed)
    language = match["language"].lower() if match else ""
    region = (match["region"] or "").upper() if match else ""
    first, *rest = dashed.split("-")
    meant = MEANT.get(first.lower(), "")
    if meant and language not in LANGUAGES:
        return "", _did_you_mean("-".join([meant, *rest]))
    if match is None or (len(language) == 2 and language not in LANGUAGES):
        return "", "write a tag such as `en`, `en-GB`, `de` or `pt-BR`"
    if region.isalpha() and region not in REGIONS:
        better = f"{language}-GB" if region == "UK" else ""
        return "", _did_you_mean(better) if better else f"`{region}` is no country: write `{language}` alone"
    tag = _cased(dashed)
    return ("", _did_you_mean(tag)) if "_" in value else (tag, "")


def _did_you_mean(tag: str) -> str:
    """Return a hint that names a better tag, if that is one."""
    better = language_tag(tag)[0]
    return f"did you mean `{better}`?" if better else "write a tag such as `en`, `en-GB`, `de` or `pt-BR`"


def _cased(tag: str) -> str:
    """Return the tag with its language in small letters, its script as a name and its region in capitals."""
    parts = tag.lower().split("-")
    single = next((index for index, part in enumerate(parts) if len(part) == 1), len(parts))
    for index in range(1, single):
        if len(parts[index]) == 2:
            parts[index] = parts[index].upper()
        elif len(parts[index]) == 4 and parts[index].isalpha():
            parts[index] = parts[index].capitalize()
    return "-".join(parts)
