"""Members who ask all the time, by commands and by mentions, and what became of their questions."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.standin import Exchange, Message, Person, StandIn

QUESTIONS = Path(__file__).parent.parent / "eval" / "questions.jsonl"
PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on its way."""

    what: Exchange | Message
    shard: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions were asked, answered at all, left without an answer, answered more than once."""

    asked: int
    answered: int
    lost: int
    doubled: int
    p50_ms: float
    p99_ms: float

    def __str__(self) -> str:
        counts = f"{self.asked} asked, {self.answered} answered, {self.lost} lost, {self.doubled} doubled"
        return f"{counts}; {self.p50_ms:.0f} ms (median), {self.p99_ms:.0f} ms (99 of 100)"


class Crowd:
    """Asks `rate` questions a second, in servers of all shards by turns."""

    def __init__(self, discord: StandIn, shards: int, rate: float, seed: int = 1) -> None:
        self.discord = discord
        self._rate = rate
        self._chance = random.Random(seed)
        self._texts = [json.loads(line)["q"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
        self._people: list[tuple[Person, int]] = []
        for guild in discord.world.bot_guilds()[1:]:
            asker = discord.person("asker", discord.world.channels_of(guild.id)[0])
            self._people.append((asker, (guild.id >> 22) % shards))
        self._chance.shuffle(self._people)

    async def ask(self, seconds: float) -> list[Asked]:
        """For so long, then wait for the last answers."""
        began_s, asked = time.monotonic(), list[Asked]()
        for number in range(int(seconds * self._rate)):
            await asyncio.sleep(max(0.0, began_s + number / self._rate - time.monotonic()))
            asked.append(self.ask_once(number))
        await self.settle(asked)
        return asked

    def ask_once(self, number: int) -> Asked:
        person, shard = self._people[number % len(self._people)]
        text = self._chance.choice(self._texts)
        if self._chance.random() < 0.5:
            return Asked(person.slash("ask", question=text), shard)
        return Asked(person.says(person.channel, text, mentions=[self.discord.bot]), shard)

    async def settle(self, asked: Sequence[Asked], patience_s: float = PATIENCE_S) -> None:
        """Until all are answered, or those that are not will not be: nothing new has come for a while."""
        until_s, left = time.monotonic() + patience_s, -1
        while time.monotonic() < until_s:
            before, left = left, self.tally(asked).lost
            if not left:
                return
            if left == before:
                until_s = min(until_s, time.monotonic() + patience_s / 6)
            await asyncio.sleep(0.5)

    def tally(self, asked: Iterable[Asked]) -> Tally:
        questions = [*asked]
        replies, lost = self._replies(), self._lost()
        took_ms = [_answers_ms(one.what, replies, lost) for one in questions]
        firsts = sorted(answers[0] for answers in took_ms if answers)
        return Tally(
            len(questions),
            len(firsts),
            len(questions) - len(firsts),
            sum(len(answers) > 1 for answers in took_ms),
            _share(firsts, 0.5),
            _share(firsts, 0.99),
        )

    def _replies(self) -> dict[int, list[Message]]:
        found: dict[int, list[Message]] = {}
        for person, _ in self._people:
            for message in self.discord.messages_in(person.channel):
                if message.author == self.discord.bot and message.reply_to:
                    found.setdefault(message.reply_to, []).append(message)
        return found

    def _lost(self) -> set[str]:
        """Tokens of the commands whose answer Discord took without saying so."""
        cut = (sent.call for sent in self.discord.requests if sent.fault and sent.fault.lose_reply)
        return {call.params["interaction_token"] for call in cut if "interaction_token" in call.params}


def _answers_ms(asked: Exchange | Message, replies: dict[int, list[Message]], lost: set[str]) -> list[float]:
    """How long after the question each answer came. Discord refuses a second one to a command.

    Whoever was not told that the first had arrived may try again.
    """
    if isinstance(asked, Exchange):
        first = [1000 * asked.callback.after_s] if asked.callback else []
        refused = sum(refusal.code == 40060 for refusal in asked.refusals)
        return first * (1 + refused - (asked.token in lost and refused > 0))
    return [float((reply.id >> 22) - (asked.id >> 22)) for reply in replies.get(asked.id, [])]


def _share(values: Sequence[float], share: float) -> float:
    return values[min(len(values) - 1, int(share * len(values)))] if values else 0.0
