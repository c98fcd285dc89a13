"""Filling in a modal and choosing in a select, as Discord's client would let a person do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.standin.components import Kind
from tests.standin.exchange import Modal
from tests.standin.resolved import Resolved
from tests.standin.shapes import ImpossibleError, Json

_ONE_OF = (Kind.STRING_SELECT, Kind.RADIO_GROUP, Kind.CHECKBOX_GROUP)


def submitted(modal: Modal, values: Mapping[str, Any], known: Resolved) -> list[Json]:
    """The components of a modal submit; `values` go by label or custom id, the rest stays as it was set."""
    _refuse_strangers(modal, values)
    labels = {field["custom_id"]: label for label, field in modal.fields}
    return [_part(component, labels, values, known) for component in modal.components]


def _refuse_strangers(modal: Modal, values: Mapping[str, Any]) -> None:
    known = {name for label, field in modal.fields for name in (label, field["custom_id"])}
    strangers = set(values) - known
    if strangers:
        raise ImpossibleError(f"the modal has no {strangers}; it has {sorted(known)}")


def _part(component: Json, labels: Mapping[str, str], values: Mapping[str, Any], known: Resolved) -> Json:
    kind, number = component["type"], component.get("id", 0)
    if kind == Kind.ROW:
        inside = [_field(field, labels, values, known) for field in component["components"]]
        return {"type": kind, "id": number, "components": inside}
    if kind == Kind.LABEL:
        return {
            "type": kind,
            "id": number,
            "component": _field(component["component"], labels, values, known),
        }
    return {"type": kind, "id": number}


def _field(field: Json, labels: Mapping[str, str], values: Mapping[str, Any], known: Resolved) -> Json:
    custom_id = field["custom_id"]
    label = labels.get(custom_id, custom_id)
    value = values.get(custom_id, values.get(label))
    sent = {"type": field["type"], "id": field.get("id", 0), "custom_id": custom_id}
    if field["type"] == Kind.TEXT_INPUT:
        return sent | {"value": _written(field, label, value)}
    if field["type"] == Kind.CHECKBOX:
        return sent | {"value": bool(field.get("default") if value is None else value)}
    picked = chosen(field, _several(field, value), known)
    if field["type"] == Kind.RADIO_GROUP:
        return sent | {"value": picked[0] if picked else None}
    return sent | {"values": picked}


def _written(field: Json, label: str, value: str | None) -> str:
    text = (field.get("value") or "") if value is None else value
    least, most = field.get("min_length") or 0, field.get("max_length") or 4000
    if not text and field.get("required", True):
        raise ImpossibleError(f"{label!r} must be filled in")
    if text and not least <= len(text) <= most:
        raise ImpossibleError(f"{label!r} takes {least} to {most} characters, not {len(text)}")
    return text


def _several(field: Json, value: Any) -> Sequence[Any]:
    """What was picked, as a list; nothing given means what the form has preset."""
    if value is None:
        return [option["value"] for option in field.get("options") or () if option.get("default")]
    return value if isinstance(value, list | tuple) else [value]


def chosen(select: Json, picked: Sequence[Any], known: Resolved) -> list[str]:
    """The values of a select, each checked or resolved, as many as it asks for."""
    is_optional = select.get("required") is False
    room = len(select["options"]) if select["type"] == Kind.CHECKBOX_GROUP else 1
    least, most = select.get("min_values", 1), select.get("max_values", room)
    if not (least <= len(picked) <= most or (is_optional and not picked)):
        raise ImpossibleError(f"{select['custom_id']!r} takes {least} to {most} values, not {len(picked)}")
    if select["type"] in _ONE_OF:
        return [_option_value(select, wanted) for wanted in picked]
    resolve = known.for_select(select["type"])
    return [resolve(thing) for thing in picked]


def _option_value(select: Json, wanted: str) -> str:
    for option in select["options"]:
        if wanted in (option["value"], option["label"]):
            return str(option["value"])
    raise ImpossibleError(f"{wanted!r} is not offered; there are: {[o['label'] for o in select['options']]}")
