"""What the OpenAPI document says, put in order for a page that people read."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from halfhour.api.api import api
from halfhour.api.schemas import HIGHEST_NUMBER, Refusal

Schema = dict[str, Any]
JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value that is asked for or answered; `kind` says what may stand there."""

    name: str
    kind: SafeString
    says: str
    is_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation: what is sent with it in the address and in the body, and what comes back."""

    anchor: str
    method: str
    path: str
    title: str
    says: tuple[SafeString, ...]
    scopes: tuple[str, ...]
    takes_key: bool
    asked: tuple[Value, ...]
    body: tuple[Value, ...]
    answers: tuple[tuple[str, SafeString], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    anchor: str
    title: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What stands between braces in bodies and answers, and in several of them."""

    name: str
    says: str
    values: tuple[Value, ...]


def parts() -> list[Part]:
    """Every operation, under its part."""
    document = _document()
    shapes = document["components"]["schemas"]
    found: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            found.setdefault(told["tags"][0], []).append(_operation(path, method.upper(), told, shapes))
    return [
        Part(anchor=slugify(title), title=title, operations=tuple(operations))
        for title, operations in found.items()
    ]


def shapes() -> list[Shape]:
    """Every shape by its name."""
    schemas = _document()["components"]["schemas"]
    return [
        Shape(name=name, says=schema.get("description", ""), values=tuple(_values(schema)))
        for name, schema in sorted(schemas.items())
    ]


@cache
def _document() -> Schema:
    return cast(Schema, api.get_openapi_schema())


def _operation(path: str, method: str, told: Schema, shapes: Schema) -> Operation:
    parameters = told.get("parameters", ())
    content = told.get("requestBody", {}).get("content", {})
    sent: Schema = next((each["schema"] for each in content.values()), {})
    return Operation(
        anchor=told["operationId"],
        method=method,
        path=path,
        title=told["summary"],
        says=_paragraphs(told["description"].partition("\n\nScope:")[0]),
        scopes=tuple(told["x-scopes"]),
        takes_key=any(each["in"] == "header" for each in parameters),
        asked=tuple(_asked(each) for each in parameters if each["in"] != "header"),
        body=tuple(_values(shapes[_name(sent)] if "$ref" in sent else sent)),
        answers=tuple(_answers(told["responses"])),
    )


def _paragraphs(text: str) -> tuple[SafeString, ...]:
    """What a docstring says, its lines put together; what stands between `` is a word of programs."""
    return tuple(
        format_html_join("", "{}", ((_with_code(place, part),) for place, part in enumerate(each.split("`"))))
        for each in (" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
    )


def _with_code(place: int, part: str) -> SafeString:
    return format_html("<code>{}</code>", part) if place % 2 else escape(part)


def _asked(parameter: Schema) -> Value:
    return Value(
        name=parameter["name"],
        kind=kind_of(parameter["schema"]),
        says=parameter.get("description", ""),
        is_required=parameter["required"],
    )


def _values(schema: Schema) -> Iterator[Value]:
    required = schema.get("required", ())
    for name, of_one in schema.get("properties", {}).items():
        says = of_one.get("description", "")
        yield Value(name=name, kind=kind_of(of_one), says=says, is_required=name in required)


def _answers(responses: Schema) -> Iterator[tuple[str, SafeString]]:
    """What comes back where it is done; how it is refused is the same everywhere."""
    for status, answer in responses.items():
        for content_type, each in answer.get("content", {"": None}).items():
            schema = each["schema"] if each else None
            if schema and schema.get("$ref") and _name(schema) == Refusal.__name__ and int(status) != 202:
                continue
            is_file = content_type not in ("", JSON)
            yield str(status), format_html("<code>{}</code>", content_type) if is_file else kind_of(schema)


def _name(schema: Schema) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def kind_of(schema: Schema | None) -> SafeString:
    """What may stand for a value, in words, with links to the shapes that it is made of."""
    match schema:
        case None:
            return escape(_("nothing"))
        case {"$ref": _reference}:
            return format_html('<a href="#{0}">{0}</a>', _name(schema))
        case {"anyOf": either} | {"allOf": either}:
            divider = format_html(" {} ", pgettext("between two kinds of value", "or"))
            return format_html_join(divider, "{}", ((kind_of(each),) for each in either))
        case {"enum": allowed}:
            shown = ((each,) for each in allowed if each != "")
            return format_html_join(" | ", "<code>{}</code>", shown)
        case {"const": only}:
            return format_html("<code>{}</code>", only)
        case {"type": "array", "items": items}:
            return format_html(_("list of {}"), kind_of(items)) + _within(schema, "minItems", "maxItems")
        case {"type": "object", "additionalProperties": dict() as values}:
            return format_html(_("names, each with {}"), kind_of(values))
        case {"type": str() as kind}:
            return escape(_word(kind, schema.get("format", ""))) + _limits(kind, schema)
    return escape(_("anything"))


def _word(kind: str, format_: str) -> str:
    match kind, format_:
        case _any, "date-time":
            return _("time with offset")
        case _any, "date":
            return pgettext("kind of value", "day")
        case _any, "binary":
            return pgettext("kind of value", "file")
        case "integer", _any:
            return _("whole number")
        case "number", _any:
            return pgettext("kind of value", "number")
        case "boolean", _any:
            return _("true or false")
        case "object", _any:
            return _("names with values")
        case "null", _any:
            return "null"
    return pgettext("kind of value", "text")


def _limits(kind: str, schema: Schema) -> SafeString:
    if kind == "string":
        return _within(schema, "minLength", "maxLength")
    return _within(schema, "minimum", "maximum")


def _within(schema: Schema, least: str, most: str) -> SafeString:
    """In brackets how small and how large a number, or how long a text or a list, may be."""
    low, high = schema.get(least), schema.get(most)
    high = (
        None if high == HIGHEST_NUMBER else high
    )  # no number is higher than that, which tells nobody anything
    if low is None and high is None:
        return escape("")
    if high is None:
        return format_html(_(" (at least {})"), low)
    return format_html(_(" (at most {})"), high) if not low else format_html(_(" ({} to {})"), low, high)
