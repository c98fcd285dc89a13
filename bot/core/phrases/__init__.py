"""Every sentence that a member reads, in one table. Whoever wants another language starts here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bot.core.model import Quote, Source, Speaker, Topic
from bot.core.records import Personal

NO_ANSWER: Final = "That is not on the record: {names} was not asked it, or it is not quoted here."
NO_ANSWER_OF_SEVERAL: Final = (
    "That is not on the record: nobody interviewed here was asked it, or it is not quoted here."
)
NEAREST: Final = "Not sure what you mean. The record has something on:"
NEAR_TWIN: Final = "On that I have nothing; {names} was asked:"
NEAR_TWIN_OF_SEVERAL: Final = "On that I have nothing; what was asked:"
NEAREST_AFTER_NO: Final = "The nearest topics are:"
PEOPLE: Final = "the people interviewed"
ASK_ME: Final = "Ask me something, and I answer in the words of {names}. `/topics` shows what there is."
CHITCHAT: Final = (
    "I am a bot, and glad to help: ask me something{example}, and I answer in the recorded words of {names}. `/topics` "
    "shows what there is."
)
ONLY_ENGLISH: Final = "I only know English. Ask me in English, and I answer in the recorded words of {names}."
DISTRESS: Final = (
    "That sounds very hard, and I am only a bot that looks for quotes: please talk to somebody now, a person you trust "
    "or a helpline near you, which https://findahelpline.com finds."
)
TOPICS: Final = "The record answers these:"
ABOUT: Final = (
    "I answer in people's own recorded words: each quote stands, word for word, in a published interview, "
    "and is proved against it. Nothing is generated. When the record holds no answer, I say so."
)
HOW_TO_ASK: Final = "Ask with `/ask`, or mention me in a message or in a reply to one. `/topics` shows what there is."
EXAMPLES: Final = "For example:"
WELCOME: Final = (
    "Hello! I answer questions in the words of {names}: word for word from published interviews, with a link, or not "
    "at all. Ask with `/ask`, or mention me; `/help` shows examples. Whoever manages this server sets with `/settings` "
    "where I answer."
)
ABOUT_SOURCES: Final = "The words belong to those who spoke and published them, and are under no free licence:"
ABOUT_REMOVAL: Final = (
    "To have a quote taken down, write to the people who run this bot, or open an issue in the project "
    "On the Record. No reason is needed."
)
ABOUT_MORE_SOURCES: Final = "These are the first of {count} interviews; `/sources` lists them all."
PRIVACY: Final = (
    "I keep neither names nor ids of those who ask: in their place stands a code that only I can make of an id. "
    "For {days} days I keep\n"
    "- which of my messages answered which message, and which quotes they showed;\n"
    "- votes: Helpful, Not what I asked.\n"
    "{questions}\n"
    "Of a question that I answered I keep a code, not the words. {log} "
    "Whoever changes quotes is named with the change."
)
LOG_WITHOUT_WORDS: Final = "My log says what was decided, never what was asked."
LOG_WITH_WORDS: Final = (
    "My log says what was decided and, of what was put to me in a server's channel, what was asked; never what was "
    "asked in private."
)
QUESTIONS_KEPT: Final = (
    "Questions put to me in a server's channel that I could not answer, or not as they were meant, I keep for {days} "
    "days, in their words, so that those who run me see what is missing; others only if you press Send to moderators."
)
NO_QUESTIONS_KEPT: Final = "Questions that I could not answer I do not keep."
FORGET: Final = "Delete what is kept of me"
NOT_FORGOTTEN: Final = "I could not delete it just now. Please try again later."
CITED: Final = "{title}. {published}Retrieved {retrieved}."
CITED_WORDS: Final = "{name}, in {title}. {published}Retrieved {retrieved}."
WORDS_OF: Final = "Words of {name}"

KNOWLEDGE_DEGRADED: Final = (
    "**Something is wrong in the knowledge.** All that is right is live; what was right before stays as it was."
)
KNOWLEDGE_FIXED: Final = "**The knowledge is in order again.** All of it is live."
MORE_PROBLEMS: Final = "And {count} more; `ontherecord check` shows them all."

PAGE: Final = "Page {number} of {count}."
PREVIOUS_PAGE: Final = "Previous page"
NEXT_PAGE: Final = "Next page"
TOPICS_OF: Final = "{title} answers these:"
NO_TOPICS: Final = "There is nothing on the record here yet."
CHOOSE_TOPIC: Final = "Choose a topic"
CHOOSE_INTERVIEW: Final = "Choose an interview"
EVERY_INTERVIEW: Final = "Every interview"
READ_WHOLE: Final = "Read one of these quotes"
NOTHING_FOUND: Final = "No quote holds “{words}”."
NO_SUCH_TOPIC: Final = "There is no topic called “{name}”."
NO_SUCH_QUOTE: Final = (
    "There is no quote with the id “{id}”, or it has been withdrawn. `/search` finds quotes by words."
)
NO_SUCH_PERSON: Final = "Nobody called “{name}” is quoted here. These people are: {names}."
SOURCES: Final = "All quotes are taken from these interviews:"
CITE: Final = "Cite"
CITE_WORDS: Final = "To cite these words:"
QUOTE_ID: Final = "id: {id}"
TOPIC: Final = "topic: {title}"
WHAT_TOPIC: Final = "What it is about"
WHAT_ID: Final = "The id of a quote"
WHAT_PERSON: Final = "Whose words"
WHAT_WORDS: Final = 'The words to look for; "in double quotes" they are looked for as they stand'

WHAT_TO_ASK: Final = "Your question"
TRY_AGAIN: Final = (
    "Something went wrong on my side. Please try again; if it stays, tell the moderators this id: {incident}."
)
WHAT_SOURCE: Final = "Only from this interview"
WHETHER_PRIVATE: Final = "Show the answer to you alone"
NO_SUCH_SOURCE: Final = "I know no interview called “{source}”. While you type, I offer those that I know."

BECAUSE_OF: Final = "because of:"
YOU_ASKED: Final = "you asked: “{question}”"
SOMEBODY_ASKED: Final = "{name} asked: “{question}”"
SHARED_BY: Final = "shared by {name}"
SOMEBODY: Final = "somebody"

NEXT: Final = "Next ({number} of {count})"
SHOW_ALL: Final = "Show all"
IN_CONTEXT: Final = "In context"
SOURCE: Final = "Source"
IN_RECORD: Final = "In the record"
HELPFUL: Final = "Helpful"
NOT_ASKED: Final = "Not what I asked"
DELETE: Final = "Delete"
SHARE: Final = "Share"
SHOW_NEAREST: Final = "Show nearest topics"
OTHER_WORDS: Final = "Ask in other words"

NEAREST_ASIDE: Final = "Not sure what you mean, so I claim nothing. Press the button for what comes nearest."
NEAR_TWIN_ASIDE: Final = "On that I have nothing. Press the button for what was asked that comes nearest."
NEAREST_CHOICE: Final = "The record has something on these. Choose one:"
NEAREST_GONE: Final = "Those topics have been withdrawn. `/topics` shows what there is."
WITHDRAWN: Final = "That quote has been withdrawn."
WITHDRAWN_TOPIC: Final = "That topic has been withdrawn. `/topics` shows what there is."
REST_AT_SOURCE: Final = "The rest stands in the source:"
CONTEXT_OF: Final = "How it stands in the record:"
NOT_CERTAIN_WHO: Final = "somebody, not certain who"
NO_CONTEXT: Final = "The record around that quote is not at hand."
THANKS: Final = "Thank you. That helps to give better answers."
THANKS_ASIDE: Final = "Thank you for telling me. You can ask in other words."
THANKS_NEAREST: Final = "Thank you for telling me. Is it one of these? Or ask in other words."
MAY_NOT_DELETE: Final = "Only whoever asked, or a moderator, can delete that."
MAY_NOT_SHARE: Final = "You cannot write in this channel, so you cannot share it here."
CANNOT_SHARE: Final = "I cannot write in this channel, so I cannot share it here."

FORM_TOO_LATE: Final = "I was too busy to open the form in time. Please try once more."
NOT_ANSWERED: Final = "I could not answer that. Please try again."
UNKNOWN_BUTTON: Final = "I do not know that button any more: it is from an older version of me. Please ask again."

POSTED_ALREADY: Final = "That is posted already."
CANNOT_READ_IT: Final = (
    "I cannot read that message here. Press it long, or click it right: Apps, then *Find the quote*."
)
ANSWERED_ALREADY: Final = "That was answered here a short while ago: {link}"
RESTARTING: Final = "I am restarting just now. Please ask again in a minute."
ASK_LATER: Final = "That was a lot of questions at once. Please ask again in {seconds} seconds."
MISSING_PERMISSIONS: Final = "Somebody asked me something in {channel}, where I cannot reply. I would need: {missing}."
VIEW: Final = "View Channel"
SEND: Final = "Send Messages"
SEND_IN_THREADS: Final = "Send Messages in Threads"
READ_HISTORY: Final = "Read Message History"

_MONTHS: Final = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, as in "1 quote", "2 quotes"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def date(published: str) -> str:
    """Return a date as people write it: "2020-11" is "Nov 2020"; a day, where there is one, comes first.

    An unknown date stays "".
    """
    year, *rest = published.split("-")
    month = [_MONTHS[int(rest[0]) - 1]] if rest else []
    day = [str(int(rest[1]))] if len(rest) > 1 else []
    return " ".join([*day, *month, year])


def said(quote: Quote) -> str:
    """Return all that follows the name: who they were then, when they said it, and what they had been asked."""
    parts = [f"then {quote.speaker.described}"] if quote.speaker.described else []
    parts += [date(quote.source.published)] if quote.source.published else []
    if quote.asked:
        parts.append(f"asked{' earlier' if quote.is_asked_earlier else ''}: “{quote.asked}”")
    return ", ".join(parts)


def published(source: Source) -> str:
    """Return the title and whose publication it is."""
    return f"{source.title} ({source.author})" if source.author else source.title


def joined(*parts: str) -> str:
    """Return what is known of several things, with commas between."""
    return ", ".join(filter(None, parts))


def names(speakers: Iterable[Speaker]) -> str:
    """Return the names of the people interviewed, as in a sentence."""
    interviewed = list(dict.fromkeys(speaker.name for speaker in speakers if speaker.role == "interviewee"))
    return " and ".join([", ".join(interviewed[:-1]), interviewed[-1]] if len(interviewed) > 1 else interviewed)


def because_of(words: Iterable[str]) -> str:
    """Say why a quote was found: the words of the question that matched."""
    return f"{BECAUSE_OF} {', '.join(words)}"


def no_answer(speakers: Sequence[Speaker]) -> str:
    who = names(speakers)
    return NO_ANSWER_OF_SEVERAL if " and " in who or not who else NO_ANSWER.format(names=who)


def nearest(speakers: Sequence[Speaker], *, is_twin: bool) -> str:
    """What stands above topics to choose from; `is_twin`: the first is near, and yet another question."""
    who = names(speakers)
    if not is_twin:
        return NEAREST
    return NEAR_TWIN_OF_SEVERAL if " and " in who or not who else NEAR_TWIN.format(names=who)


def welcome(speakers: Sequence[Speaker]) -> str:
    return WELCOME.format(names=names(speakers) or "the people interviewed")


def ask_me(speakers: Sequence[Speaker]) -> str:
    return ASK_ME.format(names=names(speakers) or PEOPLE)


def chitchat(speakers: Sequence[Speaker], topics: Iterable[Topic]) -> str:
    """Say what can be asked, with the first topic that is titled by a question as an example."""
    title = next((topic.title for topic in topics if topic.title.endswith("?")), "")
    example = f", such as “{title}”" if title else ""
    return CHITCHAT.format(example=example, names=names(speakers) or PEOPLE)


def only_english(speakers: Sequence[Speaker]) -> str:
    return ONLY_ENGLISH.format(names=names(speakers) or PEOPLE)


def listed(topics: Iterable[Topic]) -> str:
    """Return the titles, one a line."""
    return "\n".join(f"- {topic.title}" for topic in topics)


def found(total: int, words: str, *, has_more: bool) -> str:
    """Say how many quotes hold the words, and whether these are only the first of them."""
    count = "One quote holds" if total == 1 else f"{total} quotes hold"
    return f"{count} “{words}”.{' These are the first ones; more words find fewer.' if has_more else ''}"


def told_of(source: Source, count: int) -> str:
    """Say who published it and when, whose words are in it, and how many of them are quoted."""
    speakers = sorted(source.speakers.values(), key=lambda speaker: speaker.role != "interviewee")
    people = ", ".join(dict.fromkeys(speaker.name for speaker in speakers))
    known = joined(source.author, date(source.published))
    return f"{f'{known}. ' if known else ''}With {people}. {counted(count, 'quote')}."


def what_is_kept(days: int, question_days: int, *, logs_words: bool) -> str:
    """Say what the bot keeps of those who ask; 0 days where it keeps no question."""
    questions = QUESTIONS_KEPT.format(days=question_days) if question_days else NO_QUESTIONS_KEPT
    return PRIVACY.format(days=days, questions=questions, log=LOG_WITH_WORDS if logs_words else LOG_WITHOUT_WORDS)


def kept_of_you(kept: Personal | None) -> str:
    """Say how much is kept of whoever reads it; None where that is not known."""
    if kept is None:
        return "How much of this is yours I cannot tell just now."
    return f"Yours of this: {_personal(kept)}." if kept.total else "Nothing of this is yours."


def forgotten(dropped: Personal) -> str:
    """Say what was deleted of whoever reads it."""
    return f"Deleted: {_personal(dropped)}." if dropped.total else "There was nothing of yours."


def _personal(kept: Personal) -> str:
    """List what is kept, counted, without what there is none of."""
    counts = {"answer": kept.replies, "question": kept.questions, "vote": kept.votes}
    return ", ".join(counted(count, name) for name, count in counts.items() if count)


PICK: Final = "Which one fits? I reply to that message with the one that you pick."
PICK_UNSURE: Final = "Not sure what is meant there. These come nearest; if one fits, pick it, and I reply with it."
NO_WORDS: Final = "There are no words in that message that I could look for. You can ask in your own:"
FOUND_BY: Final = "found by {name}"
FOR_MESSAGE: Final = "for this message: {link}"
REPLIED: Final = "Thank you. It stands here: {link}"
REPLIED_ALREADY: Final = "That message was given this quote already: {link}"
POSTED: Final = "Thank you. I have posted it with a link to the message."
CANNOT_REPLY: Final = "I cannot reply in this channel. I would need: {missing}."
COULD_NOT_REPLY: Final = "I could not reply: the message is gone, or I may not write here any more."
SILENT_HERE: Final = "The moderators want me to keep silent in this channel, so what I say here stays private."

# What Discord shows instead of a command's name or description: for each locale as Discord writes it ("de", "pt-BR"),
# the English text and its translation. Names are lower case, without spaces. What is left out stays English.
TRANSLATIONS: Final[Mapping[str, Mapping[str, str]]] = {}
