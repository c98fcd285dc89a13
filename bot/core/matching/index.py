"""The corpus laid out for search: by its words, and by its meaning where there is an encoder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.bm25 import Bm25Index, Rows, Scores, Texts
from bot.core.matching.classifier import TopicClassifier
from bot.core.matching.corpus import Corpus, Encoder, Vectors
from bot.core.matching.query import Lexicon
from bot.core.matching.tokens import Synonyms, letter_runs
from bot.core.text import sentences

_ONLY_THEIRS = 20  # of so many texts, the middle is half what they have in common, half what they say


class MeanCentred:
    """Cosines after a middle is taken from both sides: that of all texts and that of the collection, half each.

    Nothing of the size of the vectors is kept beside them.
    """

    def __init__(self, vectors: Vectors, collections: Sequence[str]) -> None:
        """`collections` names the one of each vector."""
        names, self._owners = np.unique(np.array(collections, dtype=np.str_), return_inverse=True)
        sums = np.zeros((len(names), vectors.shape[1]), np.float32)
        np.add.at(sums, self._owners, vectors)
        own = sums / (np.bincount(self._owners, minlength=len(names))[:, None] + _ONLY_THEIRS)
        self._middles: Vectors = ((own + sums.sum(axis=0) / (len(vectors) + _ONLY_THEIRS)) / 2).astype(np.float32)
        self._squares: Scores = np.square(self._middles).sum(axis=1)
        self._vectors = vectors
        along = (vector @ self._middles[owner] for vector, owner in zip(vectors, self._owners, strict=True))
        self._along: Scores = np.fromiter(along, np.float32, len(vectors))
        squares = np.square(vectors).sum(axis=1)
        lengths = np.sqrt(np.maximum(squares - 2 * self._along + self._squares[self._owners], 0.0))
        self._lengths: Scores = np.where((squares > 0) & (lengths > 0), lengths, np.inf).astype(np.float32)

    def likeness(self, vector: Vectors) -> Scores:
        """For each text, nothing below 0; 0 for a text or a question without words."""
        if not vector.any():
            return np.zeros(len(self._vectors), np.float32)
        shared = self._middles @ vector - self._squares
        lengths = np.linalg.norm(vector - self._middles, axis=1).astype(np.float32)
        cosines: Scores = self._vectors @ vector - self._along - shared[self._owners]
        cosines /= self._lengths * lengths[self._owners]
        return np.maximum(cosines, 0.0, out=cosines)


_OPENING_SENTENCES = 2


class Groups:
    """Which rows belong to which owner: a topic's ways of asking, a quote's sentences, in runs."""

    def __init__(self, counts: Sequence[int]) -> None:
        self.size = sum(counts)
        self._owners = len(counts)
        self._with_rows = np.flatnonzero(np.array(counts, dtype=np.int64))
        self._starts = np.array([0, *accumulate(counts)][: len(counts)], dtype=np.int64)[self._with_rows]

    def best(self, scores: Scores) -> Scores:
        """Each owner's best row, 0 for who has none; rows behind the last owner's are nobody's."""
        best: Scores = np.zeros(self._owners, np.float32)
        if self.size:
            best[self._with_rows] = np.maximum.reduceat(scores[: self.size], self._starts)
        return best


class WordIndex:
    """Fields over terms, each laid out when a signal first looks into it.

    `terms` are those of each way of asking and of each message of the silence, so that none is read twice when some
    are held out.
    """

    def __init__(
        self, corpus: Corpus, quotes: QuoteWordIndex, lexicon: Lexicon, terms: Mapping[str, list[int]] | None = None
    ) -> None:
        self.terms = _terms(corpus, lexicon) if terms is None else terms
        self.quotes = quotes
        self._corpus = corpus
        self._numbers = lexicon.numbers
        self.ways = Texts.of(self.terms[text] for topic in corpus.topics for text in topic.phrasings)
        self._topics = self.ways.joined([len(topic.phrasings) for topic in corpus.topics])

    @cached_property
    def phrasings(self) -> Bm25Index:
        """Each way of asking, then each message of the silence."""
        out_of_scope = Texts.of(self.terms[text] for text in self._corpus.out_of_scope)
        return Bm25Index(self._numbers, self.ways.with_more(out_of_scope))

    @cached_property
    def together(self) -> Bm25Index:
        """For each topic, all its ways of asking."""
        return Bm25Index(self._numbers, self._topics)

    @cached_property
    def everything(self) -> Bm25Index:
        """For each entry, all that is written about it."""
        topics, quotes = (_rows(getattr(entry, name) for entry in self._corpus.entries) for name in ("topic", "quote"))
        return Bm25Index(
            self._numbers, self._topics.take(topics), self.quotes.asked.take(quotes), self.quotes.texts.take(quotes)
        )

    @cached_property
    def letters(self) -> Bm25Index:
        """The same by its letters."""
        return Bm25Index.over(letter_runs(self._corpus.everything(entry)) for entry in self._corpus.entries)


class QuoteWordIndex:
    """What was said: each sentence, and the whole quote with its question."""

    def __init__(self, corpus: Corpus, lexicon: Lexicon) -> None:
        owners = [sentences(quote.text) for quote in corpus.quotes]
        self.counts = [*map(len, owners)]
        self.asked = Texts.of(lexicon.recorded(quote.asked) for quote in corpus.quotes)
        self._sentences = Texts.of(map(lexicon.recorded, chain.from_iterable(owners)))
        self._numbers = lexicon.numbers

    @cached_property
    def texts(self) -> Texts:
        """Each quote without its question."""
        return self._sentences.joined(self.counts)

    @cached_property
    def sentences(self) -> Bm25Index:
        return Bm25Index(self._numbers, self._sentences)

    @cached_property
    def openings(self) -> Bm25Index:
        """The first sentences of each quote."""
        counts = np.array(self.counts, dtype=np.int64)
        places = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        first = self._sentences.take(np.flatnonzero(places < _OPENING_SENTENCES))
        return Bm25Index(self._numbers, first.joined(np.minimum(counts, _OPENING_SENTENCES)))

    @cached_property
    def whole(self) -> Bm25Index:
        return Bm25Index(self._numbers, self.asked, self.texts)


class VectorIndex:
    """Vectors of the same texts; a row's cosine with the question's vector says how alike they are.

    Each kind is encoded when a signal first looks into it.
    """

    def __init__(self, corpus: Corpus, encoder: Encoder) -> None:
        self.corpus = corpus
        self.encoder = encoder

    @cached_property
    def phrasings(self) -> Vectors:
        """Each way of asking, then each message of the silence."""
        asked = (topic.phrasings for topic in self.corpus.topics)
        return self.encoder.encode([*chain(*asked), *self.corpus.out_of_scope])

    @cached_property
    def sentences(self) -> Vectors:
        return self.encoder.encode([*chain.from_iterable(sentences(quote.text) for quote in self.corpus.quotes)])

    @cached_property
    def whole(self) -> Vectors:
        return self.encoder.encode([quote.text for quote in self.corpus.quotes])

    @cached_property
    def asked(self) -> Vectors:
        return self.encoder.encode([quote.asked for quote in self.corpus.quotes])

    @cached_property
    def everything(self) -> Vectors:
        """For each entry, all that is written about it."""
        return self.encoder.encode([self.corpus.everything(entry) for entry in self.corpus.entries])

    @cached_property
    def apart(self) -> MeanCentred:
        """The same beside what all of them have in common."""
        quotes = self.corpus.quotes
        return MeanCentred(self.everything, [quotes[entry.quote].collection for entry in self.corpus.entries])

    def centroids(self, groups: Groups, counts: Sequence[int]) -> Vectors:
        """The middle of each topic's ways of asking, of length 1."""
        owners = np.repeat(np.arange(len(counts)), counts)
        sums = np.zeros((len(counts), self.phrasings.shape[1]), dtype=np.float32)
        np.add.at(sums, owners, self.phrasings[: groups.size])
        sums /= np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
        return sums


@dataclass(frozen=True)
class Index:
    """Everything that signals look into."""

    corpus: Corpus
    lexicon: Lexicon
    words: WordIndex
    meanings: VectorIndex | None

    @cached_property
    def ways(self) -> Groups:
        """Ways of asking by topic."""
        return Groups([len(topic.phrasings) for topic in self.corpus.topics])

    @cached_property
    def sentences(self) -> Groups:
        """Sentences by quote."""
        return Groups(self.words.quotes.counts)

    @cached_property
    def centroids(self) -> Vectors | None:
        counts = [len(topic.phrasings) for topic in self.corpus.topics]
        return None if self.meanings is None else self.meanings.centroids(self.ways, counts)

    @cached_property
    def learned(self) -> TopicClassifier:
        vectors = None if self.meanings is None else self.meanings.phrasings[: self.ways.size]
        counts = _rows(len(topic.phrasings) for topic in self.corpus.topics)
        return TopicClassifier(self.lexicon.numbers, self.words.ways, counts, vectors)

    @cached_property
    def topic_of(self) -> Rows:
        return _rows(entry.topic for entry in self.corpus.entries)

    @cached_property
    def quote_of(self) -> Rows:
        return _rows(entry.quote for entry in self.corpus.entries)

    @cached_property
    def ranks(self) -> Rows:
        return _rows(entry.rank for entry in self.corpus.entries)

    def within(self, collections: frozenset[str]) -> NDArray[np.bool_]:
        """Which entries belong to any of the collections."""
        rows = [self._rows_by_collection[name] for name in collections if name in self._rows_by_collection]
        chosen = np.zeros(len(self.corpus.entries), dtype=np.bool_)
        chosen[np.concatenate(rows) if rows else []] = True
        return chosen

    @cached_property
    def _rows_by_collection(self) -> Mapping[str, Rows]:
        found: dict[str, list[int]] = defaultdict(list)
        for row, entry in enumerate(self.corpus.entries):
            found[self.corpus.quotes[entry.quote].collection].append(row)
        return {name: np.array(rows, dtype=np.int64) for name, rows in found.items()}

    def without(self, held_out: frozenset[str]) -> Index:
        """The same index as if nobody had ever asked like this."""
        corpus = self.corpus.without(held_out)
        words = WordIndex(corpus, self.words.quotes, self.lexicon, self.words.terms)
        meanings = VectorIndex(corpus, self.meanings.encoder) if self.meanings else None
        return Index(corpus, self.lexicon, words, meanings)


def build_index(corpus: Corpus, encoder: Encoder | None = None) -> Index:
    lexicon = Lexicon(Synonyms(corpus.synonyms))
    words = WordIndex(corpus, QuoteWordIndex(corpus, lexicon), lexicon)
    return Index(corpus, lexicon, words, VectorIndex(corpus, encoder) if encoder else None)


def _terms(corpus: Corpus, lexicon: Lexicon) -> dict[str, list[int]]:
    """The terms of each way of asking, and of the silence, whose words are not learned from it."""
    asked = {text: lexicon.learned(text) for topic in corpus.topics for text in topic.phrasings}
    return {text: lexicon.heard(text) for text in corpus.out_of_scope} | asked


def _rows(numbers: Iterable[int]) -> Rows:
    return np.fromiter(numbers, dtype=np.int64)
