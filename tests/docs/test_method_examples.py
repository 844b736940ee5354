"""The examples on the methods pages are run, so that their tables stay true."""

import doctest
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "docs" / "methods"
WITH_EXAMPLES = sorted(page for page in PAGES.glob("*.md") if ">>>" in page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.stem)
def test_the_examples_of_a_methods_page_give_what_it_says(page):
    outcome = doctest.testfile(str(page), module_relative=False, encoding="utf-8")

    assert outcome.attempted > 0
    assert outcome.failed == 0
