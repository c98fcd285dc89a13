"""Changes of the knowledge: a form, what would come of it, and the change itself; the history, and the way back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from aiohttp import web

from bot.core.curation.requests import AddWords, EditQuote, EditTopic, Order, Restore, Retire
from bot.core.model import Quote, Topic
from bot.core.phrases import curating as phrases
from bot.core.records import Change
from bot.errors import EditError
from bot.service.curating import ChangedMeanwhileError, Preview
from bot.web.discord_text import TextBlock, blocks
from bot.web.visits import Form, Visit, own_path

_HISTORY = 100


def added(form: Form) -> Order:
    title, topic = form.text("title"), form.text("other") or form.text("topic")
    return AddWords(
        form.text("words"),
        topic="" if title else topic,
        title=title,
        source=form.text("source"),
        asked=form.text("asked") if "asked" in form else None,
        phrasings=form.lines("phrasings"),
    )


def edited(form: Form) -> Order:
    title = form.text("title") if "title" in form else None
    return EditQuote(form.text("quote"), form.text("words"), form.text("asked"), title=title)


def edited_topic(form: Form) -> Order:
    title = form.text("title") if "title" in form else None
    return EditTopic(form.text("topic"), title, form.lines("add"), form.all("remove"))


def given(form: Form) -> Order:
    return EditTopic(form.text("other") or form.text("topic"), add=(form.text("text"),))


# What a form of each kind asks for. Taking a change back has no order: it is named by the number of the change.
ORDERS: Mapping[str, Callable[[Form], Order]] = MappingProxyType(
    {
        "add": added,
        "edit": edited,
        "topic": edited_topic,
        "retire": lambda form: Retire(form.text("quote"), form.text("reason")),
        "restore": lambda form: Restore(form.text("quote"), form.text("other")),
        "give": given,
    }
)
KINDS = frozenset({*ORDERS, "undo"})


@dataclass(frozen=True)
class FilledForm:
    """A form of one kind, with what was filled in; `topics` are offered for words to be added, best first."""

    kind: str
    form: Form
    topics: tuple[Topic, ...] = ()

    @property
    def why(self) -> str:
        return self.form.text("why") or self.form.text("reason")

    @property
    def digest(self) -> str:
        """What stands for all that was filled in: a preview of something else is not confirmed."""
        wanted = ORDERS[self.kind](self.form) if self.kind in ORDERS else self.form.number("number")
        return hashlib.sha256(f"{wanted!r} {self.why}".encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def with_asked(self, preview: Preview) -> FilledForm:
        """Return the form with the question that was found, if it had no field for one, as it is sent next."""
        found = preview.plan.found
        if self.kind != "add" or "asked" in self.form or found is None:
            return self
        return FilledForm(self.kind, Form({**self.form.values, "asked": (found.asked,)}), self.topics)

    async def proposed(self, visit: Visit) -> Preview:
        """Return what would come of it. Raises EditError where it cannot be done at all."""
        services, curator = visit.services, visit.curator
        if self.kind == "undo":
            preview = await services.curating.propose_undo(curator, self.form.number("number"), self.why)
        else:
            preview = await services.curating.propose(ORDERS[self.kind](self.form), curator, self.why)
        if self.kind == "give":
            group = (await services.review.groups(self.form.number("newest"))).group(self.form.number("group"))
            if group is None:
                raise EditError(phrases.NO_SUCH_GROUP.format(number=self.form.number("group")))
            services.review.promise(preview.key, group)
        services.previews[curator.id] = preview
        return preview


@dataclass(frozen=True)
class ShownPreview:
    """A preview for people: the reply as Discord will show it, what goes by it, what is known, what is wrong."""

    preview: Preview
    reply: tuple[TextBlock, ...]
    labels: tuple[str, ...]
    is_going: bool

    @classmethod
    def of(cls, preview: Preview, visit: Visit) -> ShownPreview:
        """Show the quote as it would be; where it would be gone, as it is."""
        quote, snapshot = preview.quote, preview.after
        if quote is None:
            quote, snapshot = preview.quote_before, preview.before
        if quote is None:
            return cls(preview, (), (), is_going=False)
        reply = visit.services.reply_to_show(quote, snapshot)
        return cls(preview, blocks(reply.text), reply.labels, preview.quote is None)

    @property
    def would(self) -> str:
        return phrases.would(self.preview.plan)

    @property
    def known(self) -> tuple[str, ...]:
        found = self.preview.plan.found
        return (phrases.found(found), *phrases.known(found)) if found else ()

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(map(phrases.problem_line, self.preview.problems))


async def shown(
    visit: Visit, filled: FilledForm, *, is_previewed: bool = True, failure: EditError | None = None
) -> web.Response:
    """Show a form and, if it is to be previewed, what would come of it. `failure`: what went wrong before."""
    preview, refusal = None, None
    if is_previewed:
        try:
            preview = ShownPreview.of(await filled.proposed(visit), visit)
            filled = filled.with_asked(preview.preview)
        except EditError as error:
            refusal = error
        visit = visit.renewed(preview.preview.before if preview else None)  # the files were read anew
    meanwhile = failure if isinstance(failure, ChangedMeanwhileError) else None
    quote = visit.knowledge.quotes.get(filled.form.text("quote"))
    topic = visit.knowledge.topics.get(filled.form.text("topic"))
    return await visit.page(
        "change.html",
        filled=filled,
        form=filled.form,
        preview=preview,
        refusal=refusal,
        failure=failure,
        meanwhile=meanwhile,
        changes=_told(meanwhile.changes) if meanwhile else [],
        quote=quote,
        topic=topic,
        back=own_path(filled.form.text("back"), "/history"),
    )


async def begin(visit: Visit) -> web.Response:
    """Show a form of the kind that the address names, filled in with what stands there and with what is known."""
    kind = _kind(visit)
    form = visit.query
    is_ready = kind in ("undo", "restore", "give")
    if kind in ("edit", "retire"):
        form = with_quote(visit, form)
    elif kind == "topic":
        topic = visit.knowledge.topics.get(form.text("topic")) or visit.missing("There is no such topic (any more).")
        form = Form({"title": (topic.title,), **form.values})
    elif kind == "give":
        form = await with_group(visit, form)
    return await shown(visit, FilledForm(kind, form), is_previewed=is_ready)


async def with_group(visit: Visit, form: Form) -> Form:
    """Return the form with a question as it would be written, under the nearest topic."""
    review, number = visit.services.review, form.number("group")
    group = (await review.groups(form.number("newest"))).group(number)
    if group is None:
        visit.missing(phrases.NO_SUCH_GROUP.format(number=number))
    near = filter(None, map(visit.knowledge.topics.get, group.nearest))
    like = visit.snapshot.autocomplete.topics(group.text, 1)
    nearest = next(iter([*near, *like]), None)
    known = {
        "text": (review.draft(group),),
        "other": (nearest.title if nearest else "",),
        "why": (phrases.why_given(group.times, group.people),),
        "back": ("/unanswered",),
    }
    return Form({**known, **form.values})


def with_quote(visit: Visit, form: Form) -> Form:
    """Return the form with the quote as it stands."""
    quote = visit.knowledge.quotes.get(form.text("quote")) or visit.missing(
        "There is no such quote, or it was withdrawn."
    )
    title = next((topic.title for topic in visit.knowledge.topics_of(quote)), "")
    known = {"words": (quote.text,), "asked": (quote.asked,), "title": (title,)}
    return Form({**known, **form.values})


async def preview(visit: Visit) -> web.Response:
    """Show what would come of a form."""
    filled = await _filled(visit)
    if filled.kind == "add" and not (ORDERS["add"](filled.form).topic or filled.form.text("title")):  # type: ignore[union-attr]
        return await quote(visit, filled.form)
    return await shown(visit, filled)


async def _filled(visit: Visit) -> FilledForm:
    form = await visit.form()
    offered = tuple(filter(None, map(visit.knowledge.topics.get, form.all("offered"))))
    return FilledForm(_kind(visit), form, offered)


def _kind(visit: Visit) -> str:
    kind = visit.names["kind"]
    return kind if kind in KINDS else visit.missing("There is no such form.")


async def quote(visit: Visit, form: Form) -> web.Response:
    """Show the form for words to be quoted, under the nearest topic; others are offered beside it."""
    try:
        topics = await visit.services.curating.topics_for(form.text("words"), form.text("source"))
    except EditError:  # the preview says why
        topics = ()
    nearest = {"topic": (topics[0].id,)} if topics and not form.text("title") else {}
    return await shown(visit, FilledForm("add", Form({**form.values, **nearest}), topics))


async def confirm(visit: Visit) -> web.Response:
    """Make the change that was shown. Where it cannot be made, or something else was filled in since, show it anew."""
    filled = await _filled(visit)
    form, services = filled.form, visit.services
    if form.text("shown") != filled.digest:
        return await shown(visit, filled, failure=EditError(phrases.FORM_CHANGED))
    try:
        done = await services.curating.confirm(form.text("key"), visit.curator)
    except EditError as error:
        return await shown(visit, filled, failure=error)
    services.previews.pop(visit.curator.id, None)
    await services.review.written(form.text("key"), done.number, done.change.undoes)
    if done.quote is None and done.quote_before:
        services.notes[done.number or 0] = await services.correct(done.quote_before, done.snapshot.knowledge)
    path, _, fragment = own_path(form.text("back"), "/history").partition("#")  # where the visit goes on
    told = f"{path}{'&' if '?' in path else '?'}done={done.number or 0}#{fragment}"
    is_script = visit.request.headers.get("X-Requested-With") == "fetch"  # which sees no redirect's fragment
    status, name = (204, "X-Next") if is_script else (303, "Location")
    return web.Response(status=status, headers={name: told.removesuffix("#")})


async def impact(visit: Visit) -> web.Response:
    """Show which questions would get another answer by what this curator previewed last."""
    key, services = visit.names["key"], visit.services
    previewed = services.previews.get(visit.curator.id)
    if previewed is None or previewed.key != key:
        visit.missing(phrases.PREVIEW_GONE)
    found = await services.curating.impact(previewed)
    if services.previews.get(visit.curator.id) is previewed:  # it holds a snapshot, which nobody needs any more
        del services.previews[visit.curator.id]
    lines = [(change.gain, phrases.changed_line(change)) for change in found.changed]
    return await visit.page("impact.html", head=phrases.impact_head(found), lines=lines)


async def history(visit: Visit) -> web.Response:
    """Show who changed what, when and why, the last first."""
    changes = await visit.services.curating.history(_HISTORY)
    return await visit.page("history.html", changes=_told(changes))


def _told(changes: Iterable[Change]) -> list[tuple[Change, str]]:
    """Return changes, each with what was done."""
    return [(change, phrases.done(change.kind, change.subject)) for change in changes]


async def shown_quote(visit: Visit) -> web.Response:
    """Show one quote: its words, where they stand, under which topics, and what can be done with it."""
    whole_id = f"{visit.names['source']}/{visit.names['quote']}"
    found: Quote = visit.knowledge.quotes.get(whole_id) or visit.missing("There is no such quote, or it was withdrawn.")
    tallies = await visit.services.memory.tallies()
    changes = await visit.services.curating.history(10, found.id)
    reply = visit.services.reply_to_show(found, visit.snapshot)
    return await visit.page(
        "quote.html",
        quote=found,
        topics=visit.knowledge.topics_of(found),
        tally=tallies.get(found.id),
        changes=_told(changes),
        reply=blocks(reply.text),
        labels=reply.labels,
    )
