"""What an interaction may be answered with, other than a message: deferrals, choices and modals."""

from __future__ import annotations

from collections.abc import Iterator

from tests.standin.components import Kind, walk
from tests.standin.limits.lengths import miscounted, outside, repeated, too_long
from tests.standin.message import Flag
from tests.standin.shapes import Check, Json, Problem


def deferral_fixes_only_who_sees_it(data: Json) -> Iterator[Problem]:
    if (data.get("flags") or 0) & ~Flag.EPHEMERAL:
        yield Problem(("flags",), "BASE_TYPE_CHOICES", "A deferral may carry EPHEMERAL and no other flag")


def choices_are_few(data: Json) -> Iterator[Problem]:
    yield from miscounted(("choices",), data.get("choices") or (), 0, 25)


def choices_are_short(data: Json) -> Iterator[Problem]:
    for position, choice in enumerate(data.get("choices") or ()):
        path = ("choices", position)
        yield from outside((*path, "name"), choice.get("name"), 1, 100)
        if isinstance(choice.get("value"), str):
            yield from too_long((*path, "value"), choice["value"], 100)


def modal_has_a_title(modal: Json) -> Iterator[Problem]:
    yield from outside(("title",), modal.get("title"), 1, 45)
    yield from outside(("custom_id",), modal.get("custom_id"), 1, 100)


def modal_has_one_to_five_parts(modal: Json) -> Iterator[Problem]:
    yield from miscounted(("components",), modal.get("components") or (), 1, 5)


def modal_labels_fit(modal: Json) -> Iterator[Problem]:
    for path, component in walk(modal.get("components") or (), ("components",)):
        if component.get("type") == Kind.LABEL:
            yield from outside((*path, "label"), component.get("label"), 1, 45)
            yield from too_long((*path, "description"), component.get("description") or "", 100)


def modal_custom_ids_are_unique(modal: Json) -> Iterator[Problem]:
    parts = walk(modal.get("components") or (), ("components",))
    named = [((*path, "custom_id"), c["custom_id"]) for path, c in parts if c.get("custom_id")]
    yield from repeated(named, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")


def modal_inputs_are_possible(modal: Json) -> Iterator[Problem]:
    for path, field in walk(modal.get("components") or (), ("components",)):
        if field.get("type") == Kind.TEXT_INPUT:
            least, most = field.get("min_length") or 0, field.get("max_length") or 4000
            if not 0 <= least <= most <= 4000:
                yield Problem((*path, "max_length"), "NUMBER_TYPE_MIN", f"{least}..{most} is no length")
            yield from too_long((*path, "value"), field.get("value") or "", most)
            yield from too_long((*path, "placeholder"), field.get("placeholder") or "", 100)


DEFERRAL_RULES: tuple[Check, ...] = (deferral_fixes_only_who_sees_it,)
CHOICES_RULES: tuple[Check, ...] = (choices_are_few, choices_are_short)
MODAL_RULES: tuple[Check, ...] = (
    modal_has_a_title,
    modal_has_one_to_five_parts,
    modal_labels_fit,
    modal_custom_ids_are_unique,
    modal_inputs_are_possible,
)
