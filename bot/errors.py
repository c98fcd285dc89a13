"""Everything that can end a command, each with one sentence that a person can act on.

    OnTheRecordError
    ├── ConfigError          a setting is unknown, missing or of the wrong kind
    ├── KnowledgeError       the knowledge folder cannot be used at all
    └── TokenError           the service has no token, or Discord refuses it

Ordinary outcomes are values instead: Answer, Suggestions, Abstention, Problem.
"""

from __future__ import annotations


class OnTheRecordError(Exception):
    """Its text is shown to the person as it is; `exit_code` ends the command."""

    exit_code = 2


class ConfigError(OnTheRecordError):
    """config.yaml cannot be used: the sentence names the key and the way out."""


class KnowledgeError(OnTheRecordError):
    """No answer can be given from this knowledge folder."""


class TokenError(OnTheRecordError):
    """Nothing that a restart would mend: systemd is told so by exit code 78 (EX_CONFIG)."""

    exit_code = 78
