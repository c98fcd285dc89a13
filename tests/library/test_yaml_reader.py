"""From text to a tree with locations: nothing typed by guess, nothing that references, nothing deep."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.drafts import Location
from bot.library.formats import KNOWLEDGE, TRANSCRIPT, read
from bot.library.yaml_reader import (
    HAS_FAST_PARSER,
    MAX_DEPTH,
    KeysNode,
    ListNode,
    Node,
    Refusal,
    TextNode,
    TreeError,
    compose,
)
from tests.library.reading import (
    FILE,
    KNOWLEDGE_TEXT,
    TRANSCRIPT_TEXT,
    outcome,
    refused,
    says,
    spot,
    tree,
    within,
)

MANY = settings(deadline=None, max_examples=300)
MARKS = """a id 12:30 : - [ ] { } , ? # ' " | |- > % @ ` --- ... \\ \\q \\0 \\ud800 \\U00110000 é 😀 '' << ~"""
SPACED = [" ", "  ", "\n", "\n  ", "\n    ", ": ", "- ", ", ", "? ", " #", "&x ", "*x", "!t ", "key: value\n", "- x\n"]
PIECES = st.sampled_from([*MARKS.split(), *SPACED, "\t", "\r\n", "\ufeff", "x" * 600])


@pytest.mark.parametrize(
    "text",
    ["no", "yes", "true", "null", "~", "12:30", "2020-11", "2020-11-30", "1e3", "0x10", ".5", "=", "1_000", "-foo"],
)
def test_a_text_is_what_stands_there(text: str) -> None:
    """Nothing becomes a number, a date, a truth value or nothing at all."""
    assert tree(f"- {text}\n") == ListNode(Location(FILE, 1, 1), (TextNode(Location(FILE, 1, 3), text),))


def test_keys_stand_as_written() -> None:
    """A doubled key is seen, not overwritten; and `<<` merges nothing."""
    node = tree("a: 1\n<<: {b: 2}\na: 3\n")
    assert isinstance(node, KeysNode)
    assert [key.text for key, _ in node.pairs if isinstance(key, TextNode)] == ["a", "<<", "a"]


def test_texts_of_several_lines_are_read_as_yaml_says() -> None:
    """A block keeps its lines, a folded or plain text joins them."""
    node = tree("- |-\n  a\n\n  b\n- >-\n  a\n  b\n- a\n  b\n- 'it''s'\n- \"a\\tb\"\n")
    assert isinstance(node, ListNode)
    assert [item.text for item in node.items if isinstance(item, TextNode)] == ["a\n\nb", "a b", "a b", "it's", "a\tb"]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_depth_has_an_end(opening: str) -> None:
    """As deep as allowed is read; one deeper is refused where it begins."""
    closing = {"[": "]", "{a: ": "}", "- ": ""}[opening]
    assert tree(opening * MAX_DEPTH + "x" + closing * MAX_DEPTH)
    problem = refused(opening * (MAX_DEPTH + 1) + "x" + closing * (MAX_DEPTH + 1))
    assert spot(problem) == (1, len(opening) * MAX_DEPTH + 1)
    assert says(problem, f"more than {MAX_DEPTH} deep", "Remove")


def test_a_hundred_thousand_brackets_do_not_end_the_program() -> None:
    """libyaml's own tree builder would run out of stack and take the process along."""
    program = (
        "from bot.library.text import UnreadableError\n"
        "from bot.library.yaml_reader import read_nodes\n"
        "for fast in (True, False):\n"
        "    try: read_nodes(b'[' * 100_000, 'deep.yaml', fast=fast)\n"
        "    except UnreadableError as unreadable: print(unreadable.problem.location)\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "deep.yaml:1:21\n" * 2, "")


@pytest.mark.parametrize(
    ("text", "column", "mark"), [("a: *b", 4, "*"), ("a: &b c", 4, "&"), ("a: !!str c", 4, "!"), ("&a {b: c}", 1, "&")]
)
def test_references_and_tags_are_refused(text: str, column: int, mark: str) -> None:
    """Whoever writes one most likely meant a text."""
    problem = refused(f"x: y\n{text}\n" if column > 1 else text)
    assert spot(problem) == (2 if column > 1 else 1, column)
    assert says(problem, f"begins with {mark} is not read as text", "in quotes")


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor() -> None:
    """Nothing is ever expanded."""
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert spot(refused(bomb)) == (1, 4)


def test_one_document_a_file() -> None:
    """A second one would go unread."""
    problem = refused("a: b\n---\nc: d\n")
    assert spot(problem) == (2, 1)
    assert says(problem, "second document", "Remove this line")
    assert tree("---\na: b\n...\n")


def test_an_escape_cannot_bring_in_what_cannot_be_seen() -> None:
    """Control characters are refused in what is read, too; tabs and line ends are not."""
    assert says(refused('a: "x\\0y"'), "U+0000", "backslash")
    assert tree('a: "x\\ty\\r\\n"')


@pytest.mark.parametrize("text", ["[a, b?]", "[http://x.org?a=1]", "{a: why? b}"])
def test_a_question_mark_in_brackets_is_refused_by_both_parsers(text: str) -> None:
    """libyaml would read it, Python's parser would not."""
    problem = refused(f"x: y\nkey: {text}\n")
    assert spot(problem) == (2, 6 + text.index("?"))
    assert says(problem, "'?'", "in quotes")


def test_what_is_left_out_in_brackets_is_nothing() -> None:
    """`{a: }` holds a key without a text, wherever the bracket closes."""
    assert tree("{a:  }") == tree("{a: }")
    assert tree("x: {a:\n  }")


def test_a_comment_mark_right_after_a_block_mark_is_refused_by_both_parsers() -> None:
    """libyaml would take it for a comment, Python's parser would not."""
    assert says(refused("a: |#x\n  b\n"), "After |", "|-")


@MANY
@given(st.lists(PIECES, max_size=25).map("".join))
@within(2.0)
def test_both_parsers_say_the_same(text: str) -> None:
    """One tree or one problem for any text, and the same drafts; never another exception."""
    node = outcome(text)
    if isinstance(node, TextNode | ListNode | KeysNode):
        read(KNOWLEDGE, node)
        read(TRANSCRIPT, node)


@MANY
@given(st.sampled_from([KNOWLEDGE_TEXT, TRANSCRIPT_TEXT]), st.data())
@within(2.0)
def test_a_slip_anywhere_in_a_good_file_is_survived(text: str, data: st.DataObject) -> None:
    """Both parsers agree on any file with a piece put in or letters taken out."""
    start = data.draw(st.integers(0, len(text)))
    end = start + data.draw(st.integers(0, 3))
    node = outcome(text[:start] + data.draw(PIECES) + text[end:])
    if isinstance(node, TextNode | ListNode | KeysNode):
        read(KNOWLEDGE, node)
        read(TRANSCRIPT, node)


@MANY
@given(st.binary(max_size=60))
@within(2.0)
def test_any_bytes_are_survived(data: bytes) -> None:
    """A tree or a problem."""
    outcome(data)


@pytest.mark.parametrize("fast", [HAS_FAST_PARSER, False])
@pytest.mark.parametrize(
    ("text", "refusal", "line"),
    [
        ("# one\na: b: c", Refusal.SYNTAX, 2),
        ("# one\n\x07", Refusal.SYNTAX, 2),
        ("a: 1\n...\n# one\n---\nb: 2", Refusal.DOCUMENTS, 4),
        ("# one\na: *b", Refusal.REFERENCE, 2),
        ("# one\na: &b c", Refusal.REFERENCE, 2),
        ("# one\na: !!str c", Refusal.REFERENCE, 2),
        ("# one\n" + "[" * 60_000, Refusal.DEPTH, 2),
    ],
)
def test_what_is_no_tree_is_refused_with_its_line(text: str, refusal: Refusal, line: int, fast: bool) -> None:
    """Whoever reads other YAML words the error; the reader says why and where."""
    with pytest.raises(TreeError) as error:
        compose(text, fast=fast)
    assert (error.value.refusal, error.value.line) == (refusal, line)


def test_other_yaml_may_be_empty_or_hold_tags() -> None:
    """Nothing is no tree and no error; tags and anchors are passed over where that is wished, aliases never."""
    assert compose("# nothing\n") is None
    assert compose("a: &b !!str c", skips_tags=True) == KeysNode(
        Location("", 1, 1), ((TextNode(Location("", 1, 1), "a"), TextNode(Location("", 1, 4), "c")),)
    )
    with pytest.raises(TreeError):
        compose("a: &b c\nd: *b", skips_tags=True)


@MANY
@given(st.lists(PIECES | st.sampled_from("\r\x85\u2028\u2029"), max_size=25).map("".join), st.booleans())
@within(2.0)
def test_any_text_is_a_tree_nothing_or_refused(text: str, skips_tags: bool) -> None:
    """Never another exception, from either parser."""
    for fast in (HAS_FAST_PARSER, False):
        with suppress(TreeError):
            compose(text, fast=fast, skips_tags=skips_tags)


WORD = st.text("abcxyzéß😀", min_size=1, max_size=5)
GAP = st.sampled_from(["", "\n", "# comment\n", "\n\n"])


@settings(max_examples=60)
@given(st.lists(st.tuples(WORD, GAP), min_size=1, max_size=6), st.integers(0, 6))
def test_every_text_has_its_location(entries: list[tuple[str, str]], indent: int) -> None:
    """Line and column lead to the text itself, whatever stands around it."""
    source = "key:\n" + "".join(f"{gap}{' ' * indent}-  {word}\n" for word, gap in entries)
    for node in _texts(tree(source)):
        line = source.split("\n")[node.location.line - 1]
        assert line[node.location.column - 1 :].startswith(node.text)
        assert source[node.start : node.end] == node.text


def _texts(node: Node) -> list[TextNode]:
    if isinstance(node, TextNode):
        return [node]
    nodes = node.items if isinstance(node, ListNode) else [part for pair in node.pairs for part in pair]
    return [text for part in nodes for text in _texts(part)]
