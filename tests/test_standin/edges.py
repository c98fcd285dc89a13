"""Bodies at the edge of each limit: one that just fits, and one that just does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Body = dict[str, Any]
V2 = 1 << 15


@dataclass(frozen=True)
class Edge:
    """`code` is what Discord answers to the body outside."""

    limit: str
    inside: Any
    outside: Any
    code: int = 50035

    def __str__(self) -> str:
        return self.limit


def text(chars: int) -> str:
    return "x" * chars


def button(number: int = 0, **more: Any) -> Body:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": f"b{number}"} | more


def link(**more: Any) -> Body:
    return {"type": 2, "style": 5, "label": "Read", "url": "https://example.org/"} | more


def select(number: int = 0, options: int = 1) -> Body:
    named = [{"label": f"{n}", "value": f"{n}"} for n in range(options)]
    return {"type": 3, "custom_id": f"s{number}", "options": named}


def row(*children: Body) -> Body:
    return {"type": 1, "components": [*children]}


def rows(*children: Body) -> Body:
    """A message with one row for each child."""
    return {"content": "x", "components": [row(child) for child in children]}


def display(chars: int) -> Body:
    return {"type": 10, "content": text(chars)}


def v2(*components: Body, **more: Any) -> Body:
    return {"flags": V2, "components": [*components]} | more


def container(parts: int) -> Body:
    return {"type": 17, "components": [display(1) for _ in range(parts)]}


def embeds(*descriptions: int, **more: Any) -> Body:
    return {"embeds": [{"description": text(chars)} | more for chars in descriptions]}


def field(name: str = "n", value: str = "v") -> Body:
    return {"fields": [{"name": name, "value": value}]}


def gallery(url: str) -> Body:
    return {"type": 12, "items": [{"media": {"url": url}}]}


MESSAGES = (
    Edge("content of 2000", {"content": text(2000)}, {"content": text(2001)}),
    Edge("something to say", {"content": "."}, {"content": " \n"}, 50006),
    Edge("embeds of 6000 together", embeds(3000, 3000), embeds(3000, 3001)),
    Edge("embed fields filled", embeds(1, **field()), embeds(1, **field(value=" "))),
    Edge("V2 without content", v2(display(1)), v2(display(1), content="x")),
    Edge("V2 without embeds", v2(display(1), embeds=[]), v2(display(1), embeds=[{"title": "x"}])),
    Edge("V2 parts only with the flag", v2(display(1)), {"components": [display(1)]}),
    Edge("40 V2 components, nested ones too", v2(container(39)), v2(container(40))),
    Edge("4000 characters of V2 text", v2(display(2000), display(2000)), v2(display(2000), display(2001))),
    Edge("5 rows", rows(*map(button, range(5))), rows(*map(button, range(6)))),
    Edge(
        "a row of 5 buttons",
        {"components": [row(*map(button, range(5)))]},
        {"components": [row(*map(button, range(6)))]},
    ),
    Edge("a row of 1 select", rows(select()), {"components": [row(select(1), select(2))]}),
    Edge("a row that is not empty", rows(button()), {"content": "x", "components": [row()]}),
    Edge("unique custom ids", rows(button(1), button(2)), rows(button(1), button(1))),
    Edge("unique custom ids in V2", v2(row(button(1))), v2(row(button(1)), row(button(1)))),
    Edge("custom id of 100", rows(button(custom_id=text(100))), rows(button(custom_id=text(101)))),
    Edge("a custom id at all", rows(button()), rows(button(custom_id=None))),
    Edge("label of 80", rows(button(label=text(80))), rows(button(label=text(81)))),
    Edge("label or emoji", rows(button(label=None, emoji={"name": "👍"})), rows(button(label=None))),
    Edge("links with a url", rows(link()), rows(link(url=None))),
    Edge("links without custom id", rows(link()), rows(link(custom_id="x"))),
    Edge("url only on links", rows(button()), rows(button(url="https://example.org/"))),
    Edge("25 options", rows(select(options=25)), rows(select(options=26))),
    Edge("known attachments", v2(gallery("https://example.org/a.png")), v2(gallery("attachment://a.png"))),
)


def choices(count: int = 1, name: str = "n", value: str = "v") -> Body:
    return {"choices": [{"name": name, "value": value} for _ in range(count)]}


CHOICES = (
    Edge("25 choices", choices(25), choices(26)),
    Edge("choice name of 100", choices(name=text(100)), choices(name=text(101))),
    Edge("choice name at all", choices(name="x"), choices(name="")),
    Edge("choice value of 100", choices(value=text(100)), choices(value=text(101))),
)


def label(number: int = 0, chars: int = 1, **more: Any) -> Body:
    given = {"type": 4, "style": 1, "custom_id": f"i{number}"} | more
    return {"type": 18, "label": text(chars), "component": given}


def modal(*parts: Body, title: int = 1, custom_id: str = "m") -> Body:
    return {"title": text(title), "custom_id": custom_id, "components": [*parts]}


MODALS = (
    Edge("title of 45", modal(label(), title=45), modal(label(), title=46)),
    Edge("a title", modal(label(), title=1), modal(label(), title=0)),
    Edge("modal custom id of 100", modal(label(), custom_id=text(100)), modal(label(), custom_id=text(101))),
    Edge("5 parts", modal(*map(label, range(5))), modal(*map(label, range(6)))),
    Edge("1 part", modal(label()), modal()),
    Edge("label of 45", modal(label(chars=45)), modal(label(chars=46))),
    Edge("unique inputs", modal(label(1), label(2)), modal(label(1), label(1))),
    Edge("preset within length", modal(label(max_length=5, value="12345")), modal(label(max_length=5, value="123456"))),
    Edge("placeholder of 100", modal(label(placeholder=text(100))), modal(label(placeholder=text(101)))),
    Edge("possible lengths", modal(label(min_length=2, max_length=2)), modal(label(min_length=3, max_length=2))),
)


def command(name: str = "ask", **more: Any) -> Body:
    return {"name": name, "description": "d"} | more


def commands(count: int, kind: int) -> list[Body]:
    described = {} if kind > 1 else {"description": "d"}
    return [{"name": f"c{n}", "type": kind} | described for n in range(count)]


def option(name: str = "o", kind: int = 3, **more: Any) -> Body:
    return {"name": name, "description": "d", "type": kind} | more


def named(count: int, **more: Any) -> list[Body]:
    return [option(f"o{n}", **more) for n in range(count)]


def weight(chars: int) -> Body:
    """A command of so many characters in all: 25 options with a long description each, and choices for the rest."""
    options = [option(f"o{n:02}", choices=[{"name": "n" * 100, "value": "v" * 100}]) for n in range(25)]
    rest = chars - len("ask" + "d") - 25 * (len("o00" + "d") + 200)
    for number in range(rest // 200):
        options[number % 25]["choices"].append({"name": f"{number:02}" + "n" * 98, "value": "v" * 100})
    options[-1]["choices"].append({"name": "z", "value": "z" * (rest % 200 - 1)})
    return command(options=options)


COMMANDS = (
    Edge("100 slash commands", commands(100, 1), commands(101, 1), 30032),
    Edge("15 user menus", commands(15, 2), commands(16, 2), 30032),
    Edge("15 message menus", commands(15, 3), commands(16, 3), 30032),
    Edge("unique names", [command("a"), command("b")], [command("a"), command("a")]),
    Edge("name of 32", [command(text(32))], [command(text(33))]),
    Edge("lower case", [command("grüße")], [command("Ask")]),
    Edge("no spaces", [{"name": "Find the quote", "type": 3}], [command("find it")]),
    Edge("description of 100", [command(description=text(100))], [command(description=text(101))]),
    Edge("a description", [command()], [command(description="")]),
    Edge("menus without description", [{"name": "m", "type": 3}], [{"name": "m", "type": 3, "description": "d"}]),
    Edge("25 options", [command(options=named(25))], [command(options=named(26))]),
    Edge("unique options", [command(options=named(2))], [command(options=[option(), option()])]),
    Edge("option name of 32", [command(options=[option(text(32))])], [command(options=[option(text(33))])]),
    Edge(
        "required first",
        [command(options=[option("a", required=True), option("b")])],
        [command(options=[option("a"), option("b", required=True)])],
    ),
    Edge(
        "25 preset choices",
        [command(options=[option(choices=[{"name": f"{n}", "value": "v"} for n in range(25)])])],
        [command(options=[option(choices=[{"name": f"{n}", "value": "v"} for n in range(26)])])],
    ),
    Edge(
        "choices or autocomplete",
        [command(options=[option(autocomplete=True)])],
        [command(options=[option(autocomplete=True, choices=[{"name": "n", "value": "v"}])])],
    ),
    Edge(
        "groups nest once",
        [command(options=[option("g", 2, options=[option("s", 1, options=[option()])])])],
        [command(options=[option("g", 2, options=[option("h", 2, options=[option("s", 1)])])])],
    ),
    Edge("8000 characters", [weight(8000)], [weight(8001)]),
)
