"""What people type that is no question to the record: small talk, another language, words of somebody in distress."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum

from bot.core.matching.chitchat import is_chitchat
from bot.core.matching.intent import in_plain_words
from bot.core.matching.languages import is_foreign
from bot.core.matching.tokens import CHAT, bare, plain

_WORD = re.compile(r"[^\W_]+(?:['’ʼ`´][^\W_]+)*")


class NoQuestion(StrEnum):
    """Why a message is no question to the record."""

    CHITCHAT = "smalltalk"
    LANGUAGE = "language"
    DISTRESS = "distress"


def no_question(
    text: str, is_known: Callable[[str], bool], names: AbstractSet[str] = frozenset(), *, is_reply: bool = False
) -> NoQuestion | None:
    """Return why this is no question to the record; None for all that may be one.

    `is_known` tells the words that the record uses, which are of its language; `names`: words for the people
    interviewed; `is_reply`: whether it follows another question.
    """
    said = plain(text)
    readings = [bare_words(said)]
    if not CHAT.keys().isdisjoint(readings[0]):
        readings.append(bare_words(in_plain_words(said)))
    if any(map(is_distress, readings)):
        return NoQuestion.DISTRESS
    if any(is_chitchat(words, names, is_reply=is_reply) for words in readings):
        return NoQuestion.CHITCHAT
    return NoQuestion.LANGUAGE if is_foreign(said, is_known) else None


def bare_words(text: str) -> list[str]:
    """Return the words of a text without case, accents and apostrophes."""
    return [bare(word) for word in _WORD.findall(text)]


# Somebody who speaks of killing, hurting or losing themselves, or somebody close; bare words with spaces between.
_WHOM = "(?:my ?self|him ?self|her ?self|them ?sel(?:f|ves))"
_WHOSE = "(?:my|his|her|their)"
_WANTS = (
    "(?:want|wants|wanted|wanting|wanna|wish|going|gonna|ready|need|like|rather|better|should|could|would|will|shall|just"
    "|think(?:ing)?|thought|about|plan|planning|hope|please)"
)
_ANYMORE = "(?: any ?more| any longer| like this| now)?"
_DISTRESS = re.compile(
    "|".join(
        (
            rf"\b(?:kill|hurt|harm|hang|drown|unalive|stab|poison|off) {_WHOM}\b",
            rf"\b(?:hurting|harming|hanging|unaliving|stabbing|poisoning|offing) {_WHOM}\b",
            rf"\bkilling {_WHOM}\b(?! (?:at|by|for|in|on|over|to|trying|with|working)\b)",
            rf"\b(?:cut|cutting) {_WHOM}\b(?! (?:a|an|in|loose|off|out|short|some)\b)",
            rf"\b(?:shoot|shooting) {_WHOM}\b(?! in the (?:foot|leg))",
            (
                r"(?<!career )(?<!social )(?<!political )(?<!professional )(?<!academic )(?<!financial )"
                r"\bsuicid(?:e|al)\b(?! (?:burn|data|dataset|detection|linux|mission|models?|prediction|prevention"
                r"|rates?|risk|squad|statistics)\b)"
            ),
            (
                rf"\b{_WANTS} (?:to )?(?:die|be dead|be gone forever|not (?:be alive|exist|wake up)|never wake up"
                r"|stop (?:existing|living)|disappear forever)\b(?! (?:from|in a|laughing|of|on (?:a|this|that))\b)"
            ),
            r"\bi (?:was|were) (?:dead|never born)\b|\bfe(?:el|els|eling) like dying\b",
            r"\bbetter off (?:dead|without me)\b",
            r"\b(?:d|would) rather (?:be dead|die)\b(?! than)",
            rf"\b(?:end|ending|take|taking) {_WHOSE} (?:own )?life\b(?! (?:as|back|in|into|to)\b)",
            r"\bend(?:ing)? it all\b",
            (
                r"\b(?:dont|do not|cant|not) (?:really )?(?:want|wanna|see a reason|have a reason|see the point)"
                r"(?: to| of| in)? (?:live|living|be alive|being alive|exist|be here any ?more|go on living|wake up)\b"
                r"(?! (?:abroad|alone|at|here|in|near|off|on|there|with)\b)"
            ),
            (
                r"\b(?:no reason|no point|nothing|not worth|no will)(?: in| of| to| it)? (?:live|living|being alive)\b"
                r"(?! (?:in|with)\b)"
            ),
            (
                r"\b(?:whats|what is|what s|is there|there is|theres) (?:the|a|any|no)(?: even| really)? point"
                r" (?:of|in|to) (?:live|living|life|being alive|existing)\b"
                r"(?! (?:abroad|alone|at|here|in|near|off|there|with)\b)"
            ),
            r"\b(?:took|taken|taking|swallowed) (?:too many|all (?:my|the)|a (?:lot|bottle|box) of)(?: \w+)? pills\b",
            r"\bnothing to live for\b|\btired of (?:living|life|being alive)\b|\blife is(?:nt| not) worth\b",
            r"\bself ?harm(?:ing)?\b|\bself ?injury\b",
            rf"\A(?:i(?:m| am)? )?(?:{_WANTS} )*(?:to )?kms(?: lol)?\Z",
            r"\bjump(?:ing)? (?:off|from) (?:a|the|this) (?:bridge|building|roof|cliff)\b",
            r"\bin front of (?:a|the) train\b",
            r"\boverdos(?:e|ing) on\b|\bslit my\b",
            r"\b(?:nobody|no one) (?:would|will|d) (?:even )?(?:miss me|(?:care|notice) if i)\b",
            rf"\A(?:i )?(?:really |just )?(?:cant|cannot|can not) (?:do|take|bear|stand) (?:this|it){_ANYMORE}\Z",
            rf"\A(?:i )?(?:really |just )?(?:cant|cannot|can not) (?:go on|keep going|live){_ANYMORE}\Z",
            r"\bgiv(?:e|ing|en) up on (?:my )?life\b|\bi (?:really |just )?hate (?:myself|being alive)\b",
            r"\A(?:i(?:m| am)? )?(?:feel |feeling )?(?:so |completely |totally )?(?:hopeless|worthless)\Z",
        )
    )
)
_DISTRESS_ELSEWHERE = tuple(
    bare(words)
    for words in (
        *(
            "mich umbringen",
            "bring mich um",
            "bringe mich um",
            "mich umzubringen",
            "mir das leben nehmen",
            "nicht mehr leben",
            "will sterben",
            "selbstmord",
        ),
        *("matarme", "suicidar", "ganas de morir", "quiero morir", "me quiero morir", "no quiero vivir", "suicidio"),
        *("me matar", "quero morrer", "me suicidar", "nao quero viver", "nao quero mais viver"),
        *("me suicider", "me tuer", "veux mourir", "envie de mourir", "envie de vivre"),
        *("uccidermi", "suicidarmi", "voglio morire", "odebrac sobie zycie", "chce umrzec", "intihar"),
        *("убить себя", "покончить с собой", "не хочу жить", "хочу умереть", "самоубийство"),
        *("вбити себе", "покінчити з собою", "не хочу жити", "хочу померти", "самогубство"),
        *("自杀", "想死", "不想活", "死にたい", "자살", "죽고 싶"),
    )
)


# Each of the patterns needs one of these: most messages need not be looked at any further.
_ALARMING = frozenset(
    """
    alive anymore bear born cannot cant care cut cutting dead die disappear drown dying end ending exist existing give
    given giving gone hang hanging harm harming hate hopeless hurt hurting jump jumping kill killing kms life live
    living miss not notice off offing overdose overdosing pills poison poisoning self selfharm selfinjury shoot shooting
    slit stab stabbing suicidal suicide train unalive unaliving wake worthless
    """.split()  # noqa: SIM905 - words to read
)


def is_distress(words: Sequence[str]) -> bool:
    """Whether somebody speaks of dying by their own hand, of hurting themselves, or of a life not to be borne.

    `words` are bare.
    """
    said = " ".join(words)
    if not _ALARMING.isdisjoint(words) and _DISTRESS.search(said):
        return True
    return any(phrase in said for phrase in _DISTRESS_ELSEWHERE)
