"""The inverted index against a naive reading of the same formula."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.matching.bm25 import Bm25Index, Texts, highest

K1, B = 1.5, 0.75
DOCUMENTS = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6), min_size=1, max_size=30)
TERMS = st.dictionaries(st.sampled_from("abcdefghxy"), st.sampled_from([0.4, 0.8, 1.0]), max_size=6)


def naive(documents: list[list[str]], terms: dict[str, float]) -> list[float]:
    """BM25 in Lucene's form over what a perfect document would get, term by term and document by document."""
    written = sum(map(bool, documents))
    average = max(1.0, sum(map(len, documents)) / max(written, 1))

    def idf(term: str) -> float:
        held_by = sum(term in document for document in documents)
        return log(1 + (written - held_by + 0.5) / (held_by + 0.5))

    def saturated(count: float, length: float) -> float:
        return count / (count + K1 * (1 - B + B * length / average))

    idfs = {term: idf(term) for term in terms}
    best = max(sum(weight * idfs[term] for term, weight in terms.items()), log(1 + (written + 0.5) / 0.5))
    perfect = best * saturated(1, sum(terms.values()))
    return [
        min(1.0, sum(w * idfs[t] * saturated(document.count(t), len(document)) for t, w in terms.items()) / perfect)
        for document in documents
    ]


@settings(deadline=None)
@given(DOCUMENTS, TERMS)
def test_scores_are_those_of_the_formula(documents: list[list[str]], terms: dict[str, float]) -> None:
    assert Bm25Index.over(documents).scores(terms) == pytest.approx(naive(documents, terms), abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6), min_size=12, max_size=20), TERMS)
def test_terms_that_many_documents_hold_count_the_same(documents: list[list[str]], terms: dict[str, float]) -> None:
    """A few hundred documents, so that common terms are kept as whole rows."""
    many = documents * 40
    field = Bm25Index.over(many)
    assert field.scores(terms) == pytest.approx(naive(many, terms), abs=1e-6)
    assert all(field.holds(term, row) == (term in many[row]) for term in "abcdefghx" for row in range(0, len(many), 7))


@settings(deadline=None)
@given(st.lists(st.sampled_from([0.0, 0.1, 0.5, 0.7, 0.9, 1.0]), max_size=200), st.integers(1, 4))
def test_of_equals_the_first_is_highest(scores: list[float], count: int) -> None:
    expected = sorted((row for row, score in enumerate(scores) if score > 0), key=lambda row: (-scores[row], row))
    assert highest(np.array(scores, np.float32), count).tolist() == expected[:count]


@settings(deadline=None)
@given(st.lists(st.tuples(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc"))), min_size=1))
def test_parts_side_by_side_are_one_document(pairs: list[tuple[list[str], list[str]]]) -> None:
    numbers = {"a": 0, "b": 1, "c": 2}
    parts = [Texts.of([numbers[term] for term in pair[side]] for pair in pairs) for side in (0, 1)]
    together = Bm25Index.over([first + second for first, second in pairs])
    assert Bm25Index(numbers, *parts).scores({"a": 1.0, "c": 0.5}) == pytest.approx(
        together.scores({"a": 1.0, "c": 0.5})
    )


def test_a_term_met_after_the_field_was_made_is_unknown() -> None:
    numbers = {"a": 0}
    field = Bm25Index(numbers, Texts.of([[0], [0]]))
    numbers["b"] = 1
    assert field.idf("b") == field.idf("never")
    assert not field.holds("b", 0)
    assert field.scores({"b": 1.0}).tolist() == [0, 0]


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 5)), min_size=1, max_size=8), st.data())
def test_texts_are_joined_and_taken_as_lists_would_be(texts: list[list[int]], data: st.DataObject) -> None:
    def lists(held: Texts) -> list[list[int]]:
        return [part.tolist() for part in np.split(held.terms, np.cumsum(held.lengths)[:-1])]

    held, cut = Texts.of(texts), data.draw(st.integers(0, len(texts)))
    rows = data.draw(st.lists(st.integers(0, len(texts) - 1), min_size=1))
    assert lists(held) == texts
    assert lists(held.take(np.array(rows))) == [texts[row] for row in rows]
    joined = [[*chain(*texts[:cut])], [], [*chain(*texts[cut:])]]
    assert lists(held.joined([cut, 0, len(texts) - cut])) == joined
    assert lists(held.with_more(held)) == texts + texts
    assert Counter(held.rows.tolist()) == Counter({row: len(text) for row, text in enumerate(texts) if text})
