"""Turn what people type into terms: Discord's marks removed, spelling variants folded, words stemmed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import snowballstemmer

_CODE = re.compile(r"```.*?```|``.*?``", re.DOTALL)
_LINK = re.compile(r"<?https?://\S+>?|\bdiscord\.gg/\S+", re.IGNORECASE)
# What Discord makes of mentions, emoji, times and commands.
DISCORD_TAG = re.compile(r"<(?:[@#][!&]?\d+|a?:\w+:\d+|t:\d+(?::\w)?|/[^:<>]+:\d+|id:\w+)>")
_RUN_CHARS = 5
_LONGEST_CHARS = 6000  # than any message; one character may become eighteen when its form is normalised
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_APOSTROPHES = str.maketrans("", "", "'’ʼ`´")

_stemmer = snowballstemmer.stemmer("english")


class Token(NamedTuple):
    """A word as it was typed, and the term it counts as; a tuple, because every start makes tens of thousands."""

    word: str
    term: str


def plain(text: str) -> str:
    """Return the text without code, links, mentions and custom emoji."""
    for pattern in (_CODE, _LINK, DISCORD_TAG):
        text = pattern.sub(" ", text)
    return text


def tokens(text: str) -> list[Token]:
    """Return the words of a text with their stems, in order; "Master's", "masters" and "MASTERS" are one term."""
    return [_token(word) for word in _WORD.findall(unicodedata.normalize("NFKC", text))]


def rewritten(text: str, read: Callable[[str], str]) -> tuple[str, list[Token]]:
    """Return the text with each word replaced by what `read` makes of it, and its tokens with the words typed."""
    found: list[Token] = []

    def put(typed: re.Match[str]) -> str:
        meant = read(typed[0])
        found.extend(Token(typed[0], token.term) for token in tokens(meant))
        return meant

    return _WORD.sub(put, unicodedata.normalize("NFKC", text)[:_LONGEST_CHARS]), found


@lru_cache(maxsize=65_536)
def _token(word: str) -> Token:
    return Token(word, stem(word))


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return the Snowball stem (English) of a bare word."""
    return str(_stemmer.stemWord(bare(word)))


def shared(typed: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Return the typed words that stand in one of the texts, in any form."""
    held = {token.term for text in texts for token in tokens(text)}
    return [word for word in typed if held.intersection(token.term for token in tokens(word))]


@lru_cache(maxsize=65_536)
def bare(word: str) -> str:
    """Return a word without case, accents and apostrophes."""
    folded = word.translate(_APOSTROPHES).casefold()
    if folded.isascii():
        return folded
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def letter_runs(text: str) -> list[str]:
    """Return every run of five letters, over the ends of words too: related words share most of them."""
    line = f" {' '.join(bare(word) for word in _WORD.findall(unicodedata.normalize('NFKC', text)))} "
    return [line[start : start + _RUN_CHARS] for start in range(len(line) - _RUN_CHARS + 1)]


class Synonyms:
    """Words and short phrases that count as one term, wherever they stand."""

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        self._terms: dict[tuple[str, ...], str] = {}
        for group in groups:
            forms = [tuple(token.term for token in tokens(member)) for member in group]
            forms = [form for form in forms if form]
            known = {self._terms[form] for form in forms if form in self._terms}
            term = min(known, default="=".join(forms[0]) if forms else "")
            self._terms = {form: term if old in known else old for form, old in self._terms.items()}
            self._terms |= dict.fromkeys(forms, term)
        self._openings = frozenset(form[0] for form in self._terms)
        self._longest = max(map(len, self._terms), default=0)

    def merge(self, typed: Sequence[Token]) -> list[Token]:
        """Return the tokens with every run that is a synonym replaced by its group's term, longest run first."""
        if not self._terms:
            return [*typed]
        merged: list[Token] = []
        index = 0
        while index < len(typed):
            may_begin = typed[index].term in self._openings
            lengths = range(min(self._longest, len(typed) - index), 0, -1) if may_begin else ()
            runs = [typed[index : index + length] for length in lengths]
            run = next((run for run in runs if tuple(token.term for token in run) in self._terms), ())
            if run:
                word = " ".join(dict.fromkeys(token.word for token in run))
                merged.append(Token(word, self._terms[tuple(token.term for token in run)]))
            else:
                merged.append(typed[index])
            index += len(run) or 1
        return merged


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


_INTERJECTION = (
    "ay+e?|bro|bruh|damn|dude|fr|guys|ha(?:ha)+|hello|hey+|hi+|hm+|lmao|lol|man|ngl|nvm|oh|ok|okay|omg|smh|sup|tho|uh+"
    "|um+|wait|ya+s|ye+ah?|yo+"
)
_OPENING = re.compile(rf"\s*+(?:(?:{_INTERJECTION})\b[\s,.!:-]++)*+", re.IGNORECASE)
_ENDING = re.compile(rf"(?:[\s,]+(?:or (?:na+h|naw|no|nope|not)|{_INTERJECTION}))+(?=[\s?!.]*\Z)", re.IGNORECASE)
_ENDING_CHARS = 40


def without_interjections(text: str) -> str:
    """Return a message without what chats begin and end with, which says nothing: "yo ... or nah"."""
    opening = _OPENING.match(text)
    rest = text[opening.end() :] if opening else text
    said = rest[:-_ENDING_CHARS] + _ENDING.sub("", rest[-_ENDING_CHARS:])
    return said.strip() or text


def figures_written_out(text: str) -> str:
    """Return the text with words for "w/" and "w/o", and for the figures that stand for "to", "too" and "for"."""
    text = _SLASHED.sub(lambda slashed: "without " if slashed[1] else "with ", text)
    for pattern, word in _FIGURES:
        text = pattern.sub(word, text)
    return text


def written_out(word: str) -> str:
    """Return the plain words that chat spelling stands for; any other word, and a capital letter, as it is."""
    return word if len(word) == 1 and word.isupper() else CHAT.get(word.casefold(), word)


def nearest_word(typed: str, words: Sequence[str], least: float) -> str:
    """Return the word nearest to what was typed, "" where none is as near as `least` (0-1)."""
    from rapidfuzz import process  # late: a question without a slip starts the program faster
    from rapidfuzz.distance import OSA

    found = process.extractOne(typed, words, scorer=OSA.normalized_similarity, score_cutoff=least)
    return str(found[0]) if found else ""
