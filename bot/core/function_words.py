"""The words of English that build sentences and say nothing of what they are about, in one place, by what they are.

Bare: in small letters, without apostrophes. Whoever leaves out words that say little begins with these, and adds those
that say little to them.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ARTICLES = _words("a an the this that these those")
PRONOUNS = _words(
    """
    i me my mine myself you your yours yourself yourselves he him his himself she her hers herself it its itself we us
    our ours ourselves they them their theirs themselves one someone somebody something anyone anybody anything everyone
    everybody everything
    """
)
QUANTITIES = _words("all any both each every few less many more most much no none other some such")
PREPOSITIONS = _words(
    """
    about after as at before between by during for from in into of off on out over per than through to toward towards
    under until up upon via with within without
    """
)
CONJUNCTIONS = _words("and but because if nor or so though unless whether while")
QUESTION_WORDS = _words("how what when where which who whom whose why")
AUXILIARIES = _words(
    """
    am is are was were be been being do does did doing done have has had having can could may might must shall should
    will would ought
    """
)
CONTRACTIONS = _words(
    """
    im ive id ill youre youve youd youll hes shes theyre theyve theyll weve isnt arent wasnt werent dont doesnt didnt
    cant couldnt wont wouldnt shouldnt havent hasnt hadnt mustnt aint thats theres whats lets
    """
)
ADVERBS = _words("again also else even ever here just not now only rather really then there too very yet")

FUNCTION_WORDS = (
    ARTICLES
    | PRONOUNS
    | QUANTITIES
    | PREPOSITIONS
    | CONJUNCTIONS
    | QUESTION_WORDS
    | AUXILIARIES
    | CONTRACTIONS
    | ADVERBS
)
