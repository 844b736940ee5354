"""What a text is made of, for a classifier: words, pairs of words, and the letters inside them.

Languages that are written without spaces need no list of words: their characters, pairs and triples of
them, are features of their own.
"""

import re
import unicodedata

HAN = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
TOKEN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
DIGIT = re.compile(r"\d")
RUN = re.compile(f"[{HAN}]")
LETTERS = range(2, 6)
CHARACTERS = range(1, 4)
MOST_CHARACTERS = 4_000  # what a contact is about is said by then; later text is a history of others


def words_of(text: str) -> list[str]:
    """Words in lower case; a run of characters without spaces is one word."""
    return TOKEN.findall(_plain(text))


def tokens_of(text: str) -> list[str]:
    """The same words with their digits told as 0: which number it is says nothing of what it is about."""
    return TOKEN.findall(DIGIT.sub("0", _plain(text)))


def words_and_tokens_of(text: str) -> tuple[list[str], list[str]]:
    """`words_of` and `tokens_of`, one for one."""
    words = words_of(text)
    return words, [DIGIT.sub("0", word) for word in words]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]).casefold()


def is_run(token: str) -> bool:
    """Whether a token is a run of characters without spaces, of which nobody knows where words end."""
    return RUN.match(token) is not None


def features_of(text: str) -> list[str]:
    """Every feature of a text, as often as it occurs in it.

    Examples
    --------
    >>> features_of("My PIN")[:8]
    ['=my', ' m', 'my', 'y ', ' my', 'my ', ' my ', '=pin']
    >>> features_of("退款")
    ['退', '款', '退款']
    """
    return [feature for part in parts_of(text) for feature in part]


def parts_of(text: str) -> list[list[str]]:
    """The features of each token: what is inside it, and the pair it makes with the one before."""
    found: list[list[str]] = []
    before: str | None = None
    for token in tokens_of(text):
        part = pieces_of(token)
        if before is not None:
            part.append(f"{before} {token}")
        found.append(part)
        before = token
    return found


def pieces_of(token: str) -> list[str]:
    """The features inside one token, single characters of a run before pairs and pairs before triples."""
    if is_run(token):
        return [token[i : i + n] for n in CHARACTERS for i in range(len(token) - n + 1)]
    edged = f" {token} "
    size = len(edged)
    return [f"={token}", *[edged[i : i + n] for n in LETTERS for i in range(size - n + 1)]]
