"""What curators are told on Discord."""

from __future__ import annotations

from typing import Final

CURATE: Final = "Add to what I know, mend it, see how it stands."
NOT_HERE: Final = "What I know is changed from the curators' own server alone. Please use this there."
MAY_NOT_CURATE: Final = "Only curators can do that: the people and roles that whoever runs me has named."

NO_SUCH_PAGE: Final = "There is no such page."
PAGE_FAILED: Final = (
    "Something went wrong on my side, and nothing was written. Please try again; if it stays, tell whoever runs me "
    "this id: {incident}."
)
SIGN_IN: Final = "Open this in your browser: it lets you in, once, within five minutes. Show it to nobody."
OPEN_PAGES: Final = "Open the desk"
NO_PAGES: Final = "The desk is switched off: whoever runs me switches it on with the setting web.listen."
CANNOT_TELL: Final = (
    "Discord does not tell me just now whether you may still curate, so nothing was done. Please try again in a minute."
)

WHAT_TO_TRY: Final = "What somebody might ask"
TRY_ANOTHER: Final = "Try another question"
TRIED: Final = "**{decision}**; {matched}."
TRIED_UNASKED: Final = "Said in a channel, to nobody: {decision}."
TRIED_UNDER: Final = "under {topic}"

IN_ORDER: Final = "**All is well.** Everything in the knowledge is live."
HOLDS: Final = "{quotes} under {topics} of {sources}, found by {tier}."
SINCE: Final = "Served since {since}; the files were read last {read}, in {ms:.0f} ms."
AS_BEFORE: Final = "Served as it was before: {what} ({file})."
NOTHING_LOST: Final = "All that was to be remembered since the start is remembered."
LOST: Final = "What could not be remembered since the start: {lost}."
VOTES: Final = "Votes of the last {days} days: {votes}."
VOTES_ON: Final = "{helpful:,} “Helpful”, {not_asked:,} “Not what I asked”"
NO_VOTES: Final = "There are no votes of the last {days} days, or I cannot read them just now."
MORE_VOTES: Final = "and {count} more quotes"
NOT_WRITABLE: Final = "Just now nothing can be remembered."

ADD_AS_QUOTE: Final = "Add as quote"
WHAT_QUOTE: Final = "The quote: type its id; /search finds it by its words"
WHAT_WITHDRAWN: Final = "A quote that was withdrawn: type its id or its words"
WHICH_TOPIC: Final = "The topic it belongs to; without one, I propose some"
WHICH_SOURCE: Final = "The interview it was said in; without one, I look in all"
WHERE_TO_RESTORE: Final = "Another topic than the one where it stood"
WHY_WITHDRAWN: Final = "Why, for those who come after you; members do not see it"
WHY_CHANGED: Final = "Why, for the history"
WHICH_CHANGE: Final = "The number of a change in the history; without one, the last that stands"

ADD_TITLE: Final = "Add a quote"
EDIT_TITLE: Final = "Change a quote"
WORDS: Final = "The words"
WORDS_HINT: Final = "As they stand in the interview; […] for what you leave out"
TOPIC_TITLE: Final = "The title of its topic"
NEW_TOPIC: Final = "The title of a new topic"
NEW_TOPIC_HINT: Final = "Empty: a topic that exists"
ASKED: Final = "What had been asked"
ASKED_HINT: Final = "Empty: what is asked right before the words"
PHRASINGS: Final = "More ways of asking"
PHRASINGS_HINT: Final = "As people would ask for this; one a line"
WHY: Final = "Why"
NOTHING_ASKED_HINT: Final = "Empty: nothing is shown as asked"

WILL_ADD: Final = "**Add this quote?** {subject}, {under}."
WILL_EDIT: Final = "**Change this quote?** {subject}, {under}."
WILL_EDIT_TOPIC: Final = "**Change this topic?** {subject}."
WILL_RETIRE: Final = "**Withdraw this quote?** {subject}."
WILL_RESTORE: Final = "**Bring this quote back?** {subject}, {under}."
WILL_UNDO: Final = "**Take this back?** {subject}."
UNDER: Final = "under *{topics}*"
UNDER_NONE: Final = "under no topic"
SO_SHOWN_BELOW: Final = "What everybody will see stands below."
GOES: Final = "These words go:"
GOES_BELOW: Final = "The words that go stand below."
DIFFERS: Final = "This changes in the file:"
DIFFERS_BELOW: Final = "What changes in the file stands below."
CHECK_IS_FINE: Final = "`check` has nothing to say against it."
CANNOT_CONFIRM: Final = "With that error it cannot be made."
ASKING_ALL: Final = "I am asking every question that I know, to see which of them would get another answer …"
NOT_ASKED_ALL: Final = (
    "I stopped asking what else would change: the knowledge has changed meanwhile, or I am restarting. "
    "Begin once more to see it."
)
AND_MORE: Final = "and {count} more"
AND_MORE_BELOW: Final = "and {count} more, below"
SHOWN_IN: Final = "{count} of my replies of the last {days} days show it; I correct those that I can."

CONFIRM: Final = "Confirm"
CHANGE: Final = "Change"
CANCEL: Final = "Cancel"
TAKE_BACK: Final = "Take it back"
ANOTHER_TOPIC: Final = "Another topic"
A_NEW_TOPIC: Final = "A new topic …"
CANCELLED: Final = "Nothing was changed."
FORM_GONE: Final = "I do not have any more what you typed: it is too old, or I was restarted. Please begin again."
NOTHING_DONE: Final = "**Nothing was changed.** {message}"
TOO_LONG: Final = "That quote is too long for a form of Discord's. Please change it in its file."

DONE: Final = "**{done}.** It is live."
NUMBERED: Final = "It is change {number} in the history."
CORRECTING: Final = "I am correcting the replies that show it …"
CORRECTED: Final = (
    "Replies that showed it: {corrected} corrected, {gone} gone already, {failed} that I could not change."
)
NOT_SHOWN: Final = (
    "No message of the last {days} days that everybody can see showed it. "
    "Messages that only their asker sees cannot be changed; Discord drops them by itself."
)
WITHDRAWN_REPLY: Final = "What stood here has been withdrawn."

HISTORY: Final = "What was changed, the last first:"
NO_HISTORY: Final = "Nothing was changed from Discord or by command yet, or I cannot read the history just now."
CHOOSE_CHANGE: Final = "Look at one of these"
BEFORE: Final = "Before:"
AFTER: Final = "After:"
