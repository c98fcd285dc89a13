"""The one place that builds the running parts from a Config."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, NamedTuple

from bot.config import Config
from bot.core.answer import Policy
from bot.core.drafts import Drafts, Location, Problem, Severity
from bot.core.phrases import DISTRESS
from bot.core.proof.fallback import without_files
from bot.core.proof.lint import phrasings
from bot.core.proof.quote import Proofs
from bot.errors import KnowledgeError, SiteError
from bot.library.folder import Files, read_folder
from bot.library.questions import read_questions
from bot.service.answering import Answering
from bot.service.checking import Report, evaluate, inspect, promises
from bot.service.snapshots import BY_WORDS, Live, Snapshot, Tier, build, build_after

if TYPE_CHECKING:
    from bot.core.curation.requests import Proposal
    from bot.core.evaluation.tuning import Promise
    from bot.ops.state_files import Forgetting
    from bot.service.curating import Curating
    from bot.service.database_worker import DatabaseWorker
    from bot.service.memory import Memory
    from bot.service.ports import Assistant
    from bot.service.snapshots import Reloading
    from bot.state.database import Database
    from bot.web.site.record import PublicRecord

_PACKAGE = Path(__file__).parent
_QUESTIONS = "questions.jsonl"


def shipped_knowledge() -> Path:
    """Return the knowledge inside the installed package; in a checkout, the folder beside it."""
    inside = _PACKAGE / "_knowledge"
    return inside if inside.is_dir() else _PACKAGE.parent / "knowledge"


def knowledge_folder(config: Config) -> Path:
    return Path(config.knowledge) if config.knowledge else shipped_knowledge()


class Builder:
    """Builds snapshots of one folder again and again; what has not changed is neither read nor proved again.

    It may be called from any thread; the calls wait for one another. Unless it `waits`, what takes long to read for its
    meaning is found by words alone until `read_meaning` is done.
    """

    def __init__(
        self,
        folder: Path,
        tier: Tier = BY_WORDS,
        forgetting: Forgetting | None = None,
        *,
        waits: bool = True,
        site_url: str | None = None,
    ) -> None:
        self._folder = folder
        self._tier = tier
        self._forgetting = forgetting
        self._waits = waits
        self._files = Files()
        self._proofs = Proofs(site_url or "")
        self._reading: Drafts | None = None
        self._turn = Lock()

    def build(self, before: Snapshot | None = None) -> Snapshot:
        """Read, prove and index the folder as it is now.

        What became bad since the snapshot before is taken from there, unless its file is confirmed to be gone. Where
        nothing has changed since the last call, the snapshot before is returned. Raises KnowledgeError where something
        could be answered from the snapshot before, and from this one nothing.
        """
        with self._turn:
            reading, fallback = read_folder(self._folder, self._files), before
            if before and self._forgetting and (gone := self._forgetting.still(reading.texts)):
                drafts = without_files(before.drafts, reading, gone)
                fallback = before if drafts == before.drafts else before.made_of(drafts)
            if before and reading == self._reading and fallback is before:
                return before

            snapshot = build_after(fallback, reading, self._tier, self._proofs, waits=self._waits)
            if before and before.knowledge.topics and not snapshot.knowledge.topics:
                raise KnowledgeError("There is nothing left to answer from. What was there before is served.")
            self._reading = reading
            return snapshot

    def would_be(self, before: Snapshot, proposal: Proposal) -> Snapshot:
        """Return what `build` would make of the folder if this were written."""
        with self._turn:
            reading = read_folder(self._folder, self._files, {proposal.file: proposal.new})
            return build_after(before, reading, self._tier, self._proofs, waits=self._waits)

    def read_meaning(self, served: Snapshot) -> bool:
        """Prepare the tier for what is served by words alone; return whether the next build is better for it."""
        is_behind = not self._waits and served.tier != self._tier.named
        if is_behind:
            self._tier.prepare(self._tier.texts(served.knowledge))
        with self._turn:
            self._waits = True
            if is_behind:
                self._reading = None
        return is_behind


def build_snapshot(folder: Path) -> Snapshot:
    """Read, prove and index a knowledge folder."""
    return Builder(folder).build()


def choose_tier(
    config: Config, environ: Mapping[str, str], progress: Callable[[int, int], None] | None = None
) -> tuple[Tier, str]:
    """Return the best tier that the settings and this machine allow, and what is missing for a better one, or "".

    `progress` is called with (done, total), in characters, while texts are encoded.
    """
    from bot.encoders.cache import CachedEncoder
    from bot.encoders.encoders import choose
    from bot.encoders.weights import ModelPaths

    if config.matching.semantic == "off":
        return BY_WORDS, ""
    paths = ModelPaths.of(environ)
    own = Path(config.matching.weights) if config.matching.weights else None
    choice = choose(config.matching.semantic, own, paths)
    if choice.encoder is None:
        return BY_WORDS, choice.missing
    cached = CachedEncoder(choice.encoder, paths.cache)
    prepare = partial(cached.encode_known, progress=progress)
    unread = cached.unread if cached.tier == "transformer" else BY_WORDS.unread  # the other one takes no time
    return Tier(choice.named, cached, prepare, unread, choice.usage, choice.folder), choice.missing


def inspect_knowledge(config: Config, environ: Mapping[str, str]) -> Report:
    """Report everything about a knowledge folder, even of one that cannot be answered from.

    Topics are found by words alone, so that the report is the same on every machine. What is promised holds for the
    best tier of this one, as it answers.
    """
    tier, missing = choose_tier(config, environ)
    reading, proofs = read_folder(knowledge_folder(config)), Proofs()
    promised: Mapping[str, Promise] | None = None
    slips: list[Problem] = []
    named_or_kept = question_file(config)
    near = named_or_kept if config.curators.questions else knowledge_folder(config).resolve().parent / _QUESTIONS
    if file := next(filter(Path.is_file, (near, named_or_kept)), None):
        questions, unread = read_questions(file)
        served = build(reading.records, reading.problems, reading.out_of_scope, tier, proofs)
        found = evaluate(questions, _answering(Live(served), config), policy_of(config))
        promised = promises(found)
        shown = os.path.relpath(file, knowledge_folder(config).resolve().parent)
        slips += (
            Problem(Location(shown, slip.location.line, slip.location.column), slip.message, slip.fix, Severity.WARNING)
            for slip in (*unread, *found.warnings)
        )
    snapshot = build(reading.records, (*reading.problems, *slips), reading.out_of_scope, proofs=proofs)
    return inspect(snapshot, phrasings(reading.records), f"{tier.named}. {missing}".strip(". ") + ".", promised)


def question_file(config: Config) -> Path:
    """Return the file in which curators keep questions with known answers."""
    return Path(config.curators.questions or Path(config.state.folder) / _QUESTIONS)


def build_answering(config: Config, tier: Tier = BY_WORDS, waits: bool = True) -> Answering:
    """Build what decides on a question. Raises KnowledgeError where there is nothing to answer from.

    Unless it `waits`, a thread reads for meaning what takes long, while questions are answered by words alone.
    """
    builder = Builder(knowledge_folder(config), tier, waits=waits, site_url=config.site.url)
    live = _first(builder, config)

    def catch_up() -> None:
        if builder.read_meaning(live.snapshot):
            live.snapshot = builder.build(live.snapshot)

    if not waits:
        Thread(target=catch_up, name="meaning", daemon=True).start()
    return _answering(live, config)


def _answering(live: Live, config: Config) -> Answering:
    return Answering(live, policy_of(config), distress=config.phrases.distress or DISTRESS)


class Serving(NamedTuple):
    """What answers questions, what brings edits of the files live, and what makes such edits."""

    answering: Answering
    reloading: Reloading
    curating: Curating


def build_serving(config: Config, memory: Memory, tier: Tier = BY_WORDS, *, waits: bool = True) -> Serving:
    """Build what serves and changes the knowledge. Raises KnowledgeError where there is nothing to answer from.

    Unless it `waits`, it begins by words alone where reading for meaning takes long; reloading does that meanwhile.
    The knowledge inside the installed package cannot be changed: the program's next version would overwrite it.
    """
    from bot.core.phrases.curating import SHIPPED
    from bot.library.watching import changes
    from bot.library.writer import Closed, Writer
    from bot.ops.state_files import Forgetting
    from bot.service.curating import Curating, ImpactAnalysis, Workshop
    from bot.service.snapshots import Reloading

    folder, policy = knowledge_folder(config), policy_of(config)
    forgetting = Forgetting(Path(config.state.folder))
    builder = Builder(folder, tier, forgetting, waits=waits, site_url=config.site.url)
    live = _first(builder, config)
    answering = _answering(live, config)
    reloading = Reloading(live, builder.build, partial(changes, folder, config.watch))
    reloading.read_meaning = builder.read_meaning

    file = config.curators.questions
    impact = ImpactAnalysis(policy, lambda: read_questions(Path(file))[0] if file else ())
    is_installed = (_PACKAGE / "_knowledge").is_dir() and folder.resolve().is_relative_to(_PACKAGE.resolve())
    writer = Closed(SHIPPED) if is_installed else Writer(folder)
    workshop = Workshop(writer, builder.would_be, reloading.refresh)
    return Serving(answering, reloading, Curating(answering, memory, workshop, impact))


def _first(builder: Builder, config: Config) -> Live:
    snapshot = builder.build()
    if not snapshot.knowledge.topics:
        first = next((f" {p.location}: {p.message} {p.fix}" for p in snapshot.problems if p.is_error), "")
        raise KnowledgeError(f"There is nothing to answer from in {knowledge_folder(config)}.{first}")
    return Live(snapshot)


def build_public_record(config: Config, today: str) -> PublicRecord:
    """Return what the site may show today (YYYY-MM-DD). Raises SiteError: on any error, and for nothing."""
    from bot.core.proof.admit import admit
    from bot.web.site.record import public_record

    folder = knowledge_folder(config)
    drafts = read_folder(folder)
    knowledge, problems = admit(drafts.records, drafts.out_of_scope)
    if first := next((one for one in (*drafts.problems, *problems) if one.is_error), None):
        raise SiteError(
            f"{first.location}: {first.message} The site stays as it was until the record is in order; "
            "ontherecord check shows all."
        )
    record = public_record(knowledge, drafts, today)
    if not record.interviews:
        raise SiteError(
            f"Nothing in {folder} may be published. Write publish: whole, or publish: quotes, under 'source:' in the "
            "file of each interview whose words you may show."
        )
    return record


def build_memory(config: Config, worker: DatabaseWorker | None = None) -> Memory:
    """Build what the bot remembers. Nothing is created or opened before `async with`.

    `worker` sets how long it waits for the database. Raises ConfigError where the database has no driver.
    """
    from bot.service.memory import Memory
    from bot.state import store
    from bot.state.store import Store

    digests_key, days = partial(store.key_of, Path(config.state.folder)), timedelta(days=config.state.question_days)
    return Memory(Store(build_database(config)), digests_key, worker=worker, questions_kept_for=days)


def build_database(config: Config) -> Database:
    """Return the database; nothing is opened yet. Raises ConfigError where it has no driver."""
    from bot.state.database import Database

    folder = Path(config.state.folder)
    if config.state.url:
        from bot.state.postgres import PostgresServer

        return Database(PostgresServer(config.state.url, folder))
    from bot.state import sqlite

    return Database(sqlite.SqliteFile(folder / sqlite.NAME))


def build_assistant(config: Config, environ: Mapping[str, str]) -> Assistant | None:
    """Return the assistant that drafts ways of asking, None where none is set up. Raises RefusedAssistantError."""
    from bot.assistants.assistants import KEY_VARIABLE, ChatEndpoint, CommandAssistant

    drafting = config.drafting
    if drafting.url and drafting.model:
        return ChatEndpoint(drafting.url, drafting.model, environ.get(KEY_VARIABLE, "").strip())
    return CommandAssistant(drafting.command) if drafting.command else None


def policy_of(config: Config) -> Policy:
    """Return the thresholds that are set."""
    return Policy(config.matching.answer_at, config.matching.suggest_at, config.matching.message_at)
