"""What people type in a hurry is read as what they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.matching.query import Lexicon, Reader, Speller
from bot.core.matching.tokens import CHAT, Synonyms, figures_written_out, stem, written_out
from bot.core.model import Question

RECORD = (
    "People should learn Python, R or the U.S. way, and later raise their interview questions about career changes."
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    lexicon = Lexicon(Synonyms([["university", "college"]]))
    lexicon.record_terms(RECORD)
    lexicon.phrasing_terms("do u need a university degree for your first job?")
    return Reader(lexicon)


def read(reader: Reader, text: str) -> str:
    return reader.query(Question(text)).text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("shud i go to uni?", "should i go to university?"),
        ("IDK wat ppl want tbh", "I do not know what people want to be honest"),
        ("job w/o a degree, or w/one", "job without a degree, or with one"),
        ("gonna do smth abt it rn", "going to do something about it right now"),
        ("3 yrs of exp, r u sure", "3 years of experience, are you sure"),
        ("how 2 start, 2 many rules, 4 my 1st job", "how to start, too many rules, for my 1st job"),
        ("do i hav 2 be one of 2 people with 4 years", "do i have to be one of 2 people with 4 years"),
    ],
)
def test_chat_spelling_is_written_out(typed: str, meant: str) -> None:
    """Whole words only, whatever their case; a figure where no number can stand."""
    lexicon = Lexicon(Synonyms([]))
    assert read(Reader(lexicon), typed) == meant


def test_words_of_the_record_stay(reader: Reader) -> None:
    """ "R" is a language to whom speaks of it, and letters of an abbreviation are no words."""
    assert read(reader, "r u sure") == "r you sure"
    assert read(Reader(Lexicon(Synonyms([]))), "should I learn R?") == "should I learn R?"


def test_phrasings_are_read_like_questions(reader: Reader) -> None:
    """ "u" in a phrasing is "you" in a question, and the other way round."""
    lexicon = Lexicon(Synonyms([]))
    assert lexicon.phrasing_terms("do u need smth") == lexicon.phrasing_terms("do you need something")


def test_the_typed_word_is_remembered(reader: Reader) -> None:
    """For telling why something matched, chat spelling, typos and synonyms alike."""
    typed = reader.query(Question("shud I raise my interveiw qs at uni")).typed
    assert [typed[stem(word)] for word in ("should", "interview", "questions")] == ["shud", "interveiw", "qs"]
    assert "uni" in typed.values()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("interveiw", "interview"),
        ("questons", "questions"),
        ("intervieww", "interview"),
        ("Pyhton", "python"),
        ("careeer", "career"),
        ("Kareer", "career"),
        ("laetr", "later"),
        ("riase", "raise"),
    ],
)
def test_typos_are_repaired(reader: Reader, typed: str, meant: str) -> None:
    """Swapped, missing, doubled and wrong letters in long words; swapped ones in short words too."""
    assert read(reader, typed) == meant


@pytest.mark.parametrize("typed", ["people", "interviewing", "leads", "wat3r", "lern", "rais", "xyzzy", "Ünïcödë"])
def test_what_is_known_short_or_unlike_stays(reader: Reader, typed: str) -> None:
    """A word that the knowledge has in any form is none to repair; nor one that chance could make of another."""
    assert read(reader, typed) == typed


def test_one_letter_of_five_is_too_much() -> None:
    """ "cloud" is no "aloud": in short words a wrong letter makes another word as often as a typo."""
    speller = Speller(["aloud", "slower", "worth"])
    assert [speller.repair(word) for word in ("cloud", "north", "lower")] == ["cloud", "north", "slower"]


def test_a_repaired_word_finds_its_synonyms(reader: Reader) -> None:
    """Typos are repaired before synonyms are looked for."""
    assert reader.query(Question("univeristy")).terms == reader.query(Question("college")).terms


STORY = "Python and SQL I had at college. My teacher was a friend of R. "
ASKING = "How do people who learn later in life raise their hopes of a career change without any interview questions?"


def test_a_story_weighs_less_than_its_question(reader: Reader) -> None:
    """As long as the question says enough by itself; then it is also what is meant most."""
    query = reader.query(Question(STORY + ASKING))
    assert query.terms[stem("python")] == 0.5
    assert query.terms[stem("interview")] == 1.0
    assert (query.text, query.asking) == (STORY + ASKING, ASKING)


@pytest.mark.parametrize("text", [STORY + "What am I doing wrong?", ASKING, STORY, "Should I learn R? Is it hard?"])
def test_else_all_of_it_counts(reader: Reader, text: str) -> None:
    """A question that is nothing without its story, a lone one, none, and several."""
    query = reader.query(Question(text))
    assert set(query.terms.values()) == {1.0}
    assert query.asking == ""


def test_the_question_before_weighs_less(reader: Reader) -> None:
    assert reader.query(Question("and R?", after="Python?")).terms[stem("python")] == 0.4


@given(st.text(max_size=400))
def test_reading_is_total(text: str) -> None:
    """Property: whatever is typed is read, and each term has a word that was typed."""
    lexicon = Lexicon(Synonyms([["a b", "c"]]))
    lexicon.record_terms(RECORD)
    query = Reader(lexicon).query(Question(text, after=text[::-1]))
    assert query.terms.keys() == query.typed.keys()


@given(st.sampled_from(sorted(CHAT)))
def test_plain_words_need_no_reading(short: str) -> None:
    """Property: what chat spelling stands for is not written out any further."""
    plain = CHAT[short]
    assert written_out(plain) == plain == figures_written_out(plain)
    assert all(written_out(word) == word for word in plain.split())
