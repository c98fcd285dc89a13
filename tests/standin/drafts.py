"""From a request's body to a draft, and from a draft's embeds to the form in which Discord keeps them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.standin.limits import MESSAGE_RULES, problems_with
from tests.standin.message import Draft, Flag, Message
from tests.standin.refusals import invalid_form
from tests.standin.shapes import Attachment, Json, Path, Upload

Keep = Callable[[Upload, str | None], Attachment]
_EDITABLE = Flag.SUPPRESS_EMBEDS
_PICTURES = ("image", "thumbnail")


def new_draft(body: Json, uploads: Mapping[int, Upload], keep: Keep, where: Path = ()) -> Draft:
    """The draft of a new message; raises RefusalError when it breaks a rule. `keep` stores an upload."""
    return _accepted(
        Draft(
            content=(body.get("content") or "").strip(),
            embeds=body.get("embeds") or (),
            components=body.get("components") or (),
            attachments=_new_files(body, uploads, keep),
            flags=Flag(body.get("flags") or 0),
            has_extras=bool(body.get("sticker_ids") or body.get("poll")),
        ),
        where,
    )


def changed_draft(message: Message, body: Json, uploads: Mapping[int, Upload], keep: Keep, where: Path = ()) -> Draft:
    """The draft of a message after an edit: what the body names is replaced, the rest stays."""

    def current(key: str, old: Any) -> Any:
        return (body[key] or type(old)()) if key in body else old

    flags = message.flags
    if body.get("flags") is not None:
        asked = Flag(body["flags"])
        flags = (flags & ~_EDITABLE) | (asked & _EDITABLE) | (asked & Flag.COMPONENTS_V2)
    return _accepted(
        Draft(
            content=current("content", message.content).strip(),
            embeds=current("embeds", message.embeds),
            components=current("components", message.components),
            attachments=(*_kept_files(message, body), *_new_files(body, uploads, keep)),
            flags=flags,
        ),
        where,
    )


def _accepted(draft: Draft, where: Path) -> Draft:
    problems = problems_with(draft, MESSAGE_RULES, where)
    if problems:
        raise invalid_form(problems)
    return draft


def _new_files(body: Json, uploads: Mapping[int, Upload], keep: Keep) -> tuple[Attachment, ...]:
    described = {str(item["id"]): item.get("description") for item in body.get("attachments") or ()}
    return tuple(keep(upload, described.get(str(number))) for number, upload in uploads.items())


def _kept_files(message: Message, body: Json) -> Sequence[Attachment]:
    if "attachments" not in body:
        return message.attachments
    named = {str(item["id"]) for item in body["attachments"] or ()}
    return [attachment for attachment in message.attachments if str(attachment.id) in named]


def stored_embeds(embeds: Sequence[Json], attachments: Sequence[Attachment]) -> tuple[Json, ...]:
    """Embeds as the API answers them: without nulls, pictures resolved, `inline` always there."""
    files = {f"attachment://{a.filename}": a.url for a in attachments}
    return tuple(_stored(embed, files) for embed in embeds)


def _stored(embed: Json, files: Mapping[str, str]) -> Json:
    stored: Json = {"type": "rich"} | {key: value for key, value in embed.items() if value is not None}
    for key in _PICTURES:
        if key in stored:
            url = files.get(stored[key]["url"], stored[key]["url"])
            stored[key] = {"url": url, "proxy_url": url}
    if "fields" in stored:
        stored["fields"] = [{"inline": False} | row for row in stored["fields"]]
    return stored
