"""The one place that builds the running parts from a Config."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING, Literal, NamedTuple

from bot.config import Config
from bot.core.answer import Policy
from bot.core.proof.fallback import Drafts, without_files
from bot.core.proof.lint import phrasings
from bot.core.proof.quote import Proofs
from bot.errors import KnowledgeError
from bot.library.folder import Files, Reading, read_folder
from bot.service.answering import Answering
from bot.service.checking import Report, inspect
from bot.service.snapshots import BY_WORDS, Live, Snapshot, Tier, build, build_after

if TYPE_CHECKING:
    from bot.core.curation.requests import Proposal
    from bot.core.evaluation.metrics import JudgedQuestion
    from bot.ops.status import Forgetting, StatusFile
    from bot.service import ports
    from bot.service.curating import Curating
    from bot.service.database_worker import DatabaseWorker
    from bot.service.memory import Memory
    from bot.service.ports import Sessions
    from bot.service.rate_limits import Limits
    from bot.service.shards import ShardRange
    from bot.service.snapshots import Reloading
    from bot.state.database import Database

Progress = Callable[[int, int], None]

_PACKAGE = Path(__file__).parent


def shipped_knowledge() -> Path:
    """The knowledge inside the installed package; in a checkout, the folder beside it."""
    inside = _PACKAGE / "_knowledge"
    return inside if inside.is_dir() else _PACKAGE.parent / "knowledge"


def knowledge_folder(config: Config) -> Path:
    return Path(config.knowledge) if config.knowledge else shipped_knowledge()


class Builder:
    """Snapshots of one folder, built again and again: what has not changed is neither read nor proved again.

    Each call may take place in any thread; they wait for one another.
    """

    def __init__(self, folder: Path, tier: Tier = BY_WORDS, forgetting: Forgetting | None = None) -> None:
        self._folder = folder
        self._tier = tier
        self._forgetting = forgetting
        self._files = Files()
        self._proofs = Proofs()
        self._reading: Reading | None = None
        self._turn = Lock()

    def build(self, before: Snapshot | None = None) -> Snapshot:
        """Read, prove and index the folder as it is now.

        Of what became bad since the snapshot before, its last good version is taken. Where nothing has changed since
        the last call, the snapshot before is the one that is given back. Raises KnowledgeError where something could
        be answered from the snapshot before, and from this one nothing.
        """
        with self._turn:
            reading = read_folder(self._folder, self._files)
            lasting = self._lasting(before, reading) if before else None
            if before and reading == self._reading and lasting is before:
                return before
            snapshot = self._built(lasting, reading)
            if before and before.knowledge.topics and not snapshot.knowledge.topics:
                raise KnowledgeError("There is nothing left to answer from. What was there before is served.")
            self._reading = reading
            return snapshot

    def would_be(self, before: Snapshot, proposal: Proposal) -> Snapshot:
        """What `build` would make of the folder if this were written."""
        with self._turn:
            return self._built(before, read_folder(self._folder, self._files, {proposal.file: proposal.new}))

    def _built(self, before: Snapshot | None, reading: Reading) -> Snapshot:
        return build_after(before, _drafts(reading), self._tier, self._proofs)

    def _lasting(self, before: Snapshot, reading: Reading) -> Snapshot:
        """The snapshot before, without the files of which somebody has confirmed that they are meant to be gone."""
        names = self._forgetting.still(reading.texts) if self._forgetting else frozenset()
        drafts = without_files(before.drafts, _drafts(reading), names) if names else before.drafts
        return before if drafts == before.drafts else before.made_of(drafts)


def _drafts(reading: Reading) -> Drafts:
    return Drafts(reading.records, reading.out_of_scope, reading.problems, reading.texts)


def build_snapshot(folder: Path, tier: Tier = BY_WORDS) -> Snapshot:
    """Read, prove and index a knowledge folder."""
    return Builder(folder, tier).build()


def choose_tier(config: Config, environ: Mapping[str, str], progress: Progress | None = None) -> tuple[Tier, str]:
    """The tier that the settings and this machine allow, and what is missing for a better one, or nothing.

    `progress` is told of the texts encoded so far and of all, when there are vectors to make.
    """
    from bot.encoders.cache import CachedEncoder
    from bot.encoders.encoders import choose
    from bot.encoders.weights import ModelPaths

    if config.matching.semantic == "off":
        return BY_WORDS, ""
    places = ModelPaths.of(environ)
    own = Path(config.matching.weights) if config.matching.weights else None
    choice = choose(config.matching.semantic, own, places)
    if choice.encoder is None:
        return BY_WORDS, choice.missing
    cached = CachedEncoder(choice.encoder, places.cache)
    return Tier(choice.named, cached, partial(cached.encode_known, progress=progress)), choice.missing


def fetch_weights(tier: Literal["static", "transformer"], environ: Mapping[str, str]) -> Path:
    """Download a tier's weights to where they are looked for. Raises EncoderError with the reason why not."""
    from bot.encoders.fetching import Pip, fetch
    from bot.encoders.weights import RELEASES, ModelPaths

    return fetch(RELEASES[tier], ModelPaths.of(environ), Pip(shown=sys.stderr))


def inspect_knowledge(config: Config, environ: Mapping[str, str]) -> Report:
    """All that can be said of a knowledge folder, even of one that cannot be answered from.

    Topics are told apart by words alone, so that the report is the same on every machine.
    """
    tier, missing = choose_tier(config, environ)
    reading = read_folder(knowledge_folder(config))
    snapshot = build(reading.records, reading.problems, reading.out_of_scope)
    return inspect(snapshot, phrasings(reading.records), f"{tier.named}. {missing}".strip(". ") + ".")


def build_answering(config: Config, tier: Tier = BY_WORDS) -> Answering:
    """The bot without any surface: ask it, and it decides. Raises KnowledgeError where it would know nothing."""
    return Answering(_first(Builder(knowledge_folder(config), tier), config), policy_of(config))


class Serving(NamedTuple):
    """The bot without any surface, what brings edits of its files live, and what makes such edits."""

    answering: Answering
    reloading: Reloading
    curating: Curating


def build_serving(config: Config, memory: Memory, tier: Tier = BY_WORDS) -> Serving:
    """For whoever serves or changes the knowledge. Raises KnowledgeError where it would know nothing."""
    from bot.library.watching import changes
    from bot.service.curating import Curating, ImpactAnalysis, Workshop
    from bot.service.snapshots import Reloading

    folder = knowledge_folder(config)
    builder = Builder(folder, tier, forgetting(config))
    live = _first(builder, config)
    answering = Answering(live, policy_of(config))
    reloading = Reloading(live, builder.build, partial(changes, folder, config.watch))
    impact = ImpactAnalysis(policy_of(config), partial(_evaluation_questions, config))
    workshop = Workshop(_writer(folder), builder.would_be, reloading.refresh)
    return Serving(answering, reloading, Curating(answering, memory, workshop, impact))


def _writer(folder: Path) -> ports.Folder:
    """What changes the folder's files: nothing does where the program's next version would overwrite them."""
    from bot.core.phrases.curating import SHIPPED
    from bot.library.writer import Closed, Writer

    is_installed = (_PACKAGE / "_knowledge").is_dir() and folder.resolve().is_relative_to(_PACKAGE.resolve())
    return Closed(SHIPPED) if is_installed else Writer(folder)


def _evaluation_questions(config: Config) -> tuple[JudgedQuestion, ...]:
    """Those of the file that the settings name, as far as they can be read."""
    from bot.library.questions import read_questions

    return read_questions(Path(config.curators.questions))[0] if config.curators.questions else ()


def folder_changes(config: Config, stop: Event) -> Iterator[bool]:
    """Whether files of the knowledge may have changed, about once a second, until `stop`."""
    from bot.library.watching import changes

    return changes(knowledge_folder(config), "auto" if config.watch == "off" else config.watch, stop)


def status_file(config: Config) -> StatusFile:
    """What the running bot says of itself."""
    from bot.ops.status import StatusFile

    return StatusFile(Path(config.state.folder))


def forgetting(config: Config) -> Forgetting:
    """Where somebody confirms that a file of the knowledge is meant to be gone."""
    from bot.ops.status import Forgetting

    return Forgetting(Path(config.state.folder))


def _first(builder: Builder, config: Config) -> Live:
    snapshot = builder.build()
    if not snapshot.knowledge.topics:
        first = next((f" {p.location}: {p.message} {p.fix}" for p in snapshot.problems if p.is_error), "")
        raise KnowledgeError(f"There is nothing to answer from in {knowledge_folder(config)}.{first}")
    return Live(snapshot)


def build_memory(config: Config, beside: DatabaseWorker | None = None) -> Memory:
    """What the bot remembers. Nothing is made or opened yet: `async with` does.

    `beside`: with what patience it reads and writes. Raises ConfigError where there is no driver for its database.
    """
    from bot.service.memory import Memory
    from bot.state import store
    from bot.state.store import Store

    days = timedelta(days=config.state.question_days)
    digests_key = partial(store.key_of, Path(config.state.folder))
    return Memory(Store(build_database(config)), digests_key, beside=beside, questions_kept_for=days)


def build_database(config: Config) -> Database:
    """Where what is remembered is kept; nothing is opened yet. Raises ConfigError where there is no driver for it."""
    from bot.state.database import Database

    folder = Path(config.state.folder)
    if config.state.url:
        from bot.state.postgres import PostgresServer

        return Database(PostgresServer(config.state.url, folder))
    from bot.state import sqlite

    return Database(sqlite.SqliteFile(folder / sqlite.NAME))


def sessions_of(config: Config) -> Sessions:
    """How often a session with Discord may be begun, counted in the state folder."""
    from bot.ops.identifies import Identifies

    return Identifies(Path(config.state.folder))


def limits_of(config: Config) -> Limits:
    """How much is too much."""
    from bot.service.rate_limits import Limits

    manners = config.manners
    return Limits(manners.member_questions, manners.channel_answers, timedelta(minutes=manners.repeat_minutes))


def part_of(config: Config) -> ShardRange | None:
    """The shards of this process, None where it serves all of them."""
    from bot.service.shards import ShardRange

    shards = config.discord.shards
    return ShardRange(tuple(shards.numbers), shards.count) if shards.count else None


def policy_of(config: Config) -> Policy:
    """The thresholds that are set."""
    return Policy(config.matching.answer_at, config.matching.suggest_at, config.matching.message_at)
