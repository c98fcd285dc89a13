"""What `--check` finds: a link that leads nowhere, down to the sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.web.site.checking import check_links

PAGE = '<!doctype html><title>x</title><p id="here">Here.</p>{}'


@pytest.mark.parametrize(
    ("link", "wrong"),
    [
        ("#here", ""),
        ("#gone", "leads to a/index.html#gone, but nothing there has that address"),
        ("../b/#here", ""),
        ("../b/#there", "leads to b/#there, but nothing there has that address"),
        ("../c/", "leads to c/, which is not there"),
        ("../", ""),
        ("../style.css", "leads to style.css, which is not there"),
        ("https://example.org/elsewhere#gone", ""),
    ],
)
def test_every_link_is_followed(tmp_path: Path, link: str, wrong: str) -> None:
    """Those that lead out of the site are not."""
    for name in ("index.html", "a/index.html", "b/index.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        linking = f'<a href="{link}">x</a>' if name == "a/index.html" else ""
        (tmp_path / name).write_text(PAGE.format(linking), encoding="utf-8")
    found = check_links(tmp_path)
    assert found.links == (0 if link.startswith("https") else 1)
    assert len(found.wrong) == bool(wrong)
    assert wrong in "".join(found.wrong)


def test_an_id_that_stands_twice_is_found(tmp_path: Path) -> None:
    """A link to it would lead to the wrong one."""
    (tmp_path / "index.html").write_text(PAGE.format('<i id="here"></i>'), encoding="utf-8")
    assert check_links(tmp_path).wrong == ["index.html has 1 ids twice."]


def test_the_feed_and_the_map_are_followed(tmp_path: Path) -> None:
    """As far as they lead into the site."""
    (tmp_path / "index.html").write_text(PAGE.format(""), encoding="utf-8")
    url = "https://record.example.org/voices"
    locations = "".join(f"<loc>{url}/{page}</loc>" for page in ("", "gone/"))
    (tmp_path / "sitemap.xml").write_text(f"<urlset>{locations}</urlset>", encoding="utf-8")
    (tmp_path / "feed.xml").write_text(f'<feed><link href="{url}/#nowhere"/></feed>', encoding="utf-8")
    found = check_links(tmp_path, url)
    assert found.links == 3
    assert [sentence.split(" leads")[0] for sentence in found.wrong] == ["feed.xml", "sitemap.xml"]
