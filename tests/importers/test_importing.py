"""`import`: files in, a folder out that passes the check; nothing else is written, nothing is overwritten."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.app import build_answering
from bot.cli import main
from bot.config import Config
from bot.core.answer import Answer
from bot.core.model import Knowledge, Question
from bot.core.proof.admit import admit
from bot.importers.dialogue import Publication
from bot.importers.drafting import Draft
from bot.importers.importing import ImportRequest, bring_in
from bot.importers.paragraphs import ANSWERER, ASKER
from bot.importers.settling import NOBODY, Ask, Given
from bot.library.folder import read_folder
from tests.conftest import ROOT, Reference
from tests.importers.samples import ANSWER, FOLLOW_UP, LATER, PLAIN, QUESTION, SAMPLES


def imported(folder: Path, *files: Path, ask: Ask | None = None) -> tuple[list[Draft], list[str]]:
    """What was written, and a sentence for each file that was refused."""
    refused: list[str] = []
    return list(bring_in(files, ImportRequest(folder, "2024-06-01", Given(ask=ask)), refused.append)), refused


def admitted(folder: Path) -> Knowledge:
    reading = read_folder(folder)
    knowledge, problems = admit(reading.records, reading.out_of_scope)
    assert [problem for problem in (*reading.problems, *problems) if problem.is_error] == []
    return knowledge


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("name", "text"), SAMPLES.values(), ids=SAMPLES)
def test_each_format_becomes_knowledge(tmp_path: Path, name: str, text: str) -> None:
    """The answers stand there as said, by whom, with what was asked; whoever asks is not quoted."""
    [draft], refused = imported(tmp_path / "knowledge", written(tmp_path, name, text))
    quotes = admitted(tmp_path / "knowledge").quotes.values()
    assert refused == []
    assert draft.quotes == len(quotes)
    assert {quote.speaker.name.split()[0] for quote in quotes} == {"Ada"}
    assert {(quote.asked, quote.is_asked_earlier) for quote in quotes} == {(QUESTION, False), (FOLLOW_UP, False)}
    assert all(words in " ".join(quote.text for quote in quotes) for words in (ANSWER, LATER))
    original = (tmp_path / "knowledge" / "originals" / "talk.txt").read_bytes()
    assert hashlib.sha256(original).hexdigest() in (tmp_path / "knowledge" / "talk.yaml").read_text()


def test_plain_text_is_kept_as_it_is(tmp_path: Path) -> None:
    """The file itself is the original."""
    imported(tmp_path / "knowledge", written(tmp_path, "talk.txt", PLAIN))
    assert (tmp_path / "knowledge" / "originals" / "talk.txt").read_text() == PLAIN


def test_a_recording_is_linked_at_its_seconds(tmp_path: Path) -> None:
    """The link leads to where the words begin."""
    imported(tmp_path / "knowledge", written(tmp_path, *SAMPLES["Markdown with front matter"]))
    links = [quote.url for quote in admitted(tmp_path / "knowledge").quotes.values()]
    assert links == [f"https://www.youtube.com/watch?v=abcdefghijk&t={second}" for second in (20, 99)]


@pytest.mark.parametrize("kind", ["Markdown with front matter", "SRT"])
def test_each_question_becomes_a_topic(tmp_path: Path, kind: str) -> None:
    """With what was asked as a way of asking."""
    imported(tmp_path / kind, written(tmp_path, *SAMPLES[kind]))
    topics = admitted(tmp_path / kind).topics.values()
    assert [topic.title for topic in topics] == [QUESTION, FOLLOW_UP]
    assert [topic.questions for topic in topics] == [(QUESTION,), (FOLLOW_UP,)]


def test_nothing_is_invented(tmp_path: Path) -> None:
    """What nobody knows of a publication stays open, and the check says so."""
    imported(tmp_path, written(tmp_path, "talk.txt", PLAIN))
    knowledge, problems = admit(read_folder(tmp_path).records)
    [source] = knowledge.sources.values()
    assert (source.url, source.author, source.published) == ("", "", "")
    assert {quote.url for quote in knowledge.quotes.values()} == {""}
    assert [problem.message.split("'")[1] for problem in problems] == ["published", "url", "author"]


def test_an_answer_that_is_dropped_takes_its_question_along(tmp_path: Path) -> None:
    """The next turn never stands under it."""
    text = (
        "Sam: How many have there been?\n\nAda: 50-60 licensees.\n\nSam: I see.\n\n"
        "Ada: We also built a small tool for the laundry room, and real people used it every day.\n\n"
        "Sam: Can you tell more?\n\nAda: They complained a lot, about everything, and so I learned to listen.\n"
    )
    imported(tmp_path, written(tmp_path, "talk.txt", text))
    asked = [(quote.text.split()[0], quote.asked) for quote in admitted(tmp_path).quotes.values()]
    assert asked == [("We", ""), ("They", "Can you tell more?")]
    assert "# Set aside (too short to make sense alone): 50-60 licensees." in (tmp_path / "talk.yaml").read_text()


def test_a_question_waits_for_whoever_only_stalls(tmp_path: Path) -> None:
    """It is the same rule as where a curator pastes the words: "No." would have answered it."""
    told = "We built a small tool for the laundry room, and real people used it every day."
    for stalling, expected in (("Well, let me think.", ("How did it begin?", True)), ("No.", ("", False))):
        text = f"Sam: How did it begin?\n\nAda: {stalling}\n\nSam: Please do go on.\n\nAda: {told}\n"
        folder = tmp_path / stalling[:2]
        folder.mkdir()
        imported(folder, written(folder, "talk.txt", text))
        [quote] = admitted(folder).quotes.values()
        assert (quote.asked, quote.is_asked_earlier) == expected


def test_a_question_that_says_nothing_by_itself_is_no_title(tmp_path: Path) -> None:
    """Nor a way of asking: whoever types it means something else. It stays what was asked."""
    text = (
        "Sam: And what do you think?\n\n"
        "Ada: Small teams of carpenters decide within an hour what a large workshop discusses for weeks on end.\n\n"
        "Sam: (laughs) So how do carpenters sharpen their chisels?\n\n"
        "Ada: We use a flat stone with water, then leather, and we do so every morning before the work begins.\n"
    )
    imported(tmp_path, written(tmp_path, "talk.txt", text))
    vague, telling = admitted(tmp_path).topics.values()
    assert "?" not in vague.title
    assert "what do you think?" not in map(str.casefold, vague.questions)
    assert vague.quotes[0].asked
    assert telling.title == "How do carpenters sharpen their chisels?"


@pytest.mark.parametrize(
    "asked",
    ["How did that happen?", "How does it go?", "What are the next steps?", "Can you tell us more about them?",
     "What do you think?", "Are they the same?"],
)  # fmt: skip
def test_a_question_that_names_nothing_is_no_way_of_asking(tmp_path: Path, asked: str) -> None:
    """Whoever types it means something else. It is what was asked, behind what it points to, where that was said."""
    text = f"Sam: I see. You opened a laundry room. {asked}\n\nAda: {ANSWER}\n\nSam: {asked}\n\nAda: {LATER}\n"
    imported(tmp_path, written(tmp_path, "talk.txt", text))
    first, second = admitted(tmp_path).topics.values()
    assert (first.questions, second.questions) == ((), ())
    assert (first.quotes[0].asked, second.quotes[0].asked) == (f"You opened a laundry room. {asked}", asked)
    assert "?" not in first.title + second.title


def test_greetings_are_set_aside(tmp_path: Path) -> None:
    """They answer nothing."""
    hello = "Thank you so much for having me here today, it is a pleasure to be here with all of you."
    text = f"Sam: Welcome to the show, how are you today?\n\nAda: {hello}\n\nSam: {QUESTION}\n\nAda: {ANSWER}\n"
    imported(tmp_path, written(tmp_path, "talk.txt", text))
    assert [quote.text for quote in admitted(tmp_path).quotes.values()] == [ANSWER]
    assert hello in (tmp_path / "talk.yaml").read_text()


def test_a_long_answer_becomes_whole_thoughts(tmp_path: Path, reference: Reference) -> None:
    """Of 80 to 900 characters each, none the tail of another."""
    imported(tmp_path, reference("podcasts/crisp-dm.md", "long answers are cut into passages"))
    knowledge = admitted(tmp_path)
    sizes = [len(quote.text) for quote in knowledge.quotes.values()]
    assert min(sizes) >= 80
    assert max(sizes) <= 900
    assert all(len(topic.quotes) == 1 for topic in knowledge.topics.values())


@pytest.mark.parametrize("name", ["talk.yaml", "transcripts/talk.yaml", "originals/talk.txt"])
def test_nothing_is_overwritten(tmp_path: Path, name: str) -> None:
    """Whichever of the three is there already."""
    (tmp_path / "knowledge" / name).parent.mkdir(parents=True)
    (tmp_path / "knowledge" / name).write_text("mine")
    drafts, [sentence] = imported(tmp_path / "knowledge", written(tmp_path, "talk.txt", PLAIN))
    assert not drafts
    assert "exists already" in sentence
    assert [path.read_text() for path in (tmp_path / "knowledge").rglob("*") if path.is_file()] == ["mine"]


def test_two_talks_on_the_same_get_topics_of_their_own(tmp_path: Path) -> None:
    """The same headings and questions are no reason to refuse the second, with or without a break between."""
    first, second, third = (written(tmp_path, f"{name}.txt", PLAIN) for name in ("one", "two", "three"))
    imported(tmp_path / "knowledge", first, second)
    imported(tmp_path / "knowledge", third)
    assert len(admitted(tmp_path / "knowledge").topics) == 6


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    """Each gets a sentence of its own."""
    files = [tmp_path / "missing.txt", written(tmp_path, "empty.txt", ""), written(tmp_path, "talk.txt", PLAIN)]
    drafts, refused = imported(tmp_path / "knowledge", *files)
    assert [draft.source for draft in drafts] == ["talk"]
    assert [sentence.split(": ", 1)[1] for sentence in refused] == [
        "it cannot be read: No such file or directory.",
        "it is empty.",
    ]


def test_an_answer_settles_who_talks(tmp_path: Path) -> None:
    """What was in doubt can be quoted then; what nobody knows stays out."""
    asked: list[str] = []

    def ask(question: str, choices: Sequence[str]) -> str:
        asked.append(question)
        return "Ada" if question.startswith("Who says") else "https://example.org/talk" if "where" in question else ""

    [draft], _ = imported(tmp_path / "knowledge", written(tmp_path, "talk.txt", PLAIN), ask=ask)
    assert asked[0] == "Who says “Nobody had told me that before.”?"
    assert draft.unsure == 0
    assert any("Nobody had told me" in turn.text for turn in admitted(tmp_path / "knowledge").transcripts["talk"].turns)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400)
    | st.text(max_size=400).map(str.encode)
    | st.lists(st.sampled_from([*"\n:?.(-", "\n\n", "Ada: ", "Sam: ", "so it was then and is now ", "you ", *"ab\t"]))
    .map("".join)
    .map(str.encode)
)
def test_whatever_comes_in(data: bytes) -> None:
    """A sentence, or knowledge that passes the check."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "talk.txt"
        file.write_bytes(data)
        drafts, refused = imported(Path(name) / "knowledge", file)
        assert len(drafts) + len(refused) == 1
        if drafts:
            admitted(Path(name) / "knowledge")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_whatever_becomes_of_a_file(kind: str, data: st.DataObject) -> None:
    """A piece of a good file is lost, doubled or replaced: a sentence, or knowledge that passes the check."""
    text = SAMPLES[kind][1]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 60)))
    text = text[:start] + data.draw(st.sampled_from(["", text[start:end] * 2, "\n", "Ada:", "(Ada: no)"])) + text[end:]
    with tempfile.TemporaryDirectory() as name:
        drafts, refused = imported(Path(name) / "knowledge", written(Path(name), "talk.txt", text))
        assert len(drafts) + len(refused) == 1
        if drafts:
            admitted(Path(name) / "knowledge")


SPOKEN = st.tuples(
    st.sampled_from([NOBODY, ASKER, ANSWERER, "Ada", "Speaker 1"]), st.sampled_from([QUESTION, ANSWER, "?"])
)


@settings(max_examples=60, deadline=None)
@given(st.lists(SPOKEN, min_size=1, max_size=5))
@example([(NOBODY, QUESTION), (NOBODY, ANSWER)])
def test_whoever_speaks(spoken: list[tuple[str, str]]) -> None:
    """Also where nobody is named, or all are called what a draft calls those whom nobody knows."""
    segments = [{"speaker": who, "body": text} for who, text in spoken]
    with tempfile.TemporaryDirectory() as name:
        file = written(Path(name), "talk.json", json.dumps({"segments": segments}))
        drafts, refused = imported(Path(name) / "knowledge", file)
        assert len(drafts) + len(refused) == 1
        if {who for who, _ in spoken} <= {NOBODY, ASKER}:
            assert refused == [f"{file}: nobody is named in it, so nobody can be quoted."]
        if drafts:
            admitted(Path(name) / "knowledge")


def test_the_shipped_interview_is_read_as_it_was_by_hand(tmp_path: Path) -> None:
    """Whoever is sure to talk in the draft talks in the proved transcript too."""
    source = "alexey-grigorev-2020"
    imported(tmp_path / "knowledge", ROOT / "knowledge" / "originals" / f"{source}.txt")
    by_hand = admitted(ROOT / "knowledge").transcripts[source].turns
    drafted = admitted(tmp_path / "knowledge").transcripts[source].turns
    sure = [turn for turn in drafted if turn.is_sure]
    assert len(sure) > len(drafted) / 2
    for turn in sure:
        others = [other for other in by_hand if other.speaker != turn.speaker]
        assert not [o for o in others if turn.start < o.start + len(o.text) and o.start < turn.start + len(turn.text)]


def test_all_podcasts(tmp_path: Path, reference: Reference) -> None:
    """Each of them becomes knowledge, and hardly a line is in doubt."""
    folder = reference("podcasts", "42 real transcripts can be imported")
    files = sorted(folder.glob("*.md"))
    drafts, refused = imported(tmp_path / "knowledge", *files)
    assert (len(drafts), refused) == (len(files), [])
    assert len(admitted(tmp_path / "knowledge").quotes) == sum(draft.quotes for draft in drafts)
    assert sum(draft.unsure for draft in drafts) < sum(draft.sure for draft in drafts) / 100


def test_podcasts_answer_beside_the_article(tmp_path: Path, reference: Reference) -> None:
    """Two interviews with the same guest, two years: one answer holds both."""
    names = ("crisp-dm", "data-team-roles", "how-to-switch-to-ml-tech-without-experience")
    files = [reference(f"podcasts/{name}.md", "podcasts answer together with the article") for name in names]
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    assert imported(tmp_path / "knowledge", *files)[1] == []
    answering = build_answering(Config(knowledge=str(tmp_path / "knowledge")))
    decision = answering.reply(Question("why begin with a simple baseline?")).decision
    assert isinstance(decision, Answer)
    assert {match.quote.source.published for match in decision.matches} == {"2020-11", "2021-02-23"}


def test_the_verb(tmp_path: Path) -> None:
    """It says what it was unsure of and what comes next; the ending tells whether all went well."""
    good, bad = written(tmp_path, "talk.srt", SAMPLES["SRT"][1]), written(tmp_path, "bad.txt", "")
    given = {"--url": "https://example.org/talk", "--title": "A talk", "--author": "Sam", "--published": "2024"}
    options = [part for option in given.items() for part in option]
    done = CliRunner().invoke(main, ["import", str(good), "--out", str(tmp_path / "mine"), *options])
    assert done.exit_code == 0
    assert "SRT, 2 topics, 2 quotes" in done.output
    assert "1 of 6 pieces may be somebody else's" in done.output
    assert "ontherecord check --knowledge" in done.output
    [source] = admitted(tmp_path / "mine").sources.values()
    assert (source.url, source.title, source.author, source.published) == tuple(given.values())
    done = CliRunner().invoke(main, ["import", str(bad), "--out", str(tmp_path / "mine")], standalone_mode=False)
    assert "1 of 1 file was not imported" in str(done.exception)


def test_one_is_told_as_one(tmp_path: Path) -> None:
    """Wherever the report counts."""
    text = f"Ada and Sam talked about tools for a while.\n\nSam: {QUESTION}\n\nAda: {ANSWER}\n"
    done = CliRunner().invoke(
        main, ["import", str(written(tmp_path, "talk.txt", text)), "--out", str(tmp_path / "mine")]
    )
    assert "plain text, 1 topic, 1 quote." in done.output
    assert "1 of 3 pieces may be somebody else's: it is sure: false" in done.output
    assert "2 pieces have a speaker, 1 is unsure, 0 were dropped." in done.output
    assert "Of 1 question asked in it, 1 finds its answer" in done.output
    assert "0 of 1 topic has no way of asking yet." in done.output


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("--published", "2024-5", '--published is not a date: "2024-5". Write it as 2020, 2020-11 or 2020-11-30.'),
        ("--published", "05/2024", '--published is not a date: "05/2024". Write it as 2020, 2020-11 or 2020-11-30.'),
        ("--url", "not-a-url", "--url is not a web address. Write it whole, beginning with https://."),
        ("--author", "Sam\nSample", "--author holds a line break. Write it on one line."),
    ],
)
def test_an_option_that_cannot_be_written_is_refused_before_reading(
    tmp_path: Path, option: str, value: str, expected: str
) -> None:
    """By its name: nothing is wrong with the file, which is not even looked at."""
    done = CliRunner().invoke(main, ["import", "missing.txt", "--out", str(tmp_path), option, value])
    assert done.exit_code == 2
    assert expected in done.output
    assert "missing.txt" not in done.output


def test_what_is_given_elsewhere_is_refused_as_well(tmp_path: Path) -> None:
    """As what it is."""
    refused: list[str] = []
    request = ImportRequest(tmp_path / "mine", "2024-06-01", Given(Publication(published="May 2024")))
    assert not list(bring_in([written(tmp_path, "talk.txt", PLAIN)], request, refused.append))
    assert refused[0].split(": ", 1)[1].startswith("'published' is not a date: ")


def test_a_date_of_the_file_that_is_none_is_missing(tmp_path: Path) -> None:
    """It is no reason to refuse the file."""
    text = SAMPLES["Markdown with front matter"][1].replace("2024-05-02", "May 2024")
    [draft], refused = imported(tmp_path / "mine", written(tmp_path, "talk.md", text))
    assert refused == []
    assert "'published' is not known: write it under 'source'." in draft.doubts


def test_the_verb_asks_again(tmp_path: Path) -> None:
    """Once, saying what is wrong; what cannot be written then stays open."""
    file = written(tmp_path, "talk.txt", f"Sam: {QUESTION}\n\nAda: {ANSWER}\n")
    answers = "A talk\nexample.org\nhttps://example.org/talk\nSam Sample\nMay 2024\n5/2024\n"
    done = CliRunner().invoke(main, ["import", str(file), "--out", str(tmp_path / "mine"), "--ask"], input=answers)
    assert "This is not a web address. Write it whole, beginning with https://. Where was it published" in done.output
    [source] = admitted(tmp_path / "mine").sources.values()
    assert (source.title, source.url, source.published) == ("A talk", "https://example.org/talk", "")


def test_the_verb_asks(tmp_path: Path) -> None:
    """Enter leaves open what nobody knows."""
    file = written(tmp_path, "talk.srt", SAMPLES["SRT"][1])
    answers = "Nobody\nSam\n\nhttps://example.org/talk\nSam Sample\n2024-05\n"
    done = CliRunner().invoke(main, ["import", str(file), "--out", str(tmp_path / "mine"), "--ask"], input=answers)
    assert "Who says “Was that so at your place, too?”? [Sam, Ada]" in done.output
    [source] = admitted(tmp_path / "mine").sources.values()
    assert (source.title, source.author, source.published) == ("talk", "Sam Sample", "2024-05")
    assert json.dumps(source.url) == '"https://example.org/talk"'
