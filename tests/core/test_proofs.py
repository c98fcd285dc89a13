"""What was proved before is not proved again, and nothing comes out differently for it."""

from __future__ import annotations

import pytest

from bot.core.proof import quote as proving
from bot.core.proof.admit import admit
from bot.core.proof.quote import Proofs
from tests.core.drafts import ORIGINAL, quote, record, topic

PROJECT = quote("One small project helped me most.", id="project")
ALONE = quote("I sat alone for weeks.", id="alone")
INVENTED = quote("I never said this.", id="invented")


def test_an_edit_gives_what_a_fresh_admission_gives() -> None:
    """Quotes come and go, are mended and spoiled, and the transcript is lost and comes back."""
    before = Proofs()
    states = [
        [record(topic(PROJECT, ALONE))],
        [record(topic(PROJECT))],
        [record(topic(PROJECT, INVENTED))],
        [record(topic(ALONE, PROJECT), topic(INVENTED, id="other"))],
        [record(topic(PROJECT, ALONE), text=ORIGINAL.replace("One small project", "A small project"))],
        [record(topic(PROJECT, ALONE), sha256="0" * 64)],
        [],
        [record(topic(PROJECT, ALONE))],
    ]
    for drafts in states:
        assert admit(drafts, (), before) == admit(drafts)


def test_only_what_changed_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """One quote mended: one quote proved."""
    proved: list[str] = []

    def counted(draft, record):
        proved.append(draft.id.text)
        return prove_quote(draft, record)

    prove_quote = proving.prove_quote
    monkeypatch.setattr(proving, "prove_quote", counted)
    before = Proofs()
    admit([record(topic(PROJECT, INVENTED))], (), before)
    admit([record(topic(PROJECT, ALONE))], (), before)
    assert proved == ["project", "invented", "alone"]
