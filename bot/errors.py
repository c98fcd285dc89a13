"""Everything that can end a command, each with one sentence that a person can act on.

    OnTheRecordError
    ├── AssistantError       an assistant that is to draft ways of asking does not answer
    │   └── RefusedAssistantError   it never will, as it is set up
    ├── CandidatesError      a file of candidates for `rank` cannot be used
    ├── ConfigError          a setting is unknown, missing or of the wrong kind
    ├── EditError            the knowledge cannot be changed like this, or just now; nothing was written
    ├── EncoderError         sentence vectors cannot be made: weights or a library are missing or not right
    ├── FolderError          a folder for somebody's own bot cannot be made there
    ├── KnowledgeError       the knowledge folder cannot be used at all
    ├── RefusedError         Discord will not have what a verb asked of it
    ├── SiteError            the pages of the record cannot be made or written; what was there stays
    ├── StateError           what the bot keeps (its database) cannot be read or written
    ├── StreamError          standard input or output is closed, or full
    ├── TokenError           the service has no token that can be used, or Discord refuses it
    ├── TranscriptError      a file cannot be imported: nobody can tell from it who says what
    └── UnreachableError     the service cannot reach Discord

Ordinary outcomes are values instead: Answer, Suggestions, Abstention, Problem.
"""

from __future__ import annotations

from collections.abc import Sequence


class OnTheRecordError(Exception):
    """Its text is shown to the person as it is; `exit_code` ends the command."""

    exit_code = 2


class AssistantError(OnTheRecordError):
    """An assistant gave no answer: the sentence says who, and why."""

    exit_code = 1


class RefusedAssistantError(AssistantError):
    """An assistant cannot be asked as it is set up, so that asking again would not help."""

    exit_code = 2


class CandidatesError(OnTheRecordError):
    """A file of candidates has a slip: the sentence names the file and the line."""


class ConfigError(OnTheRecordError):
    """config.yaml cannot be used: the sentence names line, key and way out. No restart helps (EX_CONFIG)."""

    exit_code = 78


class EditError(OnTheRecordError):
    """Nothing was written: the sentence says why, and what to do.

    `nearest`: words that no record holds and the passage nearest to them, as parts: written, recorded, whether they
    differ.
    """

    exit_code = 1

    def __init__(self, message: str, nearest: Sequence[tuple[str, str, bool]] = ()) -> None:
        super().__init__(message)
        self.nearest = nearest


class EncoderError(OnTheRecordError):
    """A tier of meaning cannot be used: the sentence says what is missing and how to get it."""


class FolderError(OnTheRecordError):
    """`init` can make nothing there: the sentence says why, and nothing was overwritten."""


class KnowledgeError(OnTheRecordError):
    """No answer can be given from this knowledge folder."""


class RefusedError(OnTheRecordError):
    """Discord is there, and says no: the sentence holds its reason, down to the field."""

    exit_code = 1


class SiteError(OnTheRecordError):
    """The site stays as it was: the sentence says why, and what to do."""

    exit_code = 1


class StateError(OnTheRecordError):
    """The database is lost, locked, broken, full or not ours. The running bot goes on answering and keeps nothing."""

    exit_code = 1


class StreamError(OnTheRecordError):
    """Nothing can be read or printed."""

    exit_code = 1


class TokenError(OnTheRecordError):
    """There is no usable token. No restart helps, as exit code 78 (EX_CONFIG) tells systemd."""

    exit_code = 78


class TranscriptError(OnTheRecordError):
    """`import` can make nothing of a file: the sentence says why, and nothing of it was written."""


class UnreachableError(OnTheRecordError):
    """The network or Discord fails, so a restart may help."""

    exit_code = 1
