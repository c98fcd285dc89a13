"""Whether a text is English: by its script, and by the words that build its sentences.

Detectors of many languages were measured on messages as short as a question put to the bot: benchmarks/RESULTS.md. All
of them take some English ones for something else; nothing here does where a text has as many English words as others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.core.function_words import FUNCTION_WORDS
from bot.core.matching.tokens import CHAT, bare

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_INVERTED_MARK = re.compile("[¿¡]")
_LAST_LATIN = "\u024f"
_MORE_LATIN = ("\u1e00", "\u1eff")  # with two marks, as in Vietnamese

# Words that ask, point, join and do, bare, by language; and what people say first.
_WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        language: frozenset(words.split())
        for language, words in {
            "German": """
                ich du er sie wir ihr mich mir dich dir uns euch mein meine meinen dein deine sein seine ein eine
                einen einem einer der die das den dem des und oder aber nicht kein keine mit ohne fur von vom zu zum
                zur auf aus bei nach uber unter wie was wer wo wann warum wieso weshalb welche welcher welches ist
                sind war bin bist hat hast habe haben wird wurde wurden werde werden kann kannst konnen konnte soll
                sollte muss will mochte gibt es man auch noch nur schon sehr mehr besser gut denn dass wenn weil als
                am im hallo danke bitte guten tschuss lohnt macht machen lernen arbeiten braucht brauche brauchen
                finde haltst denkst servus moin morgen tag abend geht gehts nein ja doch hilfe beste empfiehlst
            """,
            "Spanish": """
                yo tu el ella nosotros ellos me te se mi mis su sus un una unos unas los las de del al y o pero no con
                sin para por en que como cual cuales quien cuando donde cuanto cuanta cuantos es son esta estan estoy
                eres soy fue ser hay hace hacer hago puedo puede debo deberia deberias tengo tiene tienes quiero
                quieres vale pena muy mas mejor tambien sobre entre esto este esa ese hola gracias buenos buenas dias
                tardes noches adios porque desde hasta si trabajo trabajar aprender empezar necesito recomiendas
                piensas opinas ayuda gano gana conseguir util
            """,
            "Portuguese": """
                eu tu ele ela voce voces nos eles me te se meu minha seu sua um uma uns umas os as de do da dos das no
                na nos nas em e ou mas nao com sem para por pelo pela que como qual quais quem quando onde quanto
                quantos sao esta estao estou foi ser ha faz fazer faco posso pode devo deveria tenho tem quero quer
                vale pena muito mais melhor tambem sobre isso este ola oi obrigado obrigada bom boa dia tarde noite
                tchau porque desde ate trabalho trabalhar aprender comecar preciso recomenda acha ajuda conseguir bem
                tudo
            """,
            "French": """
                je tu il elle on nous vous ils elles me te se mon ma mes ton ta tes son sa ses un une des le la les du
                de et ou mais pas ne avec sans pour par dans sur que qui quoi comment quel quelle quels quelles quand
                combien pourquoi est sont suis es etes etait ai as avez ont faut faire fait fais peux peut dois doit
                devrais veux veut cest quest estce jai ce cette ces tres plus mieux aussi bonjour bonsoir salut merci
                beaucoup revoir vaut apprendre travailler devenir penses conseilles aide quitte ca va
            """,
            "Italian": """
                io tu lui lei noi voi loro mi ti si il lo la gli un una uno di del della dei delle da dal in nel nella
                con su per tra fra e o ma non che chi cosa come quale quali quando dove quanto perche sono sei siamo
                era ho hai ha hanno fare faccio posso puo devo dovrei dovrebbe voglio vuoi molto piu meglio anche
                questo questa ciao grazie buongiorno buonasera conviene serve imparare lavorare lavoro diventare
                diventa consigli pensi aiuto
            """,
            "Dutch": """
                ik jij je hij zij wij jullie mij mijn jouw zijn haar een het de en of maar niet geen met zonder voor
                van naar op uit bij hoe wat wie waar wanneer waarom welke is ben bent was heb hebt heeft hebben wordt
                word worden kan kun kunnen moet moeten zou wil wilt ook nog veel meer beter goed hallo hoi bedankt
                dank dag doen leren werken vind vindt hoeveel verdient denk
            """,
            "Polish": """
                ja ty on ona my wy mnie mi moj moja twoj jest sa byl bylo byc nie tak i a ale albo lub czy jak co kto
                gdzie kiedy dlaczego ile jaki jaka jakie ktory na w z do od po przez dla bez sie to ten ta moge mozna
                powinienem powinnam musze chce warto robic zrobic zostac czesc hej dziekuje dzieki dzien dobry prosze
                sadzisz myslisz uczyc praca pracowac lepiej
            """,
            "Turkish": """
                ben sen biz siz onlar bir bu su ve veya ama icin ile mi mu musun miyim nasil ne neden nicin kim nerede
                hangi kac var yok degil daha cok iyi olur olmak olunur yapmak yapmali lazim gerek merhaba selam
                tesekkurler sagol lutfen gunaydin evet hayir misin midir mı mıyım degmez deger
            """,
            "Swedish, Danish, Norwegian": """
                jag jeg du han hun vi ni min mitt din ett en et och og eller men inte ikke med utan uten for till til
                av fran fra pa hur hvordan vad hvad hva vem hvem var hvor nar varfor hvorfor vilken ar er har hade kan
                kunde ska skal skulle bor bør maste ma vill vil blir bli gora gjore mer bedre battre hej hei tack tak
                takk tager ta lara
            """,
            "Romanian": """
                eu tu el ea noi voi ei imi mie meu mea un o si sau dar nu cu fara pentru din de la pe in ce cum cine
                cand unde cat de ce care este sunt era am ai are avem pot poti trebuie vreau merita fac face sa salut
                buna multumesc mersi invat
            """,
            "Czech, Slovak": """
                ja ty on my vy me mi muj je jsou byl byt ne nie ano a ale nebo alebo jak ako co kdo kto kde kdy kedy
                proc preco kolik kolko jaky na v s z do od pro bez se sa si to ten ta mam mas muzu mozem udelat stat
                ahoj dekuji dakujem prosim dobry den
            """,
            "Indonesian, Malay": """
                saya aku kamu anda dia kami kita mereka apa apakah siapa bagaimana gimana kenapa mengapa kapan dimana
                berapa yang dan atau tapi tidak bukan dengan tanpa untuk dari ke di pada ini itu ada bisa harus mau
                ingin menjadi belajar kerja cara halo terima kasih selamat pagi
            """,
            "Vietnamese": """
                toi ban anh chi em chung ta la co khong duoc nen hoc lam gi nao sao vi cua va hoac nhung voi cho tu
                den nhu the bao nhieu xin chao cam on
            """,
            "Hindi in Latin letters": """
                mujhe mera meri tum aap hum kya kaise kyon kyun kab kahan kaun hai hain tha thi karu karna karun kare
                nahi aur ya lekin ke liye ka ki ko se mein par chahiye seekhna shuru namaste dhanyavad shukriya accha
            """,
            "Finnish": """
                mina sina han me te he minun sinun olen olet on ovat oli ei en ja tai mutta miten mika mita kuka missa
                milloin miksi pitaisiko pitaako kannattaako kannattaa voiko voinko kuinka hei moi kiitos hyvaa paivaa
            """,
            "Hungarian": """
                en te mi ti egy az es vagy de nem igen hogyan hogy mi ki hol mikor miert mennyi milyen kell lehet
                erdemes van vannak volt szia koszonom jo napot
            """,
        }.items()
    }
)
_ANY = frozenset[str]().union(*_WORDS.values())
# Of those, what is a word of English, of chats or of names as well, and proves nothing: "die", "MIT", "de la Cruz".
_PROVE_NOTHING = frozenset(
    """
    ai al ale ano ate az ban ben bent bin boa ca cam care cat che chi ciao co com come con dan dank das de del dem
    den der des di dia die din dos du e ei el em en er era es est et eu fac face fare fra fur gut ha hade halo har
    hat hej ho hun il io ja je jo ka kan kde ke ki kim ko la las le les lo los ma man mas men mera mes met mi min
    mina mis moi morgen mu na ne ni non nos nu o oi op os ou pa par para pe plus po pot pro qui s sa sao se sen
    serve si sin son stat su sur ta tack tag tak te ten thi ti til till toi ton tu uber un v va vale van var ve vi
    vil voi von w war wat wer wo word worden y ya yo z
    """.split()  # noqa: SIM905 - words to read
)
_BORROWED = frozenset(
    """
    cafe cliche deja expose fiance fiancee naive naivete protege resume resumes touche voila
    """.split()  # noqa: SIM905 - words to read
)

_NEVER_BORROWED = frozenset("ığşțșłąężźśćńőűřůěđơưă")  # letters of no word that English has taken in


def is_foreign(text: str, is_known: Callable[[str], bool]) -> bool:
    """Whether a text is in another language than English, and not in words that the record uses (`is_known`)."""
    normal = unicodedata.normalize("NFKC", text)
    words = [word for word in _WORD.findall(normal) if not is_known(word)]
    if not words:
        return False
    strange_letters = sum(
        letter.isalpha() and letter > _LAST_LATIN and not _MORE_LATIN[0] <= letter <= _MORE_LATIN[1]
        for letter in "".join(words)
    )
    is_in_another_script = not normal.isascii() and 2 * strange_letters >= sum(map(str.isalpha, normal))
    return is_in_another_script or _is_foreign_in_latin(normal, words)


def _is_foreign_in_latin(text: str, words: list[str]) -> bool:
    """Whether one language builds more of the sentence than English does; names, which have capitals, prove nothing."""
    first, is_loud = _WORD.findall(text)[0], text.isupper()
    small = {bare(word) for word in words if word.islower() or word is first or word == first or is_loud}
    accented = sum(word.islower() and not word.isascii() and bare(word) not in _BORROWED for word in words)
    accented += sum(word.islower() and not _NEVER_BORROWED.isdisjoint(word) for word in words)
    marked = len(_INVERTED_MARK.findall(text)[:1])
    if small.isdisjoint(_ANY) and accented < 2:
        return False
    english = {bare(word) for word in _WORD.findall(text)} & (FUNCTION_WORDS | CHAT.keys())
    for known in _WORDS.values():
        own = small & known
        proving = len(own - _PROVE_NOTHING - FUNCTION_WORDS) + marked
        hits = proving + (len(own) + marked - proving + accented) / 2
        if (proving or accented > 1) and hits >= 1 and hits > len(english - known):
            return True
    return False
