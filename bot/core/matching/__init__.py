"""The engine: which words of the record answer a question, and how sure that is."""

from bot.core.matching.autocomplete import Autocomplete
from bot.core.matching.engine import Match, Matcher, Ranking
from bot.core.matching.follow_up import is_follow_up, standing_for
from bot.core.matching.intent import only_points
from bot.core.matching.no_question import NoQuestion

__all__ = [
    "Autocomplete",
    "Match",
    "Matcher",
    "NoQuestion",
    "Ranking",
    "is_follow_up",
    "only_points",
    "standing_for",
]
