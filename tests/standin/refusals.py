"""The errors that Discord answers, by the codes of its documentation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.standin.shapes import Json, Problem


class RefusalError(Exception):
    """A request that is answered with an error; `problems` say what was wrong with its body, if that was it."""

    def __init__(self, status: int, code: int, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status = status
        self.code = code
        self.message = message
        self.problems = tuple(problems)

    def body(self) -> Json:
        body: Json = {"message": self.message, "code": self.code}
        return body | ({"errors": _tree(self.problems)} if self.problems else {})


def _tree(problems: Sequence[Problem]) -> Json:
    """Discord's nesting: every step of the path is a key, the last one holds `_errors`."""
    tree: Json = {}
    for problem in problems:
        node = tree
        for step in problem.path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": problem.code, "message": problem.message})
    return tree


# Problems for which Discord has a code of its own in place of 50035.
_OWN_CODES: Mapping[str, int] = {"EMPTY_MESSAGE": 50006, "APPLICATION_COMMANDS_MAX": 30032}


def invalid_form(problems: Sequence[Problem]) -> RefusalError:
    for problem in problems:
        if problem.code in _OWN_CODES:
            return RefusalError(400, _OWN_CODES[problem.code], problem.message, problems)
    return RefusalError(400, 50035, "Invalid Form Body", problems)


def unknown(code: int, what: str) -> RefusalError:
    return RefusalError(404, code, f"Unknown {what}")


def unknown_channel() -> RefusalError:
    return unknown(10003, "Channel")


def unknown_guild() -> RefusalError:
    return unknown(10004, "Guild")


def unknown_member() -> RefusalError:
    return unknown(10007, "Member")


def unknown_message() -> RefusalError:
    return unknown(10008, "Message")


def unknown_user() -> RefusalError:
    return unknown(10013, "User")


def unknown_webhook() -> RefusalError:
    return unknown(10015, "Webhook")


def unknown_interaction() -> RefusalError:
    return unknown(10062, "interaction")


def unknown_command() -> RefusalError:
    return unknown(10063, "application command")


def already_acknowledged() -> RefusalError:
    return RefusalError(400, 40060, "Interaction has already been acknowledged.")


def too_many_follow_ups() -> RefusalError:
    return RefusalError(400, 40094, "This interaction has reached the maximum number of follow-up messages")


def too_large() -> RefusalError:
    return RefusalError(413, 40005, "Request entity too large")


def unauthorized() -> RefusalError:
    return RefusalError(401, 0, "401: Unauthorized")


def no_such_route() -> RefusalError:
    return RefusalError(404, 0, "404: Not Found")


def missing_access() -> RefusalError:
    return RefusalError(403, 50001, "Missing Access")


def foreign_message() -> RefusalError:
    return RefusalError(403, 50005, "Cannot edit a message authored by another user")


def closed_dms() -> RefusalError:
    return RefusalError(403, 50007, "Cannot send messages to this user")


def not_a_text_channel() -> RefusalError:
    return RefusalError(400, 50008, "Cannot send messages in a non-text channel")


def missing_permissions() -> RefusalError:
    return RefusalError(403, 50013, "Missing Permissions")


def wrong_channel_kind() -> RefusalError:
    return RefusalError(400, 50024, "Cannot execute action on this channel type")


def expired_token() -> RefusalError:
    return RefusalError(401, 50027, "Invalid Webhook Token")


def archived_thread() -> RefusalError:
    return RefusalError(400, 50083, "Thread is archived")


def unreadable_reply() -> RefusalError:
    return RefusalError(403, 160002, "Cannot reply without permission to read message history")


def thread_exists() -> RefusalError:
    return RefusalError(400, 160004, "A thread has already been created for this message")
