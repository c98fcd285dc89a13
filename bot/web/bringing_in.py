"""An interview brought in: a file is chosen, what was read is looked over, speakers are named, and it is written."""

from __future__ import annotations

import asyncio
import secrets

from aiohttp import web

from bot.errors import FolderError, TranscriptError
from bot.web.visits import Form, ReadUpload, Upload, Visit

_MOST_BYTES = 5_000_000
_ABOUT = ("title", "url", "author", "published")
_GONE = "That file is not at hand any more: it is too old, or the bot was restarted. Please choose it again."
_NO_FILE = "No file was chosen. Choose one, or drop it on the field."


async def choose(visit: Visit, message: str = "") -> web.Response:
    """Show the form for a file."""
    return await visit.page("import.html", found=None, message=message, key="", form=Form({}), most_bytes=_MOST_BYTES)


async def receive(visit: Visit) -> web.Response:
    """Read a file that was sent, and show what was read."""
    sent = await visit.request.post()
    file = sent.get("file")
    if not isinstance(file, web.FileField) or not file.filename:
        return await choose(visit, _NO_FILE)
    data = await asyncio.to_thread(file.file.read, _MOST_BYTES + 1)
    key = secrets.token_urlsafe(12)
    visit.services.uploads[key] = Upload(visit.curator.id, file.filename, data)
    return await _shown(visit, key, Form({}))


async def read(visit: Visit) -> web.Response:
    """Read the same file again, with names for its speakers and what is known of it."""
    form = await visit.form()
    return await _shown(visit, form.text("key"), form)


async def write(visit: Visit) -> web.Response:
    """Write what was read into the knowledge, and go to it."""
    form = await visit.form()
    key = form.text("key")
    try:
        found = await _read(visit, key, form)
        await asyncio.to_thread(visit.services.imports.write, found)
    except (TranscriptError, FolderError) as error:
        return await _shown(visit, key, form, str(error))
    visit.services.uploads.pop(key, None)
    return web.Response(status=303, headers={"Location": f"/record/{found.draft.source}"})


async def _shown(visit: Visit, key: str, form: Form, message: str = "") -> web.Response:
    found = None
    try:
        found = await _read(visit, key, form)
        message = message or found.refusal
    except TranscriptError as error:
        message = message or str(error)
    message = message and _sentence(message)
    return await visit.page("import.html", found=found, message=message, key=key, form=form, most_bytes=_MOST_BYTES)


def _sentence(text: str) -> str:
    """Return the end of a sentence about the file as a sentence."""
    return f"This file cannot be used: {text}" if text.startswith(("it ", "its ", "nobody ", "nothing ")) else text


async def _read(visit: Visit, key: str, form: Form) -> ReadUpload:
    upload = visit.services.uploads.get(key)
    if upload is None or upload.curator != visit.curator.id:
        raise TranscriptError(_GONE)
    names = zip(form.all("speaker"), form.all("name"), strict=False)
    renamed = {old: " ".join(new.split()) for old, new in names if new.strip() and new.strip() != old}
    about = {name: form.text(name) for name in _ABOUT}
    named = form.text("file_name") or upload.name
    left_out = frozenset(form.all("drafted")) - frozenset(form.all("kept")) if "drafted" in form else frozenset()
    return await asyncio.to_thread(visit.services.imports.read, named, upload.data, about, renamed, left_out)
