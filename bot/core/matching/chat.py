"""Chat spelling: what people type in a hurry, and the plain words that it stands for."""

from __future__ import annotations

import re
from types import MappingProxyType

# Plain words, and how they are widely typed in chats. Nothing that is an English word as well.
_TYPED_AS = MappingProxyType(
    {
        "about": "abt",
        "and": "n nd",
        "anyone": "any1 ne1",
        "are": "r",
        "as far as I know": "afaik",
        "because": "bc bcs bcz bcuz becuz becoz cuz coz cus",
        "before": "b4",
        "by the way": "btw",
        "could": "cud cld",
        "developer": "dev",
        "developers": "devs",
        "difference": "diff",
        "do not know": "dunno",
        "engineer": "eng engr",
        "enough": "enuf",
        "everyone": "every1",
        "experience": "exp xp",
        "favourite": "fav fave",
        "give me": "gimme",
        "going to": "gonna",
        "good": "gud",
        "got to": "gotta",
        "government": "govt",
        "great": "gr8",
        "have": "hav",
        "I do not know": "idk",
        "in my opinion": "imo imho",
        "in real life": "irl",
        "information": "info",
        "junior": "jr jnr",
        "kind of": "kinda",
        "know": "kno",
        "later": "l8r",
        "let me": "lemme",
        "love": "luv",
        "management": "mgmt",
        "manager": "mgr",
        "message": "msg",
        "messages": "msgs",
        "minutes": "mins",
        "month": "mth mnth",
        "months": "mths mnths",
        "of course": "ofc",
        "people": "ppl pple",
        "please": "pls plz plse",
        "professor": "prof",
        "question": "qn",
        "questions": "qns qs",
        "really": "rly rlly",
        "right now": "rn",
        "senior": "sr snr",
        "should": "shud shld",
        "someone": "sm1 some1",
        "something": "smth smthg sth",
        "sort of": "sorta",
        "thanks": "thx tnx thnx thanx ty",
        "that": "dat",
        "the": "teh",
        "though": "tho",
        "through": "thru",
        "to be honest": "tbh",
        "today": "2day",
        "tomorrow": "tmrw tmr 2moro 2morrow",
        "tonight": "tonite 2nite",
        "university": "uni",
        "want to": "wanna",
        "week": "wk",
        "weeks": "wks",
        "what": "wat wut wot wht",
        "what about you": "wbu hbu",
        "what do you mean": "wdym",
        "what is": "wats wuts",
        "why": "y",
        "with": "w",
        "would": "wud wld",
        "year": "yr",
        "years": "yrs",
        "years of experience": "yoe",
        "you": "u ya",
        "your": "ur",
    }
)
CHAT = MappingProxyType({short: plain for plain, typed in _TYPED_AS.items() for short in typed.split()})

_SLASHED = re.compile(r"(?<!\w)w/(o(?!\w))?\s?", re.IGNORECASE)
# A figure is a word only where no number can stand: "how 2 start", "2 many rules", "4 my first job".
_BEFORE_TO = "able|going|got|have|hav|hope|how|like|need|try|trying|used|want|what|when|where"
_FIGURES = tuple(
    (re.compile(pattern, re.IGNORECASE), word)
    for pattern, word in (
        (rf"(?<!\S)({_BEFORE_TO}) 2(?= [a-z])", r"\1 to"),
        (r"(?<!\S)2(?= (?:be|become|do|get|go|have|learn|make|start|the|u)\b)", "to"),
        (r"(?<!\S)2(?= (?:early|hard|late|long|many|much|old|young)\b)", "too"),
        (r"(?<!\S)4(?= (?:a|an|beginners?|free|it|juniors?|me|my|sure|that|the|this|u|ur|us|you|your)\b)", "for"),
    )
)


def figures_written_out(text: str) -> str:
    """The text with words for "w/" and "w/o", and for the figures that stand for "to", "too" and "for"."""
    text = _SLASHED.sub(lambda slashed: "without " if slashed[1] else "with ", text)
    for pattern, word in _FIGURES:
        text = pattern.sub(word, text)
    return text


def written_out(word: str) -> str:
    """The plain words that a word of chat spelling stands for; any other word as it is, and a capital letter too."""
    return word if len(word) == 1 and word.isupper() else CHAT.get(word.casefold(), word)
