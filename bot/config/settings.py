"""The settings and their types: what each may be, and what it is where nothing is set."""

from __future__ import annotations

import re
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

# The description of each type says, in an error, what a setting must be.
Share = Annotated[float, Meta(ge=0, le=1, description="a number from 0 to 1")]
Count = Annotated[int, Meta(ge=1, le=1000, description="a whole number from 1 to 1000")]
Days = Annotated[int, Meta(ge=0, le=3650, description="a whole number from 0 to 3650")]
Minutes = Annotated[int, Meta(ge=0, le=1440, description="a whole number from 0 to 1440")]
Flag = Annotated[bool, Meta(description="true or false")]
Name = Annotated[str, Meta(pattern=r"^[^\x00]+$", description="the name of a file or folder")]
Sentence = Annotated[
    str, Meta(pattern=r"^[^\x00]*\S[^\x00]*$", max_length=1000, description="a text of 1000 characters at most")
]
Snowflake = Annotated[int, Meta(ge=1, le=2**63 - 1, description="an id: a whole number")]
Snowflakes = Annotated[tuple[Snowflake, ...], Meta(description="a list of ids, such as [123456789012345678]")]
ChannelId = Annotated[int, Meta(ge=1, le=2**63 - 1, description="the id of a channel: a whole number")]
ShardIds = Annotated[
    str,
    Meta(pattern=r"^[0-9]{1,4}(-[0-9]{1,4})?$", description="the number of a shard, or the first and the last: 0-15"),
]
Listen = Annotated[
    str,
    Meta(
        pattern=r"^(off|(127(\.\d{1,3}){3}|localhost|\[::1\]):\d{1,5})$",
        description="off, or an address of this machine itself, such as 127.0.0.1:9464",
    ),
]
_HTTP = r"^https?://[^\s\x00/?#@]+(/[^\s\x00?#]*)?$"
HttpUrl = Annotated[
    str, Meta(pattern=_HTTP, description="the address of a chat endpoint, such as http://localhost:11434/v1")
]
SiteUrl = Annotated[str, Meta(pattern=_HTTP, description="a web address, such as https://record.example.org")]
Tokens = Annotated[int, Meta(ge=1000, le=100_000_000, description="a whole number from 1000 on")]
Command = Annotated[
    str, Meta(pattern=r"^[^\x00\n]*\S[^\x00\n]*$", description="a command, such as ollama run llama3.1")
]
WebListen = Annotated[
    str,
    Meta(
        pattern=r"^(off|([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5})$",
        description="off, or an address of this machine with a port, such as 127.0.0.1:8090",
    ),
]
WebUrl = Annotated[
    str,
    Meta(
        pattern=r"^(https://[A-Za-z0-9.-]+|http://(localhost|127(\.\d{1,3}){3}|\[::1\]))(:\d{1,5})?/?$",
        description="the address at which browsers reach it, such as https://desk.example.org, without a path",
    ),
]
Line = Annotated[str, Meta(pattern=r"^[^\x00\n]*\S[^\x00\n]*$", max_length=200, description="a text on one line")]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}$", description="the short name of a language, such as en")]
DatabaseUrl = Annotated[
    str,
    Meta(
        pattern=r"^postgresql://([^\s\x00:/@?#]+(:[^\s\x00:/@?#]*)?@)?"  # user:password@
        r"([^\s\x00:/@?#\[\]]*|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?"  # host:port
        r"/[^\s\x00:/@?#]+(\?(?!\S*password=)[^\s\x00#]*)?$",  # /database?options
        description="the URL of a PostgreSQL database, such as postgresql://bot@db.example.org/ontherecord, with other "
        "characters than letters and digits in its password as %40 and the like",
    ),
]


class State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the bot remembers is kept in `folder`, or in the database at `url`.

    `question_days`: for how long it keeps questions without an answer; 0 keeps none.
    """

    folder: Name = "state"
    url: DatabaseUrl | None = None
    question_days: Days = 30

    def __repr__(self) -> str:
        """Leave out the URL, which may hold a password."""
        return f"State({self.folder!r}, {self.url and '[url]'!r}, {self.question_days})"


class Matching(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The confidence (0-1) from which the bot answers, suggests topics, and answers unasked in a channel.

    `semantic`: the encoder by which meaning counts beside words; `weights`: a folder of one's own for it.
    """

    answer_at: Share = 0.88
    suggest_at: Share = 0.5
    message_at: Share = 0.985
    semantic: Literal["auto", "off", "static", "transformer"] = "auto"
    weights: Name | None = None

    def __post_init__(self) -> None:
        if not self.suggest_at <= self.answer_at <= self.message_at:
            raise ValueError("suggest_at, answer_at and message_at must not fall, in this order")


class Shards(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The part of Discord's shards that this process serves: `ids`, such as 0-15, of `count`; without both, all."""

    ids: ShardIds | None = None
    count: Count | None = None

    def __post_init__(self) -> None:
        if (self.ids is None) != (self.count is None):
            raise ValueError("ids and count belong together")
        if self.count and not (self.numbers and self.numbers[-1] < self.count):
            raise ValueError("ids must rise, and end below count")

    @property
    def numbers(self) -> range:
        first, _, last = (self.ids or "0").partition("-")
        return range(int(first), int(last or first) + 1)


class Discord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`token_file`: a file that holds the bot's token and nothing else.

    `message_content`: ask Discord for what members write, so that moderators can open channels to unasked answers.
    """

    token_file: Name | None = None
    message_content: Flag = False
    shards: Shards = Shards()


class RateLimitSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Questions a minute of a member, answers a minute in a channel; minutes for which an answer is not repeated."""

    member_questions: Count = 6
    channel_answers: Count = 20
    repeat_minutes: Minutes = 10


class CuratorSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ids: the servers that have the curators' commands, and the roles and users who may use them there.

    Without roles and users these are the application's owner or team. `channel`: where curators are told what is wrong
    with the knowledge. `questions`: a file of questions with known answers, as for `eval`.
    """

    guilds: Snowflakes = ()
    roles: Snowflakes = ()
    users: Snowflakes = ()
    channel: ChannelId | None = None
    questions: Name | None = None


class Logs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The `form` of the log; `questions`: whether it holds what members ask, in their words."""

    form: Literal["auto", "text", "json"] = "auto"
    questions: Flag = False


class Ops(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`listen`: the address of the pages about health, for this machine alone."""

    listen: Listen = "off"


class Site(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The public record: its `title`, where it stands, whom to write to about it, the language of the interviews."""

    url: SiteUrl | None = None
    title: Line = "On the Record"
    language: Language = "en"
    contact: Line | None = None


class Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sentences in words of one's own. `distress`: what somebody who speaks of killing themselves is told."""

    distress: Sentence | None = None


class DraftingSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The assistant that drafts ways of asking: a chat endpoint (`url`, `model`), or a `command`; without both, none.

    `most_tokens`: of the prompts and the answers of one `ways draft` together, as estimated before it begins.
    """

    url: HttpUrl | None = None
    model: str | None = None
    command: Command | None = None
    most_tokens: Tokens = 500_000

    def __post_init__(self) -> None:
        if (self.url is None) != (self.model is None):
            raise ValueError("url and model belong together")
        if self.url and self.command:
            raise ValueError("either url and model, or command")


class Web(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`listen`: the address of the pages for curators; `url`: where a proxy puts them on the net."""

    listen: WebListen = "off"
    url: WebUrl | None = None

    def __post_init__(self) -> None:
        is_local = re.match(r"off$|(127(\.\d{1,3}){3}|localhost|\[::1\]):", self.listen)
        if not self.url and not is_local:
            raise ValueError("other machines reach that address, so url must say by which https:// address they do")


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`knowledge` is a folder, None for the shipped one; `watch`: how the bot finds out that its files were saved."""

    knowledge: Name | None = None
    state: State = State()
    watch: Literal["auto", "poll", "off"] = "auto"
    matching: Matching = Matching()
    discord: Discord = Discord()
    rate_limits: RateLimitSettings = msgspec.field(name="manners", default=RateLimitSettings())
    curators: CuratorSettings = CuratorSettings()
    phrases: Phrases = Phrases()
    drafting: DraftingSettings = DraftingSettings()
    logs: Logs = Logs()
    ops: Ops = Ops()
    web: Web = Web()
    site: Site = Site()
