"""Sentences set as a compositor of each language would set them.

Each line is what an author types, ` => `, and what is printed; `~` stands for a no-break space (U+00A0) and `_` for a
narrow no-break space (U+202F) in what is printed.
"""

from __future__ import annotations

import pytest

from essay_press.typography import typeset_text

SENTENCES = {
    "en-US": r"""
        "Hello," she said. => “Hello,” she said.
        "He told me, 'Go away,' and left." => “He told me, ‘Go away,’ and left.”
        "'Tis late," he said. => “_’Tis late,” he said.
        "Did you say 'no'?" => “Did you say ‘no’?”
        'T was the trick of nature, and th' others' envy. => ’T was the trick of nature, and th’ others’ envy.
        'It's 'bout time,' he said, 'to show 'em.' => ‘It’s ’bout time,’ he said, ‘to show ’em.’
        "He said "yes" loudly," she said. "And 'so' on." => “He said ‘yes’ loudly,” she said. “And ‘so’ on.”
        "He was 6'2" tall," she said. "No!" => “He was 6′2″ tall,” she said. “No!”
        Is it "A"/"B"? "...and" then => Is it “A”/“B”? “…and” then
        Rock 'n' roll in the '90s => Rock ’n’ roll in the ’90s
        The class of '76 met 'em. => The class of ’76 met ’em.
        The boys' room, James's hat, and the '20s' hats. => The boys’ room, James’s hat, and the ’20s’ hats.
        'The boys' room is locked,' he said. => ‘The boys’ room is locked,’ he said.
        It's o'clock; rock'n'roll; O'Brien => It’s o’clock; rock’n’roll; O’Brien
        It was 5'10" tall and 6'2" wide. => It was 5′10″ tall and 6′2″ wide.
        A 12" record and a 10" one. => A 12″ record and a 10″ one.
        "In 1984" he wrote. => “In 1984” he wrote.
        The lens sat at 51°30'26" north. => The lens sat at 51°30′26″ north.
        nature's eclecticism---and what is his speech? => nature’s eclecticism—and what is his speech?
        one -- two - three => one—two—three
        "Wait--" he began. => “Wait—” he began.
        "--and then?" => “—and then?”
        He said--"Come." => He said—“Come.”
        "Go"--he said. => “Go”—he said.
        well-known, re-entry, a - b => well-known, re-entry, a - b
        From 1914-1918, pp. 12-15, in 2026-11-22 => From 1914–1918, pp.~12–15, in 2026-11-22
        ISBN 978-3-16-148410-0, phone 555-1234 => ISBN 978-3-16-148410-0, phone 555-1234
        Well... maybe. . . . Yes => Well… maybe…. Yes
        And so ... on => And so~… on
        Mr. Smith, Dr. No, and St. John => Mr.~Smith, Dr.~No, and St.~John
        On May 22, 2026, at 5 p.m. => On May~22, 2026, at 5~p.m.
        See No. 5, p. 12, and chapter IV. => See No.~5, p.~12, and chapter~IV.
        A. N. Author ran 5 km at 30 °C, see § 4. => A.~N.~Author ran 5~km at 30~°C, see §~4.
        ("Quoted," he said.) ["So."] => (“Quoted,” he said.) [“So.”]
        “Already set”—and ‘so’ it stays… => “Already set”—and ‘so’ it stays…
        At http://example.org/a--b?c="d" or a.b--c@example.org => At http://example.org/a--b?c=“d” or a.b--c@example.org
        "Unclosed speech runs on. => “Unclosed speech runs on.
        "One." "Two." "Three." => “One.” “Two.” “Three.”
        the so-called 'expert' => the so-called ‘expert’
        Singin' and dancin' in "Singin' in the Rain" => Singin’ and dancin’ in “Singin’ in the Rain”
        'Round the house, 'cause he 'd gone => ’Round the house, ’cause he ’d gone
        "What's 'gonna' mean?" asked O'Neil's son. => “What’s ‘gonna’ mean?” asked O’Neil’s son.
    """,
    "en-GB": r"""
        "Hello," she said. => ‘Hello,’ she said.
        'Hello,' she said. => ‘Hello,’ she said.
        "He said 'no' twice." => ‘He said “no” twice.’
        'He said "no" twice.' => ‘He said “no” twice.’
        'The boys' room is locked,' he said. => ‘The boys’ room is locked,’ he said.
        "The dogs' home" => ‘The dogs’ home’
        ''Tis late,' he said. => ‘’Tis late,’ he said.
        one--two => one~– two
        one -- two => one~– two
        one - two => one~– two
        one---two => one~– two
        'But I--' => ‘But I~–’
        'But--!' => ‘But~–!’
        1914-1918 and pp. 3--7 => 1914–1918 and pp.~3–7
        "It's Jones's," said O'Brien. => ‘It’s Jones’s,’ said O’Brien.
        fish 'n' chips in the '60s => fish ’n’ chips in the ’60s
        Mr Smith and Dr Who met Mrs. Brown on St Mary Street. => Mr~Smith and Dr~Who met Mrs.~Brown on St~Mary Street.
        on 22 November 2026 => on 22~November 2026
        6'2" tall => 6′2″ tall
        'What?' -- 'Nothing.' => ‘What?’~– ‘Nothing.’
        an author—who typed this—keeps it => an author—who typed this—keeps it
        typed – spaced – dashes => typed~– spaced~– dashes
        ('See "this".') => (‘See “this”.’)
        'She sang "Yesterday"' => ‘She sang “Yesterday”_’
        "Who said 'Help!'?" => ‘Who said “Help!”?’
        I read 'Emma' and 'Persuasion'. => I read ‘Emma’ and ‘Persuasion’.
        A 5 kg bag - 20% more => A 5~kg bag~– 20% more
        well-known; re-read; twenty-one => well-known; re-read; twenty-one
        'Stop!' he cried, 'or I'll shoot.' => ‘Stop!’ he cried, ‘or I’ll shoot.’
    """,
    "de": r"""
        "Guten Tag", sagte er. => „Guten Tag“, sagte er.
        Er sagte: "Das ist 'gut' so." => Er sagte: „Das ist ‚gut‘ so.“
        Ein 'sogenannter' Freund => Ein ‚sogenannter‘ Freund
        Das war's -- mehr nicht. => Das war’s~– mehr nicht.
        Das Ende - oder der Anfang? => Das Ende~– oder der Anfang?
        Aber--ja. => Aber~– ja.
        "Ich wollte --" => „Ich wollte~–“
        z.B., d.h., u.a. und i.d.R. => z._B., d._h., u._a. und i._d._R.
        z. B. so => z._B. so
        Goethe, geb. 1749, starb am 22. März 1832. => Goethe, geb. 1749, starb am 22.~März 1832.
        Dr. Faust und Prof. Unrat => Dr.~Faust und Prof.~Unrat
        S. 12, Bd. 3, Nr. 5, § 4 => S.~12, Bd.~3, Nr.~5, §~4
        im 19. Jahrhundert, um 8 Uhr => im 19.~Jahrhundert, um 8~Uhr
        Marx' Kapital und Grass' Blechtrommel => Marx’ Kapital und Grass’ Blechtrommel
        "Marx' Kapital", sagte er. => „Marx’ Kapital“, sagte er.
        's ist 'ne Sache => ’s ist ’ne Sache
        Wie geht's? => Wie geht’s?
        S. 3-5 und 1914-1918 => S.~3–5 und 1914–1918
        Nord-Süd-Dialog, E-Mail, ein- und ausladen => Nord-Süd-Dialog, E-Mail, ein- und ausladen
        Na ja... => Na ja…
        Der Satz ... bricht ab. => Der Satz~… bricht ab.
        „Schon gesetzt“ bleibt »so«. => „Schon gesetzt“ bleibt »so«.
        ("Klammer") => („Klammer“)
        "Sie rief: 'Halt!'" => „Sie rief: ‚Halt!‘“
        300 v. Chr. bis 20 km und 5 % => 300~v._Chr. bis 20~km und 5~%
        "Ja?" - "Nein." => „Ja?“~– „Nein.“
        Thomas Mann -- "der Zauberer" -- schrieb. => Thomas Mann~– „der Zauberer“~– schrieb.
        J. W. Goethe => J.~W.~Goethe
    """,
    "de-CH": r"""
        "Guten Tag", sagte er. => «Guten Tag», sagte er.
        "Das ist 'gut' so." => «Das ist ‹gut› so.»
        Das Ende -- oder nicht? => Das Ende~– oder nicht?
        «Schon so» bleibt. => «Schon so» bleibt.
        z.B. so => z._B. so
    """,
    "fr": r"""
        "Bonjour", dit-il. => «_Bonjour_», dit-il.
        Il a dit : "C'est 'lui' !" => Il a dit~: «_C’est “lui”_!_»
        Qui? Moi! Non; oui: voilà. => Qui_? Moi_! Non_; oui~: voilà.
        Qui ? Moi ! Non ; oui : voilà. => Qui_? Moi_! Non_; oui~: voilà.
        « déjà là » et «collé» => «_déjà là_» et «_collé_»
        L'"Art" d'aimer, aujourd'hui => L’«_Art_» d’aimer, aujourd’hui
        Quoi?! Comment!? => Quoi_?! Comment_!?
        Elle partit... puis revint. => Elle partit… puis revint.
        Vraiment...? => Vraiment…_?
        Elle -- la reine -- parle. => Elle~– la reine~– parle.
        Elle - la reine - parle. => Elle~– la reine~– parle.
        -- Viens, dit-il. => —~Viens, dit-il.
        À 10:30, voir https://example.org/a?b=c;d!e => À 10:30, voir https://example.org/a?b=c;d!e
        std::vector et C::D => std::vector et C::D
        M. Dupont, Mme Bovary et Mlle Lenormand => M.~Dupont, Mme~Bovary et Mlle~Lenormand
        le 1er janvier et le 22 novembre 2026 => le 1er~janvier et le 22~novembre 2026
        p. 12, n° 5, t. IV, chap. 3 => p.~12, n°~5, t.~IV, chap.~3
        au XIXe siècle => au XIXe~siècle
        10 000 euros, 50 %, 12 € => 10_000~euros, 50~%, 12~€
        l'été; l'hiver => l’été_; l’hiver
        «Viens!» dit-elle. => «_Viens_!_» dit-elle.
        Il demanda: "Pourquoi?" => Il demanda~: «_Pourquoi_?_»
        (Pourquoi?) => (Pourquoi_?)
        Est-ce lui (?) => Est-ce lui (?)
        « Il dit : “Non.” » => «_Il dit~: “Non.”_»
        rendez-vous, peut-être, Saint-Just => rendez-vous, peut-être, Saint-Just
        1914-1918 ; p. 12-15 => 1914–1918_; p.~12–15
        av. J.-C. et J. J. Rousseau => av.~J.-C. et J.~J.~Rousseau
        entr'ouvert, presqu'île, prud'homme => entr’ouvert, presqu’île, prud’homme
        Une phrase—ainsi—reste. => Une phrase—ainsi—reste.
    """,
    "fr-CA": r"""
        "Bonjour", dit-il. => «~Bonjour~», dit-il.
        Qui ? Moi! Non ; oui : voilà. => Qui? Moi! Non; oui~: voilà.
        « déjà » => «~déjà~»
        L'"Art": oui => L’«~Art~»~: oui
    """,
    "fr-CH": r"""
        "Bonjour 'toi'", dit-il. => «_Bonjour ‹toi›_», dit-il.
        Qui ? Moi! oui : voilà. => Qui_? Moi_! oui_: voilà.
    """,
    "es": r"""
        "Hola", dijo. => «Hola», dijo.
        Dijo: "Es 'bueno' así". => Dijo: «Es “bueno” así».
        ¿"Quién"? ¡"Yo"! => ¿«Quién»? ¡«Yo»!
        "¿Quién?" => «¿Quién?»
        "¡Ay!", gritó. => «¡Ay!», gritó.
        Ella -- la reina -- habla. => Ella —la reina— habla.
        Ella - la reina - habla. => Ella —la reina— habla.
        Vino --según creo--, y se fue. => Vino —según creo—, y se fue.
        -- No sé -- dijo. => —No sé —dijo.
        --Ven. => —Ven.
        Y entonces... nada. => Y entonces… nada.
        Sr. Quijote, Dña. Inés, Dr. Mata => Sr.~Quijote, Dña.~Inés, Dr.~Mata
        22 de noviembre de 2026 => 22~de noviembre de 2026
        EE. UU. y EE.UU. => EE._UU. y EE._UU.
        el siglo XX, pág. 12, n.º 5 => el siglo~XX, pág.~12, n.º~5
        44 a. C. y 100 d.C. => 44 a._C. y 100 d._C.
        1914-1918 => 1914–1918
        franco-alemán, ex-ministro => franco-alemán, ex-ministro
        50 % y 5 km => 50~% y 5~km
        ("Nota") => («Nota»)
        «Ya puesto» y “así”. => «Ya puesto» y “así”.
        la generación del '27 => la generación del ’27
        "Dijo 'no'" => «Dijo “no”»
        un 'falso' amigo => un “falso” amigo
        p. ej. esto => p._ej. esto
        "Uno". "Dos". "Tres". => «Uno». «Dos». «Tres».
        ¿Qué ... dices? => ¿Qué~… dices?
    """,
    "es-MX": r"""
        "Hola 'tú'", dijo. => “Hola ‘tú’”, dijo.
        Él -- creo -- vino. => Él —creo— vino.
    """,
    "it": r"""
        "Ciao", disse. => «Ciao», disse.
        Disse: "È 'bello' così". => Disse: «È “bello” così».
        L'"Arte" dell'"Ottocento" => L’«Arte» dell’«Ottocento»
        Un po' d'acqua => Un po’ d’acqua
        "Un po' d'acqua" => «Un po’ d’acqua»
        'Un po' di più' => “Un po’ di più”
        Be', di' pure: va' via. => Be’, di’ pure: va’ via.
        gli anni '60 e il '900 => gli anni ’60 e il ’900
        'Sto libro e 'na cosa => ’Sto libro e ’na cosa
        'O sole mio => ’O sole mio
        La 'ndrangheta => La ’ndrangheta
        Lei -- la regina -- parla. => Lei~– la regina~– parla.
        Lei - la regina - parla. => Lei~– la regina~– parla.
        E poi... niente. => E poi… niente.
        il 22 novembre e il 1º gennaio => il 22~novembre e il 1º~gennaio
        il sig. Rossi e la prof.ssa Bianchi => il sig.~Rossi e la prof.ssa~Bianchi
        p. 12, n. 5, cap. IV => p.~12, n.~5, cap.~IV
        il XX secolo => il XX~secolo
        1914-1918 => 1914–1918
        "Chi?" "Io!" => «Chi?» «Io!»
        «Già fatto» e “così”. => «Già fatto» e “così”.
        dell'anno, c'è, quest'anno, nient'altro => dell’anno, c’è, quest’anno, nient’altro
        italo-francese => italo-francese
        ("Nota") => («Nota»)
        5 km e 50 % => 5~km e 50~%
        p.es. questo => p._es. questo
        "Ha detto 'no'" => «Ha detto “no”»
    """,
    "pl": r"""
        "Dzień dobry", powiedział. => „Dzień dobry”, powiedział.
        Powiedział: "Czytam 'Lalkę' teraz". => Powiedział: „Czytam «Lalkę» teraz”.
        'Lalka' Prusa => «Lalka» Prusa
        Poszedł z nim do domu i w las. => Poszedł z~nim do domu i~w~las.
        A jednak! I co? O nim. => A~jednak! I~co? O~nim.
        Ona - królowa - mówi. => Ona~– królowa~– mówi.
        Ona -- królowa -- mówi. => Ona~– królowa~– mówi.
        -- Chodź -- powiedział. => –~Chodź~– powiedział.
        22 listopada 2026 r. => 22~listopada 2026~r.
        w XX w. i w XIX wieku => w~XX~w. i~w~XIX~wieku
        s. 12, nr 5, t. IV => s.~12, nr~5, t.~IV
        1914-1918 => 1914–1918
        polsko-niemiecki, biało-czerwony => polsko-niemiecki, biało-czerwony
        No... tak. => No… tak.
        prof. Kowalski i dr Nowak => prof.~Kowalski i~dr~Nowak
        św. Jan i ul. Długa => św.~Jan i~ul.~Długa
        10 000 zł i 5 km => 10_000~zł i~5~km
        „Już złożone” i «tak». => „Już złożone” i~«tak».
        ("Uwaga") => („Uwaga”)
        "Kto?" "Ja!" => „Kto?” „Ja!”
        Harry'ego i Kennedy'ego => Harry’ego i~Kennedy’ego
        w "Lalce" => w~„Lalce”
        z 5 osobami => z~5 osobami
        "Powiedział: 'Nie!'" => „Powiedział: «Nie!»”
        W. S. Reymont => W.~S.~Reymont
        a - b => a~- b
        typ – myślnik => typ~– myślnik
        50 % => 50~%
    """,
    "nl": r"""
        "Hallo", zei hij. => “Hallo”, zei hij.
        'Hallo', zei hij. => ‘Hallo’, zei hij.
        "Hij zei 'nee' en ging." => “Hij zei ‘nee’ en ging.”
        's Avonds regent het. => ’s Avonds regent het.
        "'t Is laat," zei ze. => “’t Is laat,” zei ze.
        in 's-Gravenhage en 's-Hertogenbosch => in ’s-Gravenhage en ’s-Hertogenbosch
        zo'n foto's, auto's en A4'tjes => zo’n foto’s, auto’s en A4’tjes
        'n Man en z'n hond => ’n Man en z’n hond
        Frans' boek en Max' fiets => Frans’ boek en Max’ fiets
        Zij -- de koningin -- spreekt. => Zij~– de koningin~– spreekt.
        Zij - de koningin - spreekt. => Zij~– de koningin~– spreekt.
        En toen... niets. => En toen… niets.
        22 november 2026 => 22~november 2026
        dhr. Jansen en mevr. De Vries => dhr.~Jansen en mevr.~De Vries
        p. 12, nr. 5, blz. 3 => p.~12, nr.~5, blz.~3
        de jaren '60 => de jaren ’60
        1914-1918 => 1914–1918
        zee-eend, auto-ongeluk => zee-eend, auto-ongeluk
        "Wie?" "Ik!" => “Wie?” “Ik!”
        ‘Al gezet’ en “zo”. => ‘Al gezet’ en “zo”.
        ("Noot") => (“Noot”)
        'Zij riep "Help!" en viel.' => ‘Zij riep “Help!” en viel.’
        5 km en 50 % => 5~km en 50~%
        de '80-jarige oorlog' => de ‘80-jarige oorlog’
        's Morgens, 's middags en 's nachts => ’s Morgens, ’s middags en ’s nachts
        "Da's 't," zei-ie. => “Da’s ’t,” zei-ie.
        8 uur, 10 euro, 19e eeuw => 8~uur, 10~euro, 19e~eeuw
    """,
    "pt-BR": r"""
        "Olá", disse. => “Olá”, disse.
        Disse: "É 'bom' assim". => Disse: “É ‘bom’ assim”.
        Ela -- a rainha -- fala. => Ela~— a rainha~— fala.
        Ela - a rainha - fala. => Ela~— a rainha~— fala.
        -- Vem -- disse ele. => —~Vem~— disse ele.
        E então... nada. => E então… nada.
        22 de novembro de 2026 => 22~de novembro de 2026
        1º de janeiro => 1º~de janeiro
        o Sr. Silva e a Dra. Costa => o Sr.~Silva e a Dra.~Costa
        p. 12, n.º 5, cap. IV => p.~12, n.º~5, cap.~IV
        o século XX => o século~XX
        1914-1918 => 1914–1918
        guarda-chuva, disse-lhe, dar-se-á => guarda-chuva, disse-lhe, dar-se-á
        copo d'água => copo d’água
        "Quem?" "Eu!" => “Quem?” “Eu!”
        ("Nota") => (“Nota”)
        5 km e 50 % => 5~km e 50~%
        “Já posto” e ‘assim’. => “Já posto” e ‘assim’.
        "Disse 'não'" => “Disse ‘não’”
        um 'falso' amigo => um ‘falso’ amigo
        p. ex. isto => p._ex. isto
        M. de Assis, J. G. Rosa => M. de Assis, J.~G.~Rosa
        a copa de '70 => a copa de ’70
        Vem--disse. => Vem~— disse.
        "Eu não --" => “Eu não~—”
        Ela — a rainha — fala. => Ela~— a rainha~— fala.
    """,
    "pt-PT": r"""
        "Olá", disse. => «Olá», disse.
        Disse: "É 'bom' assim". => Disse: «É “bom” assim».
        Ela -- a rainha -- fala. => Ela~— a rainha~— fala.
        Ela - a rainha - fala. => Ela~— a rainha~— fala.
        -- Vem -- disse ele. => —~Vem~— disse ele.
        E então... nada. => E então… nada.
        22 de Novembro de 2026 => 22~de Novembro de 2026
        o Sr. Silva e a Sr.ª Costa => o Sr.~Silva e a Sr.ª~Costa
        p. 12, n.º 5, cap. IV => p.~12, n.º~5, cap.~IV
        o século XX => o século~XX
        1914-1918 => 1914–1918
        disse-lhe, dar-se-á, há-de => disse-lhe, dar-se-á, há-de
        estrela-d'alva e copo d'água => estrela-d’alva e copo d’água
        "Quem?" "Eu!" => «Quem?» «Eu!»
        ("Nota") => («Nota»)
        5 km e 50 % => 5~km e 50~%
        «Já posto» e “assim”. => «Já posto» e “assim”.
        "Disse 'não'" => «Disse “não”»
        um 'falso' amigo => um “falso” amigo
        p.ex. isto => p._ex. isto
        E. M. de Melo e Castro => E.~M.~de Melo e Castro
        a geração de '70 => a geração de ’70
        "Eu não --" => «Eu não~—»
        D. Dinis e S. Francisco => D.~Dinis e S.~Francisco
        Vem--disse. => Vem~— disse.
    """,
    "sv": r"""
        "Hej", sa hon. => ”Hej”, sa hon.
        "Han sa 'nej' till mig." => ”Han sa ’nej’ till mig.”
    """,
    "ru": r"""
        "Привет", сказал он. => «Привет», сказал он.
        "Он читал "Идиот" вслух." => «Он читал „Идиот“ вслух.»
    """,
    "fa": r"""
        "x" and it's... 'so' => "x" and it’s… 'so'
        1914-1918 -- 5 km => 1914–1918~– 5~km
    """,
}
CASES = [
    (language, *line.strip().split(" => "))
    for language, lines in SENTENCES.items()
    for line in lines.strip().splitlines()
]


@pytest.mark.parametrize(("language", "typed", "printed"), CASES)
def test_a_sentence_is_set(language: str, typed: str, printed: str) -> None:
    """What an author types on a keyboard comes out as a compositor would set it."""
    assert typeset_text(typed, language).replace("\u00a0", "~").replace("\u202f", "_") == printed
