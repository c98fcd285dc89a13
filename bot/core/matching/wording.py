"""How a question or a sentence says things: its negations, what it takes for granted, who does what, what it wants."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from types import MappingProxyType

from bot.core.function_words import FUNCTION_WORDS
from bot.core.matching.tokens import bare, stem, tokens

Persons = frozenset[str]

_NEGATION_REACH = 3  # words behind a negation that it turns around
_ROLE_REACH = 4
_HELPERS = 4
_NEGATIVES = ("un", "dis", "in", "im", "ir", "non")
_ROOT_CHARS = 4


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, text.split()))


_OPPOSITES = """
start begin started starting begun join joining | stop stopped quit quitting leave leaving gave abandon
useful helpful valuable worthwhile use benefit benefits advantage advantages upside reason plus pro pros help gain |\
 useless unhelpful worthless harm harmful hurt damage downside drawback drawbacks disadvantage disadvantages minus\
 con cons
good great nice best better | bad worst worse terrible awful
like love enjoy liked loved enjoyed | dislike hate disliked hated
easy easier simple | hard harder difficult tough
more most longer | less fewer least shorter
early earlier | late later
before | after
succeed success win | fail failed failure
accept accepted hire hired agree agreed invite | reject rejected refuse refused fire fired decline turn
proud happy glad satisfied | regret ashamed unhappy sorry disappointed
strong strength strengths | weak weakness weaknesses
fast quick quickly faster | slow slowly slower
big bigger large | small smaller
right correct | wrong
safe | risky dangerous risk
interesting fun exciting motivating | boring dull
important essential necessary | unimportant irrelevant unnecessary optional
keep continue stay | stop quit leave give
encourage motivate hooked motivated encouraged | discourage discouraged demotivated
overestimate overestimated | underestimate underestimated
trust trusted | distrust mistrust
increase raise | decrease reduce cut
gained | lost
above | below
praise praised support supported | criticise criticize criticised criticized oppose opposed
recommend recommended advise prefer choose | avoid avoided warn discourage reject
allow allowed enable | forbid forbidden ban banned prevent prevented
improve improved strengthen | worsen worsened weaken weakened
win won winning | lose lost losing
save saved | waste wasted spend spent
remember remembered | forget forgot forgotten
include included add added | exclude excluded remove removed drop dropped
grow grew growing rise rose | shrink shrank shrinking fall fell
build built create created | destroy destroyed delete deleted
open | close closed shut
enter arrive | exit depart
attend attended | skip skipped miss missed
cheap cheaper | expensive
rich | poor
simple | complex complicated
clear | unclear confusing
common often frequently | rare rarely seldom
confident | insecure unsure
calm relaxed | stressed stressful
overrated | underrated
public | private
together | alone
reward rewarded | punish punished
confirm confirmed admit admitted | deny denied
helped helping | hindered hindering hurting
underestimate neglect ignore ignored | overestimate exaggerate
"""
_PRAISE = """
useful helpful good great best better nice like love enjoy happy worth worthwhile valuable benefit advantage pros
positive success succeed win easy easier fun interesting proud glad favourite strong strength safe important gain
reward motivated hooked excited exciting upside
"""
_BLAME = """
useless unhelpful bad worse worst terrible awful hate dislike harm harmful hurt damage downside drawback cons
disadvantage negative fail failed failure hard harder difficult tough boring regret ashamed sad unhappy sorry wrong
disappointed discourage discouraged demotivated weak weakness risky dangerous mistake pointless impossible overrated
annoying painful
"""
_ACCUSATIONS = """
lie lied lying liar cheat cheated fake faked faking steal stole stolen pirate plagiarise plagiarize copy bribe fraud
scam fool idiot stupid dumb lazy lazier arrogant incompetent clueless failure failed fail ashamed embarrassed
guilty blame hate secretly illegal illegally dishonest pretend pretended exaggerate exaggerated ruin ruined mistake
sue sued kicked corrupt greedy jealous rude useless worthless trusted hide hid hiding waste wasted
"""
_NEGATIONS = _words(
    """
    not never no without nobody none nothing cannot neither nor isnt arent wasnt werent dont doesnt didnt cant
    couldnt shouldnt wouldnt wont havent hasnt hadnt mustnt neednt aint
    """
)
# Words that say nothing of what is asked about; those that tell when, whether and among whom do.
SAYS_LITTLE = (
    FUNCTION_WORDS
    - _words("after before between both every few less none off rather through unless until while within without")
) | _words(
    """
    actually already anyway back bit down etc further get getting go going got guy guys hear hello hey hi kind know
    let like look looking lot lots maybe ok okay once own person please said same say says see sort still sure talk
    thing things thinks thought vs way ways well yeah yes
    """
)
_FIRST_PERSONS, _THIRD_PERSONS = _words("i me we us"), _words("he him she her")
_OTHERS = _words("they people others everybody everyone somebody someone many most")
_SUBJECTS_ALONE, _OBJECTS_ALONE = _words("i we he she"), _words("me us him her")
_BEING = _words("am is are was were be been being get got getting")
_HELPING = _words(
    """
    do does did has have had will would can could might must should to also really usually ever still just never
    always actually not dont didnt doesnt
    """
)
_PREPOSITIONS = _words("from to with about by for at of on")
_CLAUSES = _words("when if because that who which what how why before after and but while where so or")
LINKS = _words(
    """
    to into at than before after because lead leads help helps make makes instead improve improves cause causes
    affect affects better rather over
    """
)
ALTERNATIVES = _words("or vs versus")
COORDINATORS = ALTERNATIVES | _words("and nor")
_SOURCES = _words("from leave leaving left quit quitting im am")
_LEAVING = _words("leave leaving left quit quitting")
_TARGETS = _words("to into become becoming towards toward being")
_ASKING_WORDS = _words("why what which who how when where whose whats")
_YES_OR_NO = _words("is are do does did can could should would will has have was were am")
# Of whom one speaks as another's: "his brother", "your boss".
RELATIONS = _stems(
    """
    aunt boss boyfriend brother child children colleague cousin coworker dad daughter family father fiance fiancee
    flatmate friend girlfriend grandfather grandmother husband kid mentor mom mother mum neighbour neighbor nephew niece
    parent partner professor roommate sibling sister son spouse student supervisor teacher uncle wife
    """
)
OWNERS = _words("his her your their")
CALENDAR = _words(
    """
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday
    """
)

_UNIT = r"(?:second|minute|hour|day|week|month|year)s?"
_NUMBERS = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|fifty|hundreds?|thousands?|millions?"
    r"|billions?|half|dozens?"
)
_NAMED_THINGS = (
    r"algorithms?|apps?|brands?|books?|cit(?:y|ies)|clouds?|company|companies|conferences?|countr(?:y|ies)|databases?"
    r"|editors?|firms?|frameworks?|laptops?|librar(?:y|ies)|magazines?|newspapers?|packages?|podcasts?|products?"
    r"|providers?|schools?|software|solvers?|startups?|tools?|towns?|universit(?:y|ies)|vendors?|websites?"
)
_A_NAME = r"(?<=[\w,(] )[A-Z]\w+|\b\w+[A-Z]\w*|\b[A-Z]\w*\d"
_ACQUAINTANCES = (
    r"boss|brother|colleague|co-?founder|cousin|daughter|father|friend|guy|husband|manager|mentor|mother|parents?|partner"
    r"|people|professor|sister|son|supervisor|teacher|team|wife"
)
# What a question wants to be told, and what a text holds that tells it.
WANTED: Sequence[tuple[str, re.Pattern[str], re.Pattern[str]]] = tuple(
    (name, re.compile(asks), re.compile(told))
    for name, asks, told in (
        ("duration", rf"\bhow (?:long|much time|many {_UNIT})\b", rf"(?i:\b{_UNIT}|decade)\b"),
        (
            "share",
            r"\b(?:what|which) (?:share|percent|percentage|proportion|fraction)\b|\bhow many percent\b",
            r"%|(?i:\bper ?cent|\bpercentage|\b(?:third|quarter|half|tenth|most|majority)\b|\bout of\b|\d)",
        ),
        (
            "amount",
            (
                r"\bhow much\b.*\b(?:charge[ds]?|cost|costs|fund(?:ing|ed|s)|invest(?:ed|ment)?|raised?|spen[dt])\b"
                r"|\b(?:what|which)\b.*\b(?:daily|day|hourly|interest|tax) rate\b|\bwhat (?:is|was) the (?:price|fee)\b"
            ),
            rf"[$€£]|\d|(?i:\b(?:{_NUMBERS}|euros?|dollars?|pounds?|free)\b)",
        ),
        (
            "money",
            (
                r"\bwhat\b.*\bcost\b|\bhow much money\b|\bsalar(?:y|ies)\b"
                r"|\bhow much\b.*\b(?:earn|pay|paid|make)\b"
            ),
            r"[$€£]|(?i:\b(?:euro|dollar|salary|paid|pay|earn|money|cost|price|budget))",
        ),
        (
            "number",
            r"\bhow (?:many|often|old)\b|\bwhat number\b",
            rf"\d|(?i:\b(?:{_NUMBERS}|couple|few|several|once|twice)\b)",
        ),
        (
            "weekday",
            r"\b(?:what|which) (?:week)?days?\b",
            r"(?i:\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\bweekends?\b|\btoday\b|\b\d{1,2}(?:st|nd|rd|th)\b)",
        ),
        (
            "date",
            (
                r"(?:^|\band |\bsince )when (?:(?:did|was|were|will|exactly)\b"
                r"|(?:do|does|is)\b.*\b(?:begin|deadline|due|end|happen|next|open|start)\b)"
                r"|\b(?:what|which) (?:date|year|month|time)\b|\bdate of\b|\bin (?:what|which) year\b|\bhow long ago\b"
            ),
            rf"\b(?:19|20)\d\d\b|\bago\b|(?i:\b{_UNIT}\b)",
        ),
        (
            "name",
            (
                r"\b(?:whats|what (?:is|was|are)) the (?:title|name|url|address|link|version|brand)\b|\bcalled\b"
                r"|\b(?:what|which) (?:\w+ )?(?:title|name)\b"
                rf"|\b(?:what|which) (?:\w+ )?(?:{_NAMED_THINGS})"
                r" (?:are|did|do|does|has|have|is|was|were|will|would|\w+ed)\b"
            ),
            _A_NAME,
        ),
        (
            "person",
            r"(?:^|\band )who (?:else )?(?:\w+ed|built|came|gave|led|made|taught|told|wrote)\b",
            rf"{_A_NAME}|(?i:\b(?:{_ACQUAINTANCES})\b)",
        ),
    )
)


def _read_opposites() -> Mapping[str, frozenset[str]]:
    opposites: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for line in _OPPOSITES.strip().splitlines():
        sides = [_stems(side) for side in line.split("|")]
        for side, other in (sides, sides[::-1]):
            for term in side:
                opposites[term] |= other - side
    return MappingProxyType(dict(opposites))


OPPOSITES = _read_opposites()


@lru_cache(maxsize=4096)
def formed_opposites(word: str) -> frozenset[str]:
    """Return the stems that could be formed as the opposite of a word: "unhelpful", "useless"."""
    if len(word) < _ROOT_CHARS:
        return frozenset()
    term = stem(word)
    formed = {f"{negative}{term}" for negative in _NEGATIVES}
    formed |= {term[len(n) :] for n in _NEGATIVES if word.startswith(n) and len(word) >= len(n) + _ROOT_CHARS}
    if word.endswith("ful"):
        formed.add(stem(f"{word[:-3]}less"))
    if word.endswith("less") and len(word) > _ROOT_CHARS + 2:
        formed |= {stem(f"{word[:-4]}ful"), stem(word[:-4])}
    return frozenset(formed)


ACCUSING = _stems(_ACCUSATIONS)
_PRAISING, _BLAMING = _stems(_PRAISE), _stems(_BLAME)


class Wording:
    """A question or a sentence, read for how it says things. `persons`: words that name who speaks on record."""

    def __init__(self, text: str, persons: Persons, *, is_on_record: bool = False) -> None:
        self.text = text
        self.persons = persons
        self.is_on_record = is_on_record
        typed = tokens(text)
        self.words = tuple(bare(token.word) for token in typed)
        self.stems = tuple(token.term for token in typed)
        self.first = {term: place for place, term in reversed([*enumerate(self.stems)])}
        negations = [place for place, word in enumerate(self.words) if word in _NEGATIONS]
        self._negated = {at for place in negations for at in range(place + 1, place + 1 + _NEGATION_REACH)}

    def content(self) -> Iterator[tuple[int, str]]:
        """Yield place and stem of each word that says what is asked about."""
        for place, (word, term) in enumerate(zip(self.words, self.stems, strict=True)):
            if len(word) > 1 and not self.is_empty(word):
                yield place, term

    def is_empty(self, word: str) -> bool:
        return word in SAYS_LITTLE or word in self.persons

    def is_negated(self, place: int) -> bool:
        """Whether a negation shortly before turns the word around."""
        return place in self._negated

    @cached_property
    def presupposes(self) -> bool:
        """Whether it takes for granted what it says, as "why is it hard?" does and "is it hard?" does not."""
        for place, word in enumerate(self.words):
            if word in _ASKING_WORDS or word == "any" or self.words[place : place + 2] == ("is", "there"):
                return True
            if word in _YES_OR_NO:
                return "any" in self.words[place : place + 4]
        return False

    @cached_property
    def is_against(self) -> bool:
        """Whether it negates anything, or blames."""
        return bool(self._negated) or self.valence < 0

    @cached_property
    def valence(self) -> int:
        """1 where it praises, -1 where it blames, 0 for neither or both."""
        total = 0
        for place, term in enumerate(self.stems):
            sign = (term in _PRAISING) - (term in _BLAMING)
            total += -sign if self.is_negated(place) else sign
        return (total > 0) - (total < 0)

    @cached_property
    def wanted(self) -> str:
        """What it wants to be told, as WANTED names it; "" for anything else."""
        asked = " ".join(self.words)
        return next((name for name, asks, _ in WANTED if asks.search(asked)), "")

    def holds(self, terms: frozenset[str], opposites: frozenset[str]) -> bool:
        """Whether it says one of the terms, or one of their opposites negated."""
        if not self._negated:
            return not terms.isdisjoint(self.first)
        return any(term in (opposites if self.is_negated(place) else terms) for place, term in enumerate(self.stems))

    def ends(self) -> Iterator[tuple[str, str]]:
        """Yield terms with the end of a change that they name: "from" where it starts, "to" where it leads."""
        end, left, is_leaving = "", 0, False
        for word, term in zip(self.words, self.stems, strict=True):
            is_leaving |= word in _LEAVING
            if word in _SOURCES or word in _TARGETS or (word == "for" and is_leaving):
                end, left = "from" if word in _SOURCES else "to", _ROLE_REACH
            elif word in _CLAUSES or word in _YES_OR_NO or word in ("in", "by", "for", "with"):
                end = ""
            elif end and left and not self.is_empty(word):
                yield term, end
                left -= 1

    def deeds(self) -> Iterator[tuple[str, str, str]]:
        """Yield who is in a deed, its verb, and whether they do it or undergo it.

        "speaker" is who speaks on record, "asker" who is spoken to there, or who asks, "others" are people at large.
        """
        for place, word in enumerate(self.words):
            who = self._party(word)
            if not who:
                continue
            is_governed = place > 0 and self.words[place - 1] in _PREPOSITIONS
            if word not in _OBJECTS_ALONE and not is_governed:
                yield from ((who, *deed) for deed in self._done_by(place))
            if word not in _SUBJECTS_ALONE and place > is_governed:
                verb = self.words[place - 1 - is_governed]
                if not (self.is_empty(verb) or verb in _CLAUSES or verb in _HELPING | _BEING):
                    yield who, stem(verb), "undergoes"

    def _party(self, word: str) -> str:
        """Return whom a pronoun or a name means: on record "I" is who speaks, in a question who asks."""
        if word in _FIRST_PERSONS:
            return "speaker" if self.is_on_record else "asker"
        if word == "you":
            return "asker" if self.is_on_record else "speaker"
        if word in _OTHERS:
            return "others"
        return "speaker" if word in _THIRD_PERSONS or word in self.persons else ""

    def _done_by(self, person: int) -> Iterator[tuple[str, str]]:
        """Yield the verb behind a person: "did he ask", "is he asking", "was he asked"."""
        place = person + 1
        is_being = person > 0 and self.words[person - 1] in _BEING
        while place < len(self.words) and self.words[place] in _HELPING | _BEING and place - person < _HELPERS:
            is_being |= self.words[place] in _BEING
            place += 1
        verb = self.words[place] if place < len(self.words) else ""
        if not verb or self.is_empty(verb) or verb in _CLAUSES:
            return
        if not is_being or verb.endswith("ing"):
            yield stem(verb), "does"
        elif verb.endswith(("ed", "en", "ught")):
            yield stem(verb), "undergoes"
