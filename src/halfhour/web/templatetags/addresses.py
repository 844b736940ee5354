"""`{% url %}` as Django has it, each address put together once: a page of the desk has a hundred of them."""

from functools import lru_cache

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.urls import get_script_prefix, reverse
from django.utils.html import conditional_escape

register = template.Library()


class AddressNode(URLNode):
    def render(self, context: Context) -> str:
        if self.asvar or not context.autoescape:
            return super().render(context)
        name = self.view_name.resolve(context)
        values = [each.resolve(context) for each in (*self.args, *self.kwargs.values())]
        if not all(isinstance(each, int | str) for each in values):
            return super().render(context)
        return _address(get_script_prefix(), name, tuple(self.kwargs), tuple(map(str, values)))


@lru_cache(maxsize=20_000)
def _address(prefix: str, name: str, names: tuple[str, ...], values: tuple[str, ...]) -> str:
    first = len(values) - len(names)
    named = dict(zip(names, values[first:], strict=True))
    return conditional_escape(reverse(name, args=values[:first], kwargs=named))


@register.tag
def url(parser: Parser, token: Token) -> AddressNode:
    node = django_url(parser, token)
    return AddressNode(node.view_name, node.args, node.kwargs, node.asvar)
