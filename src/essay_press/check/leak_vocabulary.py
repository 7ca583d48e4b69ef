"""The words of which PDF, EPUB and the house make names: keys, operators, roles, ids, files.

As a single word in a name one of these says nothing, even where it is one of the author's terms (*Identity* is a
film): every file has it. In text, contents, bookmarks, alternatives and metadata it counts like any other.
"""

from __future__ import annotations

__all__ = ["NAMES"]

_WORDS = """
about access accessibility action address adobe after aiim all alt alternative alternatives amendment amiri and
angle annot annots apple application are aria artifact as ascent assistive atkinson attached auditory aut author
backlink base bbox bdc be begin beginbfchar begincmap begincodespacerange bleed bmc bold book bottom box break
can cap catalog charset cidfont cidinit cidsystem cidto cm cmap colophon color colour condition conformance
container contents cormorant count cover creation creator css currentdict date dcterms deck def default
defineresource depth descendant descent descriptor dest dests dict display div do doc document dtb eb edition
elem emc en encoding end endbfchar endcmap endcodespacerange ends eof epub essay et ext extensions external face
family feature figure file findresource first flags font fonts footer free from garamond gidmap gstate gts guide
have hazard head header headings height hidden http https hyperlegible ibooks iccbased id identification
identifier identity idtree iec image images imprint index indicates inf info integer intent intents inter
internal iso it italic itunes jetbrains jpg kids label labels landmarks lang last layout lbl lead link list
literata main marc mark marked markers math max mcid media meta metadata mimetype mod mode modified mono name
names nav navigation ncx next none note noteref notes noto ns null number nums obj objr of on opening opf order
ordering org outlines output package page pagebreak pages pagination parent parents part pattern pdf pdfua
pdfuaid pg png point pop preferences press prev print proc producer profile provided pull pullquote quotes range
rdf re reading rect redacted reference reflowed registry relators removed repeated resized resource resources rg
rgb role root safe sans schema sect semi seq series serif set shading source space span specified spoiler src
srgb stem struct structural subject subset subtitle subtype sufficient summary supplement table tabs technology
text textual tf the this title titlepage tj tm to toc top total transformability tree trim true ttf type ua ucs
uid unicode universal unlocked uri url urn utf uuid viewer visual vocabulary volume weasy weight white www xhtml
xml xobject xyz
"""
NAMES = frozenset(_WORDS.split())
