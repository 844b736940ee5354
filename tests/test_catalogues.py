import ast
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

import messages
from babel.messages.catalog import Catalog

# Which of what a function of gettext is given are words.
IS_TEXT = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), slice(0, 1)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), slice(0, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), slice(1, 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), slice(1, 3)),
}


def test_no_message_is_missing_fuzzy_left_over_or_short_of_a_placeholder_in_any_language():
    assert list(messages.faults()) == []


def test_a_message_within_an_f_string_is_found_as_any_other():
    source = b"""f'<b>{escape(_("to the customer"))}</b>{pgettext("of a ticket", "State")}' + _("Reply")"""

    found = Catalog()
    messages.add_messages(found, messages.PACKAGE / "a.py", source)
    messages.add_messages(found, messages.PACKAGE / "a.py", messages.calls_in_f_strings(source))

    assert {(each.context, each.id) for each in messages.entries(found)} == {
        (None, "to the customer"),
        ("of a ticket", "State"),
        (None, "Reply"),
    }


def test_each_message_of_the_code_is_in_the_list_of_messages():
    """A second, plain reader: whatever is given to gettext as a literal, wherever in the code it stands."""
    listed = {text for each in messages.messages_in_code() for text in texts(each.id)}

    assert sorted(literal_messages() - listed) == []


def texts(identity: str | tuple[str, ...]) -> tuple[str, ...]:
    return identity if isinstance(identity, tuple) else (identity,)


def literal_messages() -> set[str]:
    return {
        part.value
        for path in messages.PACKAGE.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        for part in call.args[IS_TEXT.get(call.func.id, slice(0))]
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }
