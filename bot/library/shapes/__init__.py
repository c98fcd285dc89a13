"""What may stand where: shapes that read a tree into values, and tell themselves as JSON Schema."""

from bot.library.containers import ListOf, MappingOf, OneOf, Record, Values, may, must
from bot.library.fields import COUNT, NEWER, SECONDS, Choice, Date, Flag, Format, Id, Text
from bot.library.shapes.base import Fault, Schema, Shape

__all__ = [
    "COUNT",
    "NEWER",
    "SECONDS",
    "Choice",
    "Date",
    "Fault",
    "Flag",
    "Format",
    "Id",
    "ListOf",
    "MappingOf",
    "OneOf",
    "Record",
    "Schema",
    "Shape",
    "Text",
    "Values",
    "may",
    "must",
]
