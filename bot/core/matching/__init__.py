"""The engine: which words of the record answer a question, and how sure that is."""

from bot.core.matching.autocomplete import Autocomplete
from bot.core.matching.engine import Match, Matcher, Ranking
from bot.core.matching.intent import is_follow_up, only_points

__all__ = ["Autocomplete", "Match", "Matcher", "Ranking", "is_follow_up", "only_points"]
