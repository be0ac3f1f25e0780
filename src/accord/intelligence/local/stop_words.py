"""Words that carry no topic: articles, pronouns, auxiliaries, prepositions, conjunctions, adverbs of degree."""

_ENGLISH = """
a an the this that these those i me my mine myself you your yours yourself yourselves he him his himself she her hers
herself it its itself we us our ours ourselves they them their theirs themselves who whom whose which what someone
somebody something anyone anybody anything everyone everybody everything all any both each every either neither some
such other another one
am is are was were be been being do does did done doing have has had having will would shall should can could may might
must cannot can't couldn't won't wouldn't shouldn't don't doesn't didn't isn't aren't wasn't weren't haven't hasn't
hadn't mustn't i'm i've i'd i'll you're you've you'd you'll he's she's it's that's there's what's who's we're we've
we'd we'll they're they've they'd they'll let's ought
about above across after against along among around at before behind below beneath beside between beyond by despite
down during except for from in inside into like near of off on onto out outside over past per since than through
throughout till to toward towards under until up upon via with within without
and but or nor so yet if because although though while whereas as when where why how then there here
very really quite rather too so extremely highly totally completely absolutely fairly pretty somewhat almost nearly
just even only also enough most more less least much many few little not no
please oh well
"""
_FRENCH = """
le la les l un une des du de d au aux ce cet cette ces c ça cela ceci je j me m moi tu te t toi il elle on nous vous ils
elles se s lui leur leurs eux y en mon ma mes ton ta tes son sa ses notre nos votre vos qui que qu quoi dont où lequel
laquelle quel quelle quels quelles tout toute tous toutes chaque autre autres même quelqu'un quelque quelques rien
suis es est sommes êtes sont étais était étions étiez étaient été être sera serai serez seront serait soit ai as a
avons avez ont avais avait avions aviez avaient eu avoir aura aurai aurez auront aurait fait faire peux peut pouvez
peuvent pouvoir dois doit devez doivent veux veut voulez
à chez contre dans depuis derrière dès devant durant entre envers hors jusque malgré par parmi pendant pour sans sauf
selon sous sur vers avec avant après
et ou mais donc or ni car si comme lorsque quand parce puisque comment pourquoi là ici
très trop assez plus moins peu beaucoup bien tellement si aussi vraiment presque encore toujours juste seulement
totalement absolument complètement ne n pas
"""
_SPANISH = """
el la los las un una unos unas lo al del yo me mi mí tú te ti su sus se él ella ello nosotros nos ustedes vosotros ellos
ellas le les este esta esto estos estas ese esa eso esos esas que qué quien quién cual cuál cuyo todo toda todos todas
otro otra cada algo alguien mis tu tus nuestro nuestra
soy eres es somos son era eran fue fueron ser sido estoy está están estaba estado estar he has ha hemos han había
haber tengo tiene puedo puede pueden
a ante bajo con contra de desde durante en entre hacia hasta para por según sin sobre tras
y e o u pero si porque como cuando donde aunque
muy más menos mucho poco tan tanto bastante casi demasiado no ni ya también
"""
_GERMAN = """
der die das den dem des ein eine einen einem einer eines ich mich mir du dich dir er sie es ihn ihm ihr uns euch wir man
sich ihnen ihre ihren ihrem ihrer mein meine meinen meinem dein sein seine unser unsere dieser diese dieses wer was wen
welche welcher welches alle alles jeder jede etwas
bin bist ist sind seid war waren gewesen habe hast hat haben hatte hatten werde wird werden wurde wurden kann können
konnte muss müssen soll sollte will wollen darf
an auf aus bei bis durch für gegen hinter in im ins mit nach neben ohne seit über um unter von vom vor während wegen zu
zum zur zwischen beim am
und oder aber denn weil wenn als ob dass wie wo wann warum
sehr ganz ziemlich zu so etwas fast nur auch noch schon mehr weniger nicht kein keine
"""
_SWAHILI = """
na ya wa la za kwa ni si katika kama au lakini hii huyu hizi hao hayo hiyo ile yule mimi wewe yeye sisi ninyi wao yangu
yako yake yetu yenu yao wangu wako wake wetu wenu zangu zako zake zetu zenu changu langu kwenye kutoka hadi sana tu pia
bado kila je nini nani wapi lini ambayo ambaye ili kwamba
"""
_ARABIC = """
في من إلى الى على عن مع هذا هذه ذلك تلك أنا انا أنت هو هي نحن هم التي الذي ما لا لم لن قد كان كانت و أو ثم كل جدا بعد
قبل عند هل ديال بزاف فين شنو واش راه
"""

STOP_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(text.split())
    for language, text in (
        ("en", _ENGLISH),
        ("fr", _FRENCH),
        ("es", _SPANISH),
        ("de", _GERMAN),
        ("sw", _SWAHILI),
        ("ar", _ARABIC),
    )
}
