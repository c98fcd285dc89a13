"""The corpus laid out for search: by its words, and by its meaning where there is an encoder.

Each field is built when a feature first looks into it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.bm25 import Bm25Index, Rows, Scores, Texts
from bot.core.matching.classifier import TopicClassifier
from bot.core.matching.corpus import Corpus, Encoder, Vectors
from bot.core.matching.query import Lexicon
from bot.core.matching.tokens import Synonyms, letter_runs
from bot.core.matching.weights import AS_IT_IS, Usage
from bot.core.text import sentences

_SHRINKAGE = 20  # at so many texts, the mean of a collection counts half its own, half nothing
_OPENING_SENTENCES = 2


class MeanCentred:
    """Cosines after a mean is taken from both sides: half that of all texts, half that of the text's collection.

    Nothing of the size of the vectors is kept beside them.
    """

    def __init__(self, vectors: Vectors, collections: Sequence[str]) -> None:
        """`collections` names the one of each vector."""
        names, self._owners = np.unique(np.array(collections, dtype=np.str_), return_inverse=True)
        sums = np.zeros((len(names), vectors.shape[1]), np.float32)
        np.add.at(sums, self._owners, vectors)
        own = sums / (np.bincount(self._owners, minlength=len(names))[:, None] + _SHRINKAGE)
        self._means: Vectors = ((own + sums.sum(axis=0) / (len(vectors) + _SHRINKAGE)) / 2).astype(np.float32)
        self._squares: Scores = np.square(self._means).sum(axis=1)
        self._vectors = vectors
        along = (vector @ self._means[owner] for vector, owner in zip(vectors, self._owners, strict=True))
        self._along: Scores = np.fromiter(along, np.float32, len(vectors))
        squares = np.square(vectors).sum(axis=1)
        lengths = np.sqrt(np.maximum(squares - 2 * self._along + self._squares[self._owners], 0.0))
        self._lengths: Scores = np.where((squares > 0) & (lengths > 0), lengths, np.inf).astype(np.float32)

    def likeness(self, vector: Vectors) -> Scores:
        """Return a cosine for each text, nothing below 0; 0 for a text or a question without words."""
        if not vector.any():
            return np.zeros(len(self._vectors), np.float32)
        shared = self._means @ vector - self._squares
        lengths = np.linalg.norm(vector - self._means, axis=1).astype(np.float32)
        cosines: Scores = self._vectors @ vector - self._along - shared[self._owners]
        cosines /= self._lengths * lengths[self._owners]
        return np.maximum(cosines, 0.0, out=cosines)


class Groups:
    """Which rows belong to which owner, in runs: a topic's phrasings, a quote's sentences."""

    def __init__(self, counts: Sequence[int]) -> None:
        self.size = sum(counts)
        self.counts = np.array(counts, dtype=np.int64)
        self._starts = np.array([0, *accumulate(counts)][: len(counts)], dtype=np.int64)
        self._with_rows = np.flatnonzero(self.counts)

    def rows(self, owner: int) -> slice:
        """Return the rows of an owner."""
        start = int(self._starts[owner])
        return slice(start, start + int(self.counts[owner]))

    def best(self, scores: Scores) -> Scores:
        """Return each owner's best row, 0 for an owner without rows; rows behind the last owner's are left out."""
        best: Scores = np.zeros(len(self.counts), np.float32)
        if self.size:
            best[self._with_rows] = np.maximum.reduceat(scores[: self.size], self._starts[self._with_rows])
        return best

    def centroids(self, vectors: Vectors) -> Vectors:
        """Return the mean direction of each owner's rows, of length 1."""
        sums = np.zeros((len(self.counts), vectors.shape[1]), dtype=np.float32)
        np.add.at(sums, np.repeat(np.arange(len(self.counts)), self.counts), vectors[: self.size])
        sums /= np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
        return sums


class QuoteWordIndex:
    """Fields over what was said."""

    def __init__(self, corpus: Corpus, lexicon: Lexicon) -> None:
        pieces = [sentences(quote.text) for quote in corpus.quotes]
        self.counts = [*map(len, pieces)]
        self.asked = Texts.of(lexicon.record_terms(quote.asked) for quote in corpus.quotes)
        self._sentences = Texts.of(map(lexicon.record_terms, chain.from_iterable(pieces)))
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
    def questions(self) -> Bm25Index:
        """The question that each quote answers."""
        return Bm25Index(self._numbers, self.asked)

    @cached_property
    def whole(self) -> Bm25Index:
        """Each quote with its question."""
        return Bm25Index(self._numbers, self.asked, self.texts)


class WordIndex:
    """Fields over terms.

    `terms` are those of each phrasing and of each out-of-scope example, so that none is read again when some are held
    out.
    """

    def __init__(
        self, corpus: Corpus, quotes: QuoteWordIndex, lexicon: Lexicon, terms: Mapping[str, list[int]] | None = None
    ) -> None:
        if terms is None:
            known = {text: lexicon.phrasing_terms(text) for topic in corpus.topics for text in topic.phrasings}
            terms = {text: lexicon.terms(text) for text in corpus.out_of_scope} | known
        self.terms = terms
        self.quotes = quotes
        self._corpus = corpus
        self._numbers = lexicon.numbers
        self.phrasing_texts = Texts.of(self.terms[text] for topic in corpus.topics for text in topic.phrasings)
        self._topics = self.phrasing_texts.joined([len(topic.phrasings) for topic in corpus.topics])

    @cached_property
    def phrasings(self) -> Bm25Index:
        """Each phrasing, then each out-of-scope example."""
        out_of_scope = Texts.of(self.terms[text] for text in self._corpus.out_of_scope)
        return Bm25Index(self._numbers, self.phrasing_texts.with_more(out_of_scope))

    @cached_property
    def together(self) -> Bm25Index:
        """For each topic, all its phrasings."""
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
        """For each entry, the runs of letters in all that is written about it."""
        return Bm25Index.over(letter_runs(self._corpus.everything(entry)) for entry in self._corpus.entries)


VectorField = Literal["phrasings", "sentences", "whole", "asked", "everything"]

# The texts of each field of VectorIndex.
ENCODED: Mapping[VectorField, Callable[[Corpus], Iterable[str]]] = MappingProxyType(
    {
        "phrasings": lambda corpus: chain(*(topic.phrasings for topic in corpus.topics), corpus.out_of_scope),
        "sentences": lambda corpus: chain.from_iterable(sentences(quote.text) for quote in corpus.quotes),
        "whole": lambda corpus: (quote.text for quote in corpus.quotes),
        "asked": lambda corpus: (quote.asked for quote in corpus.quotes),
        "everything": lambda corpus: map(corpus.everything, corpus.entries),
    }
)

_ASKED: frozenset[VectorField] = frozenset({"phrasings", "asked"})


def encoded(field: VectorField, corpus: Corpus, usage: Usage) -> list[str]:
    """Return what is given to the encoder for a field, prompts included."""
    texts = ENCODED[field](corpus)
    return usage.questions(texts) if field in _ASKED else usage.passages(texts)


class VectorIndex:
    """Vectors of the same texts. Those of a field are asked for at once, when a feature first looks into it."""

    def __init__(self, corpus: Corpus, encoder: Encoder, usage: Usage = AS_IT_IS) -> None:
        self.corpus = corpus
        self.encoder = encoder
        self.usage = usage

    def asking(self, texts: Iterable[str]) -> Vectors:
        """Encode what people ask."""
        return self.encoder.encode(self.usage.questions(texts))

    def _of(self, field: VectorField) -> Vectors:
        return self.encoder.encode(encoded(field, self.corpus, self.usage))

    @cached_property
    def phrasings(self) -> Vectors:
        """Each phrasing, then each out-of-scope example."""
        return self._of("phrasings")

    @cached_property
    def sentences(self) -> Vectors:
        return self._of("sentences")

    @cached_property
    def whole(self) -> Vectors:
        return self._of("whole")

    @cached_property
    def asked(self) -> Vectors:
        return self._of("asked")

    @cached_property
    def everything(self) -> Vectors:
        """For each entry, all that is written about it."""
        return self._of("everything")

    @cached_property
    def mean_centred(self) -> MeanCentred:
        """For each entry, all that is written about it, less what all entries have in common."""
        quotes = self.corpus.quotes
        return MeanCentred(self.everything, [quotes[entry.quote].collection for entry in self.corpus.entries])


@dataclass(frozen=True)
class Index:
    """Everything that features look into."""

    corpus: Corpus
    lexicon: Lexicon
    words: WordIndex
    meanings: VectorIndex | None

    @classmethod
    def of(cls, corpus: Corpus, encoder: Encoder | None = None, usage: Usage = AS_IT_IS) -> Index:
        lexicon = Lexicon(Synonyms(corpus.synonyms))
        words = WordIndex(corpus, QuoteWordIndex(corpus, lexicon), lexicon)
        return cls(corpus, lexicon, words, VectorIndex(corpus, encoder, usage) if encoder else None)

    def without(self, held_out: frozenset[str]) -> Index:
        """Return the index without these phrasings."""
        corpus = self.corpus.without(held_out)
        words = WordIndex(corpus, self.words.quotes, self.lexicon, self.words.terms)
        meanings = VectorIndex(corpus, self.meanings.encoder, self.meanings.usage) if self.meanings else None
        return Index(corpus, self.lexicon, words, meanings)

    @cached_property
    def phrasing_groups(self) -> Groups:
        """Phrasings by topic."""
        return Groups([len(topic.phrasings) for topic in self.corpus.topics])

    @cached_property
    def sentence_groups(self) -> Groups:
        """Sentences by quote."""
        return Groups(self.words.quotes.counts)

    @cached_property
    def centroids(self) -> Vectors:
        """The mean direction of each topic's phrasings; of no width without an encoder."""
        vectors = self.meanings.phrasings if self.meanings else np.zeros((self.phrasing_groups.size, 0), np.float32)
        return self.phrasing_groups.centroids(vectors)

    @cached_property
    def classifier(self) -> TopicClassifier:
        vectors = None if self.meanings is None else self.meanings.phrasings[: self.phrasing_groups.size]
        return TopicClassifier(self.lexicon.numbers, self.words.phrasing_texts, self.phrasing_groups.counts, vectors)

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
        """Return which entries belong to any of the collections."""
        return self._chosen(self._rows_by_collection, collections)

    def spoken_by(self, persons: frozenset[str]) -> NDArray[np.bool_]:
        """Return which entries are the words of any of these persons."""
        return self._chosen(self._rows_by_speaker, persons)

    def _chosen(self, rows_by_name: Mapping[str, Rows], names: frozenset[str]) -> NDArray[np.bool_]:
        rows = [rows_by_name[name] for name in names if name in rows_by_name]
        chosen = np.zeros(len(self.corpus.entries), dtype=np.bool_)
        chosen[np.concatenate(rows) if rows else []] = True
        return chosen

    @cached_property
    def _rows_by_collection(self) -> Mapping[str, Rows]:
        return self._rows_by(quote.collection for quote in self.corpus.quotes)

    @cached_property
    def _rows_by_speaker(self) -> Mapping[str, Rows]:
        return self._rows_by(quote.speaker for quote in self.corpus.quotes)

    def _rows_by(self, names: Iterable[str]) -> Mapping[str, Rows]:
        of_quotes, found = [*names], defaultdict[str, list[int]](list)
        for row, entry in enumerate(self.corpus.entries):
            found[of_quotes[entry.quote]].append(row)
        return {name: np.array(rows, dtype=np.int64) for name, rows in found.items()}


def _rows(numbers: Iterable[int]) -> Rows:
    return np.fromiter(numbers, dtype=np.int64)
