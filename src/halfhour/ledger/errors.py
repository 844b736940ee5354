"""What the ledger refuses, in sentences fit for the person who asked."""


class ImportRefused(Exception):
    """An import that cannot be made, or not now; `on_page` is for places with a form in place of options."""

    def __init__(self, sentence: str, *, on_page: str = "") -> None:
        super().__init__(sentence)
        self.on_page = on_page or sentence

    @property
    def sentence(self) -> str:
        return str(self)
