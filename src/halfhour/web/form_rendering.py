"""How forms look: every field with its label, help and errors, in one place."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

CSS_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "form-check-input"),
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.RadioSelect, "choices"),
    (forms.Select, "form-select"),
    (forms.HiddenInput, ""),
    (forms.Widget, "form-control"),
)


class StyledField(BoundField):
    """A field whose widget carries the front end's classes, and says so where it is wrong."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        styled = next(css for kind, css in CSS_CLASSES if isinstance(widget, kind))
        given = widget.attrs.get("class", "")
        wrong = "is-invalid" if self.errors else ""
        attrs["class"] = " ".join(css for css in (given, styled, wrong) if css)
        return attrs

    @property
    def is_tick(self) -> bool:
        """Whether the label stands behind the field."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def says_optional(self) -> bool:
        """Whether the label says that nothing need be entered; where nothing is an answer, it does not."""
        is_list = isinstance(self.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))
        return not (self.field.required or is_list or getattr(self.field, "empty_is_an_answer", False))


# The browser's own words beside a field for files are in the browser's language, not in the reader's.
OWN_TEMPLATES = dict.fromkeys(
    ("django/forms/widgets/file.html", "django/forms/widgets/clearable_file_input.html"),
    "web/components/file.html",
)


class Renderer(TemplatesSetting):
    form_template_name = "web/components/form.html"
    formset_template_name = "web/components/formset.html"
    field_template_name = "web/components/field.html"
    bound_field_class = StyledField

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        return super().render(OWN_TEMPLATES.get(template_name, template_name), context, request)
