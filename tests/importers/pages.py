"""The same invented interview as pages of several habits, with what stands around it there."""

from __future__ import annotations

QUESTIONS = (
    "How did you begin to build tools for other people?",
    "What would you do differently today?",
    "Which book do you give to beginners?",
)
ANSWERS = (
    "I built a small tool for the laundry room. Real people used it, and they complained a lot, about everything.",
    "I would ask for help much sooner. A colleague solves in five minutes, over coffee, what costs me three days.",
    "None at all. They should write down what they tried, why they tried it, and what came of it in the end.",
)
MORE = "They came back every week, with new complaints, and so I learned to listen before I wrote anything."
TITLE = "Ada Example on starting small"
INTRO = "This week we talk to Ada Example, who builds small tools, gives talks about them, and keeps all her promises."
NOTES = "Thanks to all who helped with this, and see you next week, when we will talk to somebody else."
PULLED = "<blockquote><p>I would ask for help much sooner.</p></blockquote>"

_HEAD = f"""<meta property="og:title" content="{TITLE}">
<link rel="canonical" href="https://example.org/ada">
<meta name="author" content="Sam Sample">
<meta property="article:published_time" content="2024-05-02T09:00:00+02:00">
<title>{TITLE} | Talks</title>
<script>document.write("<p>Ada: Nobody said this, ever, and nobody should read it.</p>")</script>
<style>p {{ color: red }}</style>"""


def page(body: str, head: str = _HEAD) -> str:
    return f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n{head}</head>\n<body>{body}</body></html>'


def _three(question: str, answer: str, between: str = "") -> str:
    """The talk, with each question and each answer put into a pattern."""
    pairs = zip(QUESTIONS, ANSWERS, strict=True)
    said = [f"{question.format(asked)}\n{answer.format(told)}" for asked, told in pairs]
    return f"<p>{INTRO}</p>\n{said[0]}\n<p>{MORE}</p>\n{said[1]}\n{between}\n{said[2]}\n<p>{NOTES}</p>"


_NAV = '<header><nav><ul><li><a href="/">Home</a></li><li><a href="/talks">All talks</a></li></ul></nav></header>'
_FOOT = '<footer><p>© 2024 Example. <a href="/terms">Terms</a>, <a href="/privacy">Privacy</a></p></footer>'
_COMMENTS = """<div id="comments" class="comments-area"><h3>2 thoughts</h3>
<div class="comment"><b>Bob:</b><p>I have always said so, to everybody, and nobody ever listened to me.</p></div>
<div class="comment"><b>Bob:</b><p>First, and also last, I would like to say that this is wrong.</p></div></div>"""

_MEDIUM = _three('<p class="pw"><strong class="mw">{}</strong></p>', '<p class="pw">{}</p>', PULLED)
MEDIUM = page(
    f"""<div id="root">{_NAV}<article><section><h1>{TITLE}</h1>
<div><span>Sam Sample</span><button>Follow</button><span>5 min read</span></div>
{_MEDIUM}
</section></article>{_FOOT}</div>"""
)
WORDPRESS = page(
    f"""<div id="page">{_NAV}<main><article class="post type-post"><header><h1 class="entry-title">{TITLE}</h1></header>
<div class="entry-content">
{_three("<p><strong>Sam:</strong> {}</p>", "<p><strong>Ada:</strong> {}</p>", "<h2>On books</h2>")}
<figure class="wp-block-pullquote">{PULLED}</figure>
<div class="sharedaddy share"><h3>Share this:</h3><ul><li><a href="#">Twitter</a></li></ul></div>
</div></article>{_COMMENTS}</main>{_FOOT}</div>"""
)
_SUBSCRIBE = '<div class="subscription-widget-wrap"><form><p>Thanks for reading!</p><input></form></div>'
_SUBSTACK = _three("<p><em>{}</em></p>", "<p>{}</p>", _SUBSCRIBE)
SUBSTACK = page(
    f"""<div class="single-post"><article><h1 class="post-title">{TITLE}</h1><h3 class="subtitle">A talk</h3>
<div class="available-content"><div class="body markup">
{_SUBSTACK}
</div></div></article></div>{_FOOT}"""
)
BY_HEADING = page(f"<article>{_three('<h2>{}</h2>', '<p>{}</p>')}</article>{_FOOT}")
BY_NAMES_ALONE = page(f"<main>{_three('<h4>Sam</h4><p>{}</p>', '<h4>Ada</h4><p>{}</p>')}</main>{_FOOT}")
BY_LINE_BREAKS = page(f'<div class="post">{_three("<b>Sam</b><br>{}<br><br>", "<b>Ada</b><br>{}<br><br>")}</div>')
ONE_NAME = page(f"<article>{_three('<p><b>{}</b></p>', '<p>Ada: {}</p>')}</article>{_FOOT}")
BROKEN = f"""<html><title>{TITLE}</title><body bgcolor=white><center><h1>{TITLE}</h1></center>
<p><i>{INTRO}<p><b>Sam:</b> {QUESTIONS[0]}<p><b>Ada: </b>I built it &mdash; for the laundry&nbsp;&amp; more,
<b>and nobody had <i>asked</b> me</i> for it, ever.<p><b>Sam:</b>
{QUESTIONS[1]}<p><b>Ada:</b> {ANSWERS[1]}<p><b>Sam:</b> {QUESTIONS[2]}<p><b>Ada:</b> {ANSWERS[2]}</div></span>
<table><tr><td>Last update: 2003</table>"""

NAMED = {"WordPress": WORDPRESS, "names alone": BY_NAMES_ALONE, "line breaks": BY_LINE_BREAKS}
NAMELESS = {"Medium": MEDIUM, "Substack": SUBSTACK, "headings": BY_HEADING}
PAGES = {**NAMED, **NAMELESS, "one name": ONE_NAME}
