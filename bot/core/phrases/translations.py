"""Commands in other languages: what Discord's clients show instead of a name or a description, by locale.

For each locale as Discord writes it ("de", "pt-BR"), the English text and what stands in its place; names are lower
case and without spaces. What is left out stays English. An example: {"de": {"topics": "themen", "Find quotes by
their words.": "Zitate nach ihren Worten finden."}}. None is shipped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TRANSLATIONS: Final[Mapping[str, Mapping[str, str]]] = {}
