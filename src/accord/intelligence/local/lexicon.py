"""Words that tell how somebody feels, by language."""

from typing import NamedTuple


class Lexicon(NamedTuple):
    """The words of one language. `hard` ones threaten or accuse; `anger` holds all that speak of anger, them too.

    `mild` ones are common in neutral letters too ("thanks", "problem"): they do not decide alone.
    `idioms` are phrases with the sign of their meaning (+1, -1, 0) that their words alone would not give.
    `inability` are negations that complain by themselves when they negate nothing else.
    """

    positive: frozenset[str]
    negative: frozenset[str]
    anger: frozenset[str]
    hard: frozenset[str]
    mild: frozenset[str]
    negations: frozenset[str]
    inability: frozenset[str]
    questions: frozenset[str]
    idioms: dict[str, int]

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word that carries a feeling."""
        return self.positive | self.negative | self.anger


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _lexicon(*, idioms: dict[str, int] | None = None, **lists: str) -> Lexicon:
    """A lexicon of words written one after another; hard ones are angry ones too, and these are negative."""
    groups = {name: _words(lists.get(name, "")) for name in Lexicon._fields if name != "idioms"}
    groups["anger"] |= groups["hard"]
    groups["negative"] |= groups["anger"]
    groups["negations"] |= groups["inability"]
    return Lexicon(idioms=idioms or {}, **groups)


LEXICONS: dict[str, Lexicon] = {
    "en": _lexicon(
        positive="""
        happy glad pleased delighted thrilled satisfied grateful thankful thanks thank appreciate
        appreciated love loved loves lovely enjoy enjoyed great good excellent amazing awesome fantastic
        wonderful brilliant perfect perfectly superb outstanding impressive impressed beautiful nice kind
        friendly helpful polite professional courteous delicious spotless smooth smoothly recommend
        recommended best better pleasure pleasant reliable relieved
        """,
        negative="""
        unhappy disappointed disappointing dissatisfied unsatisfied upset annoyed annoying frustrated
        frustrating frustration bad poor poorly worse sad sorry unfortunately problem problems issue issues
        error errors fault faulty broken broke crash crashes crashed fail fails failed failure failing wrong
        slow late delay delayed delays waiting missing lost stuck blocked refused rejected rude unhelpful
        unprofessional dirty cold confusing confused useless expensive overcharged complaint complain hate
        hates hated worried regret unable unclear uncomfortable
        """,
        anger="""
        unacceptable worst terrible horrible awful disgusting disgusted disgrace disgraceful furious
        outraged outrage outrageous angry livid appalling appalled shame shameful ashamed pathetic
        incompetent incompetence ridiculous nightmare liar liars lied lies stole stolen crooks
        """,
        hard="""
        lawyer lawyers attorney solicitor sue suing fraud fraudulent scam scammed scammers thief thieves
        theft
        """,
        mild="""
        thanks thank great good nice kind better best professional problem problems issue issues error
        errors wrong sorry unfortunately slow late delay delayed delays waiting missing lost cold expensive
        fault
        """,
        negations="""
        not no never neither nor without hardly barely don't doesn't didn't isn't aren't wasn't weren't
        won't wouldn't shouldn't haven't hasn't hadn't nothing nobody none
        """,
        inability="cannot can't couldn't cant",
        questions="""
        what when where which who how is are do does did can could may will would should
        """,
        idioms={
            "not bad": 1,
            "no problem": 1,
            "no problems": 1,
            "no issues": 1,
            "no complaints": 1,
            "nothing to complain": 1,
            "cannot complain": 1,
            "can't complain": 1,
            "can't wait": 1,
            "cannot wait": 1,
            "could not be happier": 1,
            "couldn't be happier": 1,
            "couldn't be better": 1,
            "not only": 0,
            "no longer": 0,
            "thanks for nothing": -1,
            "thank you for nothing": -1,
            "no thanks": 0,
            "thank you in advance": 0,
            "thanks in advance": 0,
            "as good as": 0,
            "too good to be true": -1,
            "better than nothing": 0,
            "not working": -1,
            "does not work": -1,
            "doesn't work": -1,
            "did not work": -1,
            "didn't work": -1,
            "nobody answers": -1,
            "no answer": -1,
            "no reply": -1,
            "fed up": -1,
            "let down": -1,
            "good morning": 0,
            "good afternoon": 0,
            "good evening": 0,
            "kind regards": 0,
            "best regards": 0,
            "best wishes": 0,
        },
    ),
    "fr": _lexicon(
        positive="""
        content contente contents contentes heureux heureuse ravi ravie ravis satisfait satisfaite
        satisfaits enchanté enchantée merci remercie reconnaissant reconnaissante adore adoré aime aimé
        excellent excellente excellents formidable super génial géniale parfait parfaite parfaitement
        magnifique superbe merveilleux merveilleuse bravo impeccable agréable agréablement gentil gentille
        aimable sympathique poli polie professionnel efficace utile délicieux recommande meilleur meilleure
        plaisir rassurant
        """,
        negative="""
        mécontent mécontente déçu déçue déçus décevant décevante insatisfait insatisfaite fâché fâchée agacé
        agacée frustré frustrée frustrant mauvais mauvaise pire mal malheureusement problème problèmes
        erreur erreurs panne cassé cassée défectueux plante échoué échec faux fausse lent lente retard
        retards attends perdu perdue bloqué bloquée refusé refusée impoli grossier désagréable sale froid
        confus inutile cher plainte plaindre déteste inquiet inquiète regrette impossible inconfortable nul
        nulle
        """,
        anger="""
        inacceptable inadmissible horrible affreux affreuse honte honteux honteuse scandale scandaleux
        scandaleuse furieux furieuse dégoûtant dégoûté lamentable minable pathétique ridicule incompétent
        incompétence cauchemar menteur menteurs mensonges volé volée
        """,
        hard="avocat avocats arnaque arnaqueurs escroc escrocs escroquerie fraude voleur voleurs",
        mild="""
        merci remercie content professionnel efficace utile meilleur meilleure problème problèmes erreur
        erreurs panne mal malheureusement attends retard retards lent perdu perdue faux fausse froid cher
        plainte aime
        """,
        negations="pas plus jamais aucun aucune sans ni rien personne",
        questions="""
        quel quelle quels quelles où quand combien comment qui puis peut pouvez pourriez est y avez faut à
        """,
        idioms={
            "pas mal": 1,
            "pas de problème": 1,
            "aucun problème": 1,
            "rien à redire": 1,
            "merci de": 0,
            "merci avance": 0,
            "merci pour rien": -1,
            "ne marche pas": -1,
            "ne fonctionne pas": -1,
            "arrive pas": -1,
            "personne ne répond": -1,
            "toujours pas": -1,
            "toujours rien": -1,
            "marre": -1,
            "porter plainte": -1,
            "dépose plainte": -1,
            "bien vouloir": 0,
            "bien à vous": 0,
            "bien cordialement": 0,
            "bien que": 0,
            "bonne journée": 0,
            "bonne soirée": 0,
            "bon de": 0,
        },
    ),
    "es": _lexicon(
        positive="""
        contento contenta feliz encantado encantada satisfecho satisfecha gracias agradecido agradecida
        encanta excelente genial perfecto perfecta maravilloso maravillosa estupendo fantástico amable
        recomiendo mejor
        """,
        negative="""
        descontento decepcionado decepcionada decepcionante insatisfecho molesto frustrado malo mala peor
        mal problema problemas error errores roto rota falla falló lento tarde retraso perdido bloqueado
        rechazado grosero sucio caro queja lamentablemente
        """,
        anger="""
        inaceptable horrible terrible vergüenza furioso furiosa asqueroso pésimo pésima mentirosos
        incompetentes robado
        """,
        hard="abogado abogados fraude estafa estafadores ladrones denunciar",
        mild="gracias mejor problema problemas error errores tarde retraso perdido caro",
        negations="no nunca jamás sin ningún ninguna nada nadie tampoco",
        questions="qué cuándo dónde cuál cuánto cómo quién puedo puede se hay",
        idioms={"no puedo": -1, "no funciona": -1, "sin problemas": 1},
    ),
    "de": _lexicon(
        positive="""
        zufrieden glücklich froh begeistert dankbar danke dank hervorragend ausgezeichnet großartig
        wunderbar perfekt toll super freundlich nett hilfsbereit empfehle empfehlen bestens freue
        """,
        negative="""
        unzufrieden enttäuscht enttäuschend verärgert frustriert schlecht schlechter schlimm problem
        probleme fehler kaputt defekt abstürzt langsam spät verspätung verloren gesperrt abgelehnt
        unfreundlich schmutzig teuer beschwerde leider
        """,
        anger="""
        inakzeptabel schrecklich furchtbar wütend empört frechheit schande unverschämt unverschämtheit
        lügner schlimmste gestohlen
        """,
        hard="anwalt anwältin betrug betrüger diebe",
        mild="danke dank super problem probleme fehler spät verspätung verloren leider teuer",
        negations="nicht kein keine keinen nie niemals ohne niemand nichts",
        questions="was wann wo welche welcher welches wer wie kann können ist gibt",
        idioms={"nicht schlecht": 1, "kein problem": 1, "vielen dank im voraus": 0, "geht nicht": -1},
    ),
    "sw": _lexicon(
        positive="""
        asante asanteni nashukuru tunashukuru nimefurahi furaha nzuri bora vizuri hongera napenda nimependa
        safi
        """,
        negative="mbaya vibaya tatizo matatizo kosa makosa nimechoka siwezi sijaridhika inasikitisha ghali",
        anger="aibu nimekasirika waongo hasira",
        hard="wakili utapeli wezi tapeli",
        mild="asante asanteni tatizo matatizo",
        negations="si sio hapana hakuna",
    ),
}
