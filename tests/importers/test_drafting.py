"""What an import writes reads back as what it meant."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.importers.drafting import dumped

MARKS = st.sampled_from(
    ["no", "12", "1:30", "2020-11", "a: b", "a #b", "- a", "? a", "a\n\n b", "é", "😀", "\x85", "'", '"', "~"]
)
TEXTS = st.lists(MARKS | st.text(max_size=5), max_size=4).map(" ".join)
VALUES = TEXTS | st.booleans() | st.integers() | st.floats(0, 1e6).map(lambda second: round(second, 3))
DOCUMENTS = st.recursive(
    VALUES,
    lambda inner: (
        st.dictionaries(TEXTS, inner, max_size=3) | st.lists(TEXTS | st.dictionaries(TEXTS, inner, min_size=1))
    ),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, DOCUMENTS, max_size=4))
def test_a_document_reads_back_as_it_was(document: dict[str, Any]) -> None:
    read = yaml.load(dumped(document), yaml.SafeLoader)  # noqa: TID251 - types are compared as well
    assert (read or {}) == document
