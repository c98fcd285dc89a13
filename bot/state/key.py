"""The key of the digests: a file of its own, so that a copy of the database alone tells nothing of anybody."""

from __future__ import annotations

import logging
import os
import secrets
from pathlib import Path
from tempfile import NamedTemporaryFile

from bot.core.records import KEY_BYTES

NAME = "digests.key"

_log = logging.getLogger(__name__)


def key_of(folder: Path) -> bytes:
    """The folder's key, made at first use and readable by the bot's user alone.

    Where none can be kept, one for as long as the program runs: nobody's rows are found again after it.
    """
    path = folder / NAME
    try:
        if not path.exists():
            _make(path)
        key = path.read_bytes()
    except OSError as error:
        _log.warning("%s cannot be kept (%s): people are not recognised after a restart", path, error.strerror)
        return secrets.token_bytes(KEY_BYTES)
    if len(key) != KEY_BYTES:
        _log.warning("%s is not a key: people are not recognised after a restart. Delete it, and one is made.", path)
        return secrets.token_bytes(KEY_BYTES)
    return key


def _make(path: Path) -> None:
    """Of several processes that make it at once, all go on with the same one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:  # mode 0600
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    made = Path(file.name)
    try:
        path.hardlink_to(made)
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links
        made.replace(path)
    made.unlink(missing_ok=True)
