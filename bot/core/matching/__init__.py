"""The engine: which words of the record answer a question, and how sure that is."""

from bot.core.matching.autocomplete import Offers
from bot.core.matching.engine import Matcher
from bot.core.matching.intent import is_follow_up
from bot.core.matching.ranking import Match, Ranking

__all__ = ["Match", "Matcher", "Offers", "Ranking", "is_follow_up"]
