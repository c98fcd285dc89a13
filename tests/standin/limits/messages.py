"""What a message may hold: rules about drafts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.standin.components import LINK_STYLE, PREMIUM_STYLE, SELECTS, Kind, walk
from tests.standin.limits.lengths import miscounted, outside, repeated, too_long
from tests.standin.message import Draft, Flag
from tests.standin.shapes import Check, Json, Path, Problem

CONTENT_CHARS = 2000
EMBEDS_CHARS = 6000
V2_CHARS = 4000
V2_COMPONENTS = 40
_CLASSIC = frozenset({Kind.ROW})


def content_fits(draft: Draft) -> Iterator[Problem]:
    yield from too_long(("content",), draft.content, CONTENT_CHARS)


def says_something(draft: Draft) -> Iterator[Problem]:
    if not (draft.content or draft.embeds or draft.components or draft.attachments or draft.has_extras):
        yield Problem((), "EMPTY_MESSAGE", "Cannot send an empty message")


def embeds_fit_together(draft: Draft) -> Iterator[Problem]:
    if sum(map(_embed_chars, draft.embeds)) > EMBEDS_CHARS:
        yield Problem(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {EMBEDS_CHARS}")


def _embed_chars(embed: Json) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    for row in embed.get("fields") or ():
        texts += [row.get("name"), row.get("value")]
    return sum(len(text.strip()) for text in texts if text)


def embed_fields_are_filled(draft: Draft) -> Iterator[Problem]:
    for position, embed in enumerate(draft.embeds):
        for number, row in enumerate(embed.get("fields") or ()):
            for key in ("name", "value"):
                if not (row.get(key) or "").strip():
                    path = ("embeds", position, "fields", number, key)
                    yield Problem(path, "BASE_TYPE_REQUIRED", "This field is required")


def attachments_are_few(draft: Draft) -> Iterator[Problem]:
    yield from miscounted(("attachments",), draft.attachments, 0, 10)


def v2_stands_alone(draft: Draft) -> Iterator[Problem]:
    if Flag.COMPONENTS_V2 not in draft.flags:
        return
    for key, value in (("content", draft.content), ("embeds", draft.embeds), ("poll", draft.has_extras)):
        if value:
            message = f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            yield Problem((key,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)


def v2_needs_its_flag(draft: Draft) -> Iterator[Problem]:
    if Flag.COMPONENTS_V2 in draft.flags:
        return
    for position, component in enumerate(draft.components):
        if component.get("type") not in _CLASSIC:
            yield Problem(("components", position, "type"), "UNION_TYPE_CHOICES", "Value of field must be one of (1,).")


def v2_components_are_few(draft: Draft) -> Iterator[Problem]:
    if Flag.COMPONENTS_V2 in draft.flags and sum(1 for _ in walk(draft.components)) > V2_COMPONENTS:
        yield Problem(("components",), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", f"Must be {V2_COMPONENTS} or fewer.")


def v2_text_fits(draft: Draft) -> Iterator[Problem]:
    texts = [c.get("content") or "" for _, c in _placed(draft) if c.get("type") == Kind.TEXT_DISPLAY]
    if sum(map(len, texts)) > V2_CHARS:
        yield Problem(("components",), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", f"Must be {V2_CHARS} or fewer.")


def classic_rows_are_few(draft: Draft) -> Iterator[Problem]:
    if Flag.COMPONENTS_V2 not in draft.flags:
        yield from miscounted(("components",), draft.components, 0, 5)


def rows_hold_buttons_or_one_select(draft: Draft) -> Iterator[Problem]:
    for path, row in _placed(draft):
        if row.get("type") == Kind.ROW:
            inside = [child.get("type") for child in row.get("components") or ()]
            room = 1 if any(kind in SELECTS for kind in inside) else 5
            if not 1 <= len(inside) <= room:
                yield Problem((*path, "components"), "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {room} in length.")


def custom_ids_are_unique(draft: Draft) -> Iterator[Problem]:
    named = [((*path, "custom_id"), c["custom_id"]) for path, c in _placed(draft) if c.get("custom_id")]
    yield from repeated(named, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")


def custom_ids_fit(draft: Draft) -> Iterator[Problem]:
    for path, component in _placed(draft):
        if component.get("type") in SELECTS or _is_plain_button(component):
            yield from outside((*path, "custom_id"), component.get("custom_id"), 1, 100)


def buttons_are_labelled(draft: Draft) -> Iterator[Problem]:
    for path, button in _buttons(draft):
        yield from too_long((*path, "label"), button.get("label") or "", 80)
        if not (button.get("label") or button.get("emoji")) and button.get("style") != PREMIUM_STYLE:
            yield Problem(path, "BUTTON_COMPONENT_INVALID", "A button must have a label or an emoji")


def links_lead_somewhere(draft: Draft) -> Iterator[Problem]:
    for path, button in _buttons(draft):
        is_link = button.get("style") == LINK_STYLE
        if is_link != bool(button.get("url")) or (is_link and button.get("custom_id")):
            yield Problem(
                path,
                "BUTTON_COMPONENT_INVALID_URL",
                "A link button has a url and no custom id; no other has a url",
            )


def select_options_are_sound(draft: Draft) -> Iterator[Problem]:
    for path, select in _placed(draft):
        if select.get("type") == Kind.STRING_SELECT:
            options: Sequence[Json] = select.get("options") or ()
            yield from miscounted((*path, "options"), options, 1, 25)
            values = [((*path, "options", n, "value"), o.get("value")) for n, o in enumerate(options)]
            yield from repeated(
                values,
                "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                "The specified option value is already used",
            )


def files_are_attached(draft: Draft) -> Iterator[Problem]:
    known = {f"attachment://{attachment.filename}" for attachment in draft.attachments}
    for path, url in _media_urls(draft):
        if url.startswith("attachment://") and url not in known:
            yield Problem(path, "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", f"{url} was not sent")


def _media_urls(draft: Draft) -> Iterator[tuple[Path, str]]:
    for number, embed in enumerate(draft.embeds):
        for key in ("image", "thumbnail"):
            if (embed.get(key) or {}).get("url"):
                yield ("embeds", number, key, "url"), embed[key]["url"]
    for path, component in _placed(draft):
        for media in (component.get("file"), component.get("media"), *_gallery(component)):
            if media:
                yield path, media.get("url") or ""


def _gallery(component: Json) -> list[Json]:
    return [item.get("media") or {} for item in component.get("items") or ()]


def _placed(draft: Draft) -> Iterator[tuple[Path, Json]]:
    return walk(draft.components, ("components",))


def _buttons(draft: Draft) -> Iterator[tuple[Path, Json]]:
    return ((path, c) for path, c in _placed(draft) if c.get("type") == Kind.BUTTON)


def _is_plain_button(component: Json) -> bool:
    return component.get("type") == Kind.BUTTON and component.get("style") not in (LINK_STYLE, PREMIUM_STYLE)


MESSAGE_RULES: tuple[Check, ...] = (
    says_something,
    content_fits,
    embeds_fit_together,
    embed_fields_are_filled,
    attachments_are_few,
    v2_stands_alone,
    v2_needs_its_flag,
    v2_components_are_few,
    v2_text_fits,
    classic_rows_are_few,
    rows_hold_buttons_or_one_select,
    custom_ids_are_unique,
    custom_ids_fit,
    buttons_are_labelled,
    links_lead_somewhere,
    select_options_are_sound,
    files_are_attached,
)
