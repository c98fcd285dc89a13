"""What curators are told on Discord."""

from __future__ import annotations

from typing import Final

CURATE: Final = "Add to what I know, mend it, see how it stands."
NOT_HERE: Final = "What I know is changed from the curators' own server alone. Please use this there."
MAY_NOT_CURATE: Final = "Only curators can do that: the people and roles that whoever runs me has named."

WHAT_TO_TRY: Final = "What somebody might ask"
TRY_ANOTHER: Final = "Try another question"
TRIED: Final = "**{decision}**; {matched}."
TRIED_UNASKED: Final = "Said in a channel, to nobody: {decision}."
TRIED_UNDER: Final = "under {topic}"

IN_ORDER: Final = "**All is well.** Everything in the knowledge is live."
HOLDS: Final = "{quotes} quotes under {topics} topics of {sources} interviews, found by {tier}."
SINCE: Final = "Served since {since}; the files were read last {read}, in {ms:.0f} ms."
NOT_READ: Final = "The files could not be read anew: {failure}"
AS_BEFORE: Final = "Served as it was before: {what} ({file})."
NOTHING_LOST: Final = "All that was to be remembered since the start is remembered."
LOST: Final = "What could not be remembered since the start: {lost}."
NOT_WRITABLE: Final = "Just now nothing can be remembered."
