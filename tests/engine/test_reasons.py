from importlib import import_module
from pkgutil import walk_packages

import halfhour.engine
from halfhour.engine.reasons import ReasonKind
from halfhour.wording import all_words


def every_kind() -> set[ReasonKind]:
    for module in walk_packages(halfhour.engine.__path__, prefix="halfhour.engine."):
        import_module(module.name)
    return {kind for family in ReasonKind.__subclasses__() for kind in family}


def test_every_reason_the_engine_can_give_has_words_and_no_words_are_left_over():
    assert every_kind() == set(all_words())
