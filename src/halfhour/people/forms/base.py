"""A form over one table of a team's document."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from halfhour.people.forms.fields import DAY_CHOICES, DocumentField
from halfhour.people.teamfile import Problem

Document = dict[str, Any]
Path = tuple[str | int, ...]


def beside_field(problem: Problem) -> str:
    """What is allowed, for who sees the field and what was typed; the days of a week share one field."""
    if not problem.advice:
        return problem.sentence
    day = next((name for key, name in DAY_CHOICES if key in problem.path), None)
    return _("{day}: {problem}").format(day=day, problem=problem.advice) if day else problem.advice


class TableForm(forms.Form):
    """Shows a table of the document, and gives back the table as it was typed.

    What the form has no field for is kept as it was. `document` is the whole of the team's settings,
    for choices such as its people.
    """

    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *arguments: Any, table: Document | None = None, document: Mapping[str, Any], **options: Any
    ) -> None:
        self.table = table or {}
        self.document = document
        super().__init__(*arguments, **options)
        self.set_up()
        for name, field in self.document_fields():
            self.initial.setdefault(name, field.from_document(_found(self.table, self.key_of(name))))

    def set_up(self) -> None:
        """For choices that depend on the document."""

    def document_fields(self) -> Iterable[tuple[str, DocumentField]]:
        return ((name, field) for name, field in self.fields.items() if isinstance(field, DocumentField))

    def key_of(self, name: str) -> tuple[str, ...]:
        field = self.fields[name]
        return getattr(field, "key", ()) or (name,)

    def as_table(self) -> Document:  # type: ignore[override]
        """The table with what was typed."""
        table = _copy(self.table)
        for name, field in self.document_fields():
            _put(table, self.key_of(name), field.to_document(self.cleaned_data.get(name)))
        return table

    def take_problems(self, problems: Iterable[Problem], *, at: Path) -> None:
        """Show each problem beside its field, or above the form where it is about something else."""
        for problem in problems:
            tail = problem.path[len(at) :] if problem.path[: len(at)] == at else None
            field = None if tail is None else self.field_at(tail)
            self.add_error(field, beside_field(problem) if field else problem.sentence)

    def field_at(self, tail: Path) -> str | None:
        """The field of a path inside the table."""
        for name, _field in self.document_fields():
            key = self.key_of(name)
            if tail[: len(key)] == key:
                return name
        return None


def _found(table: Mapping[str, Any], key: tuple[str, ...]) -> Any:
    value: Any = table
    for part in key:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _put(table: Document, key: tuple[str, ...], value: Any) -> None:
    *parents, last = key
    for part in parents:
        inner = table.get(part)
        table[part] = inner = dict(inner) if isinstance(inner, dict) else {}
        table = inner
    if value is None:
        table.pop(last, None)
    else:
        table[last] = value


def _copy(table: Document) -> Document:
    return {key: dict(value) if isinstance(value, dict) else value for key, value in table.items()}
