"""What is said to whoever changes the knowledge, on Discord and on the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from bot.core.answer import Abstention, Answer, Decision, Mode, Policy, Suggestions
from bot.core.curation.lookup import one_line
from bot.core.drafts import Problem, Severity
from bot.core.matching import Match, Ranking
from bot.core.records import Change, ChangeKind, Decided, Reason

if TYPE_CHECKING:
    from bot.core.curation.impact import ChangedAnswer, Impact, ProbeResult
    from bot.core.curation.lookup import LocatedWords
    from bot.core.curation.requests import Plan

CHANGED_SINCE: Final = "The knowledge has changed since this was shown."
PREVIEW_GONE: Final = "I do not have that preview any more: it is too old, or I was restarted. Please make it again."
CHANGED_MEANWHILE: Final = "{file} was changed meanwhile{by}, so nothing was written."
MAKE_AGAIN: Final = "Please make the preview again."
FORM_CHANGED: Final = "The form says something else than what was previewed. This is what would come of it now."
NOT_JUDGED: Final = "Choose what the answer should have been, or write the words of the record that answer it."
NONE_CHOSEN: Final = "No question was chosen, so nothing was done."
NOTHING_TO_TAKE: Final = "There is nothing to take."
WORTHS: Final = (
    "The hardest test, each while a fifth of all is left out: {before} of {asked} find their topic now, {after} then.",
    "Of {asked} questions asked in it, {before} find their answer by its own words now, {after} with these ways.",
)
UNKNOWN_KEYS: Final = "No topic has the key {keys}: what stands below is left out."
CHANGES: Final = "{count} changes, since they stand in several files: `ontherecord undo` takes back one at a time."
BY_ASSISTANT: Final = "drafted by an assistant"
IS_WRONG: Final = "Nothing was written: {problem}"
NOTHING_LEFT: Final = "Nothing would be left to answer from, so nothing was written."
NOTHING_TO_UNDO: Final = "There is no change to take back."
NO_SUCH_CHANGE: Final = "There is no change {number}. The history lists them all."
HISTORY_UNREAD: Final = "I cannot read the history just now, so nothing is taken back. Please try again later."
UNDONE_ALREADY: Final = "Change {number} is taken back already."
CANNOT_UNDO: Final = "How to take change {number} back was not kept: take it back by hand."
SHIPPED: Final = (
    "This bot answers from the knowledge that came with the program, which an update would overwrite. "
    "Make one of your own (ontherecord init DIR), and let the setting 'knowledge' name it."
)
FOUND: Final = "{speaker} says this in {source}, turn {turn}{asked}."
SAID_OFTEN: Final = (
    "These words are said {places} times; this is one of them. With more of the words there is no doubt."
)
INTERVIEWERS_WORDS: Final = "Is it meant so? These are words of {speaker}, who asks the questions."
NAME_INTERVIEWER: Final = "These are words of {speaker}, who asks the questions. If they are meant, add --speaker {id}."
LEFT_OUT: Final = "Left out: {words}."
STANDS_ALREADY: Final = "Words of it stand already in {quotes}."
WITHDRAWN_ALREADY: Final = "These words were withdrawn on {since} as {id}: {reason}"
WRITTEN: Final = "What you wrote:"
RECORDED: Final = "What the record says:"
CHECK_WOULD_SAY: Final = "`check` would say:"
NO_IMPACT: Final = "None of {asked} questions would get another answer."
IMPACT: Final = "Of {asked} questions, {changed} would get another answer: {worse} worse, {better} better."
NOTHING_THERE: Final = "It would not be shown any more."
IT_WOULD_SAY: Final = "It would be shown like this:"
NO_HISTORY: Final = "No change is noted."
NOT_NOTED: Final = "It is live, but I could not note it in the history, so undo does not know of it."

_CUT_CHARS = 300
_DONE: Final[Mapping[ChangeKind, str]] = {
    ChangeKind.ADD: "added",
    ChangeKind.EDIT: "changed",
    ChangeKind.RETIRE: "withdrawn",
    ChangeKind.RESTORE: "restored",
    ChangeKind.UNDO: "taken back",
}
_ORIGINS: Final[Mapping[str, str]] = {
    "phrasing": "",
    "evaluation": ", of the questions with known answers",
    "unanswered": ", asked in vain",
    "not_what_i_asked": ", answered amiss",
}
_SEVERITY: Final[Mapping[Severity, str]] = {
    Severity.ERROR: "Error",
    Severity.WARNING: "Warning",
    Severity.ADVICE: "Advice",
}


def done(kind: ChangeKind, subject: str) -> str:
    """Say what was done, as in "added talk/one-small-project"."""
    return f"{_DONE[kind]} {subject}"


def told(change: Change, number: int | None) -> str:
    """Say that it is done, and what takes it back."""
    sentence = f"{done(change.kind, change.subject).capitalize()}."
    return f"{sentence} It is change {number}." if number else f"{sentence} {NOT_NOTED}"


def would(plan: Plan) -> str:
    """Say what would be done, as in "talk/one-small-project would be added (knowledge/talk.yaml)."."""
    subject = f"Change {plan.undoes}, of {plan.subject}," if plan.undoes else plan.subject
    return f"{subject} would be {_DONE[plan.kind]} ({plan.file})."


def found(words: LocatedWords) -> str:
    """Say who says pasted words, where, and what had been asked."""
    asked = f", asked: “{words.asked}”" if words.asked else ""
    return FOUND.format(speaker=words.speaker.name, source=words.source.title, turn=words.turn, asked=asked)


def known(words: LocatedWords) -> Iterator[str]:
    """Say what the records and the files know of pasted words: what they leave out, and where they stand already."""
    if not words.is_answer:
        yield INTERVIEWERS_WORDS.format(speaker=words.speaker.name)
    if words.left_out:
        yield LEFT_OUT.format(words=", ".join(f"“{_shortened(cut)}”" for cut in words.left_out))
    if words.places > 1:
        yield SAID_OFTEN.format(places=words.places)
    if words.standing:
        yield STANDS_ALREADY.format(quotes=", ".join(quote.id for quote in words.standing))
    for one in words.retired:
        yield WITHDRAWN_ALREADY.format(since=one.since, id=f"{words.source.id}/{one.id}", reason=one.reason)


def _shortened(cut: str) -> str:
    flat = one_line(cut)
    return (
        flat if len(flat) <= _CUT_CHARS else f"{flat[: _CUT_CHARS // 2].rstrip()} … {flat[-_CUT_CHARS // 2 :].lstrip()}"
    )


def impact_head(impact: Impact) -> str:
    """Say how many questions would get another answer."""
    if not impact.changed:
        return NO_IMPACT.format(asked=f"{impact.asked:,}")
    asked, changed = f"{impact.asked:,}", len(impact.changed)
    return IMPACT.format(asked=asked, changed=changed, worse=impact.worse, better=impact.better)


def changed_line(change: ChangedAnswer) -> str:
    """Say whether it is worse, the question, and what it gets before and after."""
    how = "Worse" if change.gain < 0 else "Better" if change.gain > 0 else "Changed"
    question = f"“{one_line(change.question)}”"
    before, after = _result(change.before, change.merit_before), _result(change.after, change.merit_after)
    return f"{how}{_ORIGINS[change.origin]}: {question} gets {before} now, and would get {after}."


def _result(result: ProbeResult, merit: int | None) -> str:
    if result.decided is Decided.ANSWER:
        return result.quote
    if not result.suggested:
        return "no answer"
    among = {1: ", without the right one", 2: ", the right one among them"}
    return f"topics to choose from{among.get(-1 if merit is None else merit, '')}"


def problem_line(problem: Problem) -> str:
    """Say how bad a problem is, where, what, and the way out; without the nearest passage."""
    return f"{_SEVERITY[problem.severity]}, {problem.location}: {problem.message} {problem.fix}"


def change_line(change: Change) -> str:
    """Say of a change its number, when, who, what, and why if somebody said so."""
    return f"{change.id}. {change.changed_at:%Y-%m-%d %H:%M}, {who_changed(change)}"


def who_changed(change: Change) -> str:
    """Say of a change who made it, what it is, and why if somebody said so."""
    undone = f" (change {change.undoes})" if change.undoes else ""
    why = f": {change.why}" if change.why else ""
    return f"{change.curator}: {done(change.kind, change.subject)}{undone}{why}"


_BEHIND_BY = 2


def decided(decision: Decision, ranking: Ranking, policy: Policy, mode: Mode = Mode.ASK) -> str:
    """Say what was decided, and the thresholds that it rests on."""
    name, value = ("answer_at", policy.answer_at) if mode is Mode.ASK else ("message_at", policy.message_at)
    sure, answer_at = f"confidence {ranking.confidence:.3f}", f"{value} ({name})"
    if ranking.differences:
        differing = ", ".join(f"{difference} {chance:.2f}" for difference, chance in ranking.differences.items())
        sure += f" ({ranking.nearness:.3f} less what differs from what was asked: {differing})"
    suggest_at = f"{policy.suggest_at} (suggest_at)"
    if isinstance(decision, Answer):
        return f"answer: {sure} reaches {answer_at}"
    if isinstance(decision, Suggestions) and decision.is_twin:
        return f"suggestions: {sure} does not reach {answer_at}, but without what differs it would"
    if not isinstance(decision, Abstention):
        return f"suggestions: {sure} reaches {suggest_at}, not {answer_at}"
    if decision.reason or not ranking.matches:
        no_question = f"it is no question to the record ({decision.reason})"
        return f"abstention: {no_question if decision.reason else 'nothing on the record shares anything with it'}"
    if mode is Mode.ASK:
        return f"abstention: {sure} does not reach {suggest_at}"
    return f"abstention: {sure} does not reach {answer_at}" if ranking.asks else "abstention: it plainly asks nothing"


def matched(ranking: Ranking) -> str:
    """Say which words of the question the first quote shares."""
    return f"words that matched: {', '.join(ranking.matched) or 'none that tell topics apart'}"


def parts(match: Match) -> list[tuple[str, float]]:
    """Return what each feature gave to the score, the most first."""
    return sorted(match.features.items(), key=lambda part: -part[1])


def behind(first: Match, other: Match) -> str:
    """Say why another quote does not stand first: how far it is behind, and by which features most."""
    if other.score > first.score:
        return "found by another question in it"
    lost = {name: part - other.features.get(name, 0.0) for name, part in first.features.items()}
    most = sorted((name for name in lost if lost[name] > 0), key=lambda name: -lost[name])[:_BEHIND_BY]
    by = ", ".join(f"{name} ({lost[name]:.3f})" for name in most)
    distance = first.score - other.score
    return f"{distance:.3f} behind the first{f', most by {by}' if by else ''}"


SEND: Final = "Send to moderators"
SENT: Final = "Thank you. Those who keep the record see your question, without your name."
NOT_KEPT: Final = "Nothing is kept here for moderators, so I sent nothing."
CANNOT_SEND: Final = "I cannot find your question any more, so I sent nothing. Please ask it again."

NOTHING_OPEN: Final = "No question is without an answer."
OPEN_UNKNOWN: Final = (
    "I cannot tell whether questions are without an answer: just now what is asked is not kept, or not read."
)
NOTHING_LISTED: Final = "No question is on the list for the next interview."
NEXT_INTERVIEW: Final = "Questions for the next interview"
OPEN: Final = "Questions without an answer"
NO_SUCH_GROUP: Final = "There is no open question {number}: it was settled meanwhile, or it is older than 30 days."
SET_ASIDE: Final = "Set aside as off-topic: “{text}”."
LISTED: Final = "On the list for the next interview: “{text}”."
HAS_BLANKS: Final = "What could tell who asked is blanked: “{draft}”. Write it as people would ask, with --as."
NOT_SETTLED: Final = "I could not write that down. Please try again later."

OFF_TOPIC: Final = "Off-topic"
FOR_NEXT: Final = "For the next interview"
BACK: Final = "Back to the list"
TAKE_BACK: Final = "Take that back"
TAKEN_BACK: Final = "These questions are open again."
NOT_TAKEN_BACK: Final = "That was too long ago to be taken back here."
CHOOSE_GROUP: Final = "Choose one"
CHOOSE_TOPIC: Final = "Give it to a topic, as a way of asking"
GIVE: Final = "Give it to a topic"
GIVES: Final = "It answers what was {why}."
NO_SUCH_TOPIC: Final = "There is no topic called “{name}”, so nothing was done."
OTHER_TOPIC: Final = "Another topic"
WHICH_TOPIC: Final = "Its id or its title"
AS_PEOPLE_ASK: Final = "As people would ask"
AS_TO_ASK: Final = "As it is to be asked"
LOOK_IT_OVER: Final = "Mentions, links, numbers and what looks like a name are blanked. Please look it over."
NEAR: Final = "Nearest topics: {topics}"
ALSO: Final = "Asked in other words:"
MORE_WORDINGS: Final = "And in {count} more ways."
INTERVIEW_LIST: Final = "The list for the next interview"
EXPORT: Final = "Export as Markdown"
EXPORTED: Final = "The questions for the next interview, to be taken along:"
EXPORT_NAME: Final = "questions-for-the-next-interview.md"
TAKE_OFF: Final = "Take one off the list"

_WHY: Final[Mapping[Reason, str]] = {
    Reason.ABSTENTION: "without an answer",
    Reason.SUGGESTIONS: "with nearest topics in its place",
    Reason.NOT_ASKED: "with an answer that was not what was asked",
}


def why_open(times: int, people: int, reasons: Mapping[Reason, int]) -> str:
    """Say how often it was asked, by how many, and what they got in place of an answer."""
    how_often = asked(times, people).capitalize()
    if len(reasons) == 1:
        [reason] = reasons
        return f"{how_often}, {'each time ' if times > 1 else ''}{_WHY[reason]}."
    told = ", ".join(f"{count} {_WHY[reason]}" for reason, count in reasons.items())
    return f"{how_often}: {told}."


def why_given(times: int, people: int) -> str:
    """Say why a way of asking was added, for the history."""
    return f"{asked(times, people)} without an answer"


def asked(times: int, people: int, not_asked: int = 0) -> str:
    """Say how often, and by how many; `not_asked`: how many of these got an answer that was not what they asked."""
    if times == 1:
        return f"asked once{', “Not what I asked”' if not_asked else ''}"
    amiss = f", {not_asked} of them “Not what I asked”" if not_asked else ""
    return f"asked {times} times by {'one person' if people == 1 else f'{people} people'}{amiss}"
