"""What is no question to the record: recognised for what it is, and nothing else taken for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.core.matching.no_question import NoQuestion, no_question

EVAL = Path(__file__).parent.parent.parent / "eval"
CHITCHAT = (
    *("hi", "Hello!", "heyyy", "yo", "sup?", "good morning everyone ☕", "hey there, how are you?", "hi Ada", "gm"),
    *("thanks!", "thx, that helped", "thank you so much for your help", "great answer, thank u", "nice bot", "lol ok"),
    *("bye!", "good night, see you tomorrow", "have a nice weekend", "cya", "it was nice talking to you, bye"),
    *(
        "help",
        "!help",
        "can you help me?",
        "who are you?",
        "what's your name",
        "are you a bot?",
        "r u human",
        "👋",
        "?",
    ),
    *(
        "hey, are you a real person or a bot?",
        "are you Ada?",
        "who made you?",
        "what can you do?",
        "how does this work",
    ),
    *(
        "what can I ask you about?",
        "how do I use this bot?",
        "can i ask you something",
        "tell me a joke",
        "nvm",
        "test",
    ),
    *("what are you able to do", "give me some sample questions", "sry wrong channel", "my mistake", "ty!!"),
)
LANGUAGE = (
    *("Soll ich einen Master machen?", "wie werde ich data scientist", "¿Vale la pena hacer un máster?", "gracias"),
    *("como conseguir o primeiro emprego em dados", "Faut-il faire un master ?", "comment devenir data scientist"),
    *("стоит ли идти в магистратуру", "чи варто йти в магістратуру?", "我应该读硕士吗", "你好", "修士号は必要ですか"),
    *(
        "석사 학위가 필요한가요",
        "هل يجب أن أدرس الماجستير",
        "czy warto robić magisterkę",
        "yüksek lisans yapmalı mıyım",
    ),
    *("conviene fare un master?", "moet ik een master doen?", "tôi có nên học thạc sĩ không", "danke dir!", "привет"),
    *("ça vaut le coup ?", "es útil?", "jak zacząć karierę", "nasıl iş bulurum", "que es mlops", "データの仕事"),
)
DISTRESS = (
    *("should I kill myself?", "i want to die", "I don't want to live anymore", "i wanna kms", "kms"),
    *(
        "i'm thinking about suicide",
        "im feeling suicidal",
        "I just want to end it all",
        "my friend wants to kill himself",
    ),
    *("nobody would miss me if I was gone", "is it better if i end my life", "I can't go on anymore", "I hate myself"),
    *("how do I hurt myself", "everyone would be better off without me", "i have no reason to live"),
    *("ich will nicht mehr leben", "quiero morir", "я не хочу жить", "je veux mourir", "不想活了"),
    *("thinking of killing myself tonight", "i cut myself again", "i dont want to be here anymore"),
    *("what's the point of living", "i took too many pills", "ich bring mich um", "me quiero suicidar"),
)
QUESTIONS = (
    *(
        "how do I kill a zombie process",
        "should I kill my side project?",
        "hi, should I do a masters?",
        "yo should i quit",
    ),
    *(
        "is it career suicide to leave a startup?",
        "this deadline is killing me, how do you cope?",
        "why did the startup die",
    ),
    *(
        "how did you cut yourself off from Java?",
        "am I killing myself with two jobs?",
        "I can't do this job, should I quit?",
    ),
    *(
        "help me choose between R and Python",
        "thanks! and what about a PhD?",
        "who is Ada?",
        "are you a manager?",
        "and you?",
    ),
    *(
        "what can you tell me about Kaggle",
        "how do you work with analysts?",
        "can you help me write a CV",
        "do you have kids",
    ),
    *(
        "what do you do at OLX",
        "how old are you?",
        "who mentored you",
        "good books?",
        "why?",
        "and a PhD?",
        "Kaggle",
        "2+2",
    ),
    *(
        "El Niño forecasts, how?",
        "de la Cruz's book",
        "is São Paulo good for jobs",
        "MIT or ETH",
        "résumé or CV?",
        "vi vs emacs",
    ),
    *(
        "what does 'que sera sera' mean",
        "uber data scientist salary",
        "ML in die casting",
        "pros and cons of con calls",
    ),
    *("help me get a job", "hello, is a PhD worth it?", "thanks! and what about Kaggle?", "who are you to judge?"),
    *("killing it at interviews?", "what's the point of living in Berlin?", "I want to end my contract, how?"),
    *("any example projects?", "is this the wrong channel for my first job?", "I cut myself a break, how do I start?"),
)


def reason(text: str) -> NoQuestion | None:
    return no_question(text, lambda _: False, frozenset({"ada", "example"}))


@pytest.mark.parametrize("text", CHITCHAT)
def test_chitchat(text: str) -> None:
    assert reason(text) is NoQuestion.CHITCHAT


@pytest.mark.parametrize("text", LANGUAGE)
def test_another_language(text: str) -> None:
    assert reason(text) is NoQuestion.LANGUAGE


@pytest.mark.parametrize("text", DISTRESS)
def test_distress(text: str) -> None:
    assert reason(text) is NoQuestion.DISTRESS


@pytest.mark.parametrize("text", QUESTIONS)
def test_questions_are_none_of_it(text: str) -> None:
    assert reason(text) is None


def test_no_judged_question_is_taken_for_anything_else() -> None:
    """Typos, names, single words and all: what the record answers is always a question."""
    rows = [json.loads(line) for path in sorted(EVAL.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    asked = [row["q"] for row in rows if row["spans"] and row["kind"] != "chat" and "after" not in row]
    assert len(asked) > 300
    assert [text for text in asked if reason(text)] == []


def test_the_languages_of_the_record_are_no_others() -> None:
    """A bot whose interview is in German is asked in German."""
    german = {"soll", "ich", "einen", "master", "machen"}
    assert no_question("Soll ich einen Master machen?", lambda word: word.casefold() in german) is None


def test_a_reply_points_back() -> None:
    """What is said after an answer asks about it."""
    assert no_question("how does this work?", lambda _: False, is_reply=True) is None
    assert no_question("thanks!", lambda _: False, is_reply=True) is NoQuestion.CHITCHAT
