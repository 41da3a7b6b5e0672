"""The words of an organisation's name: the legal form at either end is one word of its own."""

from __future__ import annotations

from typing import Final

from netintel.resolve.names._clean import BREAK, cleaned
from netintel.resolve.names._fold import fold
from netintel.resolve.names._word import Word
from netintel.vocab import legal_forms

_TIES: Final = frozenset("and und et y i e en og och ja ve the und и та και و".split())


def organisation_words(name: str) -> tuple[Word, ...]:
    """Return the words of an organisation's name, in the order written, its legal form as one word.

    The text of a legal form is that of its country (`ooo`, `gmbh`), its key is its class: a translated form (`LLC` for
    ООО) has the same key. Only forms at the beginning and the end are read as such.

    Parameters
    ----------
    name
        As written, in any script; the first 300 characters are read.

    Returns
    -------
    tuple of Word
        Empty where nothing can be read.

    Examples
    --------
    >>> [(word.text, word.key, word.kind) for word in organisation_words("ООО «Ромашка»")]
    [('ooo', 'limited', 'form'), ('romashka', 'rmcka', 'name')]
    >>> [(word.text, word.kind) for word in organisation_words("Müller & Söhne G.m.b.H.")]
    [('muller', 'name'), ('sohne', 'name'), ('gmbh', 'form')]
    >>> [(word.text, word.kind) for word in organisation_words("Φάρος Α Ε.Π.Ε.")]
    [('faros', 'name'), ('a', 'name'), ('epe', 'form')]
    """
    tokens = [token for token in BREAK.split(cleaned(name)) if token]
    words = _plain(tokens)
    texts = [word.text for word in words]
    first, ahead = _at_start(texts)
    last, behind = _at_end(texts, first)
    named = words[first:last]
    if not any(word.kind == "name" for word in named):
        return tuple(words)
    return (*ahead, *named, *behind)


def _plain(tokens: list[str]) -> list[Word]:
    """Return a word for each token; letters standing alone in a row are one word, as in S. R. L."""
    made: list[Word] = []
    letters = ""
    for token in [*tokens, ""]:
        if len(token) == 1 and token.isalpha():
            letters += token
            continue
        if letters:
            made += _spelled(letters)
            letters = ""
        if token:
            made.append(_named(token))
    return [word for word in made if word.text]


def _spelled(letters: str) -> list[Word]:
    """Return a run of single letters as one word, or as two where it ends in a legal form: Φάρος Α Ε.Π.Ε."""
    whole = _named(letters)
    if legal_forms.parse(whole.text) is None:
        for at in range(1, len(letters) - 1):
            form = _named(letters[at:])
            if legal_forms.parse(form.text) is not None:
                return [_named(letters[:at]), form]
    return [whole]


def _named(token: str) -> Word:
    text, key = fold(token)
    if token.isdecimal():
        return Word(text, key, "number")
    return Word(text, key, "particle" if token in _TIES else "name")


def _at_start(texts: list[str]) -> tuple[int, list[Word]]:
    for size in range(min(legal_forms.LONGEST, len(texts) - 1), 0, -1):
        form = legal_forms.parse(" ".join(texts[:size]))
        if form is not None and (size > 1 or form.leads):
            return size, [Word(form.canonical, form.group, "form")]
    return 0, []


def _at_end(texts: list[str], first: int) -> tuple[int, list[Word]]:
    end = len(texts)
    found: list[Word] = []
    while end - first > 1:
        for size in range(min(legal_forms.LONGEST, end - first - 1), 0, -1):
            form = legal_forms.parse(" ".join(texts[end - size : end]))
            if form is not None:
                found.insert(0, Word(form.canonical, form.group, "form"))
                end -= size
                break
        else:
            break
    return end, found
