"""`site`: the public record as static pages, for any web server."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import click

from bot import app
from bot.cli.options import configured
from bot.config import Config
from bot.core.phrases import counted
from bot.errors import SiteError

_NO_SEARCH = "No search: pip install 'ontherecord[site]' adds it."
_TOLD = 5
_NO_URL = "No feed and no map of the site: site.url in config.yaml tells where it stands."


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--check", "is_checked", is_flag=True, help="Follow every internal link, and open a sample in Chromium.")
@configured
def site(config: Config, folder: Path, *, is_checked: bool) -> None:
    """Write the record as pages to read, to search and to link to, for any web server.

    \b
    Example: ontherecord site public
    Example: ontherecord site public --check
    """
    from bot.web.site import search
    from bot.web.site.checking import check
    from bot.web.site.folder import keep_ledgers, publish
    from bot.web.site.pages import SiteAbout, files_of, notice_paragraphs

    started = perf_counter()
    record = app.build_public_record(config, datetime.now(UTC).date().isoformat())
    knowledge = app.knowledge_folder(config)
    notice = knowledge / "NOTICE"
    paragraphs = notice_paragraphs(notice.read_text(encoding="utf-8")) if notice.is_file() else ()
    told = config.site
    about = SiteAbout(told.title, (told.url or "").rstrip("/"), told.contact or "", paragraphs, told.language)
    pagefind = search.program()
    files = files_of(record, about, has_search=pagefind is not None)
    pages = sum(name.endswith(".html") for name in files)
    files |= search.index_of(record, pagefind, about.language, folder) if pagefind else {}
    notes = [f"{problem.location}: {problem.message} {problem.fix}" for problem in record.problems]
    notes += [keep_ledgers(record, knowledge), "" if pagefind else _NO_SEARCH, "" if about.url else _NO_URL]
    written = publish(files, folder)

    for note in filter(None, notes):
        click.echo(note, err=True)
    pages_told = f"{counted(pages, 'page')} of {counted(len(record.interviews), 'interview')}"
    changes = f"{counted(written.written, 'file')} written, {written.removed} removed"
    click.echo(f"{folder}: {pages_told}; {changes}; {perf_counter() - started:.1f} s.")
    if is_checked:
        found = check(folder, record, about.url, has_search=pagefind is not None)
        opened = (
            f"{counted(found.opened, 'page')} opened in Chromium" if found.opened else "no Chromium, no page opened"
        )
        click.echo(f"{found.links:,} internal links followed, {opened}.")
        if found.wrong:
            more = f" And {len(found.wrong) - _TOLD} more." if len(found.wrong) > _TOLD else ""
            raise SiteError(" ".join(found.wrong[:_TOLD]) + more)
