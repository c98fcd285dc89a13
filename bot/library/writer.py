"""Changes of a knowledge folder: proved first, then written whole or not at all, by one program at a time."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from bot.core.curation.requests import Proposal
from bot.core.edits import Edit, ImpossibleError
from bot.durable import replacing, sweep
from bot.errors import EditError
from bot.library.folder import MAX_BYTES, called, contents, real_path
from bot.library.text import UnreadableError
from bot.library.writing.edits import revise

LOCK_NAME = ".ontherecord.lock"
_STEP_S = 0.05

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


@contextmanager
def locked(folder: Path, wait_s: float) -> Iterator[None]:
    """Hold the folder's lock. Raises EditError where another holds it that long, OSError where there can be none."""
    descriptor = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o666)
    until_s = time.monotonic() + wait_s
    try:
        while not _is_taken(descriptor):
            if time.monotonic() >= until_s:
                message = f"Another program is changing {folder.name}/ just now, so nothing was written. Try again."
                raise EditError(message)
            time.sleep(_STEP_S)
        yield
    finally:
        os.close(descriptor)


def _is_taken(descriptor: int) -> bool:
    """Try to take the lock, which ends with the descriptor."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


WAIT_S = 10.0


class Writer:
    """Writer of one folder. Its methods block on files and locks; where they raise EditError, nothing was written."""

    def __init__(self, folder: Path, wait_s: float = WAIT_S) -> None:
        self._root = Path(os.path.realpath(folder))
        self._wait_s = wait_s

    def propose(self, file: str, edit: Edit) -> Proposal:
        """Return the edit of a file as it is now, unwritten. `file` is named as in drafts: "knowledge/talk.yaml"."""
        name = Path(file).name
        with _sentences(called(self._root, name)):
            proposal = revise(contents(self._root, name), called(self._root, name), edit)
        if len(proposal.new) > MAX_BYTES:
            raise EditError(f"{proposal.file} would become larger than 5 MB. Make several sources of it.")
        return proposal

    def write(self, proposal: Proposal) -> None:
        """Replace the file; when this returns, not even a power cut undoes it."""
        name = Path(proposal.file).name
        with _sentences(proposal.file), locked(self._root, self._wait_s):
            path = real_path(self._root, name)
            self._refuse_changed(proposal)
            if not os.access(path, os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            sweep(path)
            with replacing(path, is_same_owner=True) as file:
                file.write(proposal.new)
                self._refuse_changed(proposal)

    def _refuse_changed(self, proposal: Proposal) -> None:
        if contents(self._root, Path(proposal.file).name) != proposal.old:
            message = f"{proposal.file} was changed by somebody else meanwhile, so nothing was written."
            raise EditError(f"{message} Look at it, and make your change again.")


class Closed:
    """Writer of a folder that nobody is to change: every edit of it ends with the reason."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def propose(self, file: str, edit: Edit) -> NoReturn:  # noqa: ARG002 - as every folder
        raise EditError(self._reason)

    def write(self, proposal: Proposal) -> NoReturn:  # noqa: ARG002 - as every folder
        raise EditError(self._reason)


@contextmanager
def _sentences(file: str) -> Iterator[None]:
    """Turn every failure into an EditError that a person can act on."""
    try:
        yield
    except ImpossibleError as impossible:
        raise EditError(str(impossible)) from None
    except UnreadableError as unreadable:
        problem = unreadable.problem
        raise EditError(f"{problem.location}: {problem.message} {problem.fix}") from None
    except OSError as error:
        fix = "Nothing was changed; try again."
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            fix = "Make room on that disk, then try again."
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            fix = "Let the bot's user write the file and its folder, and own the file."
        raise EditError(f"{file} cannot be written: {error.strerror}. {fix}") from None
