"""The screen of a review in JupyterLab: it shows what it is given and sends back what was pressed."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from netintel.errors import MissingExtraError, NetintelError
from netintel.views import _review_page, _review_screen
from netintel.views._review_words import SAID

if TYPE_CHECKING:
    from netintel.model.judgements import Judgement
    from netintel.views.review import Review


def widget(review: Review) -> Any:
    """Return the screen, an anywidget; only the pair that is shown is ever sent to the browser.

    Raises
    ------
    MissingExtraError
        anywidget is not installed.
    """
    try:
        import anywidget
        import traitlets
    except ImportError as error:
        raise MissingExtraError.of("anywidget", "lab") from error

    class ReviewScreen(anywidget.AnyWidget):
        _esm = files("netintel.views").joinpath("data/review.js").read_text("utf-8")
        _css = _review_page.rules()
        shown = traitlets.Dict().tag(sync=True)

    acts = Acts(review)
    made = ReviewScreen(shown=acts.shown())

    def answer(_sender: object, content: dict[str, Any], _buffers: object) -> None:
        acts.do(content)
        made.shown = acts.shown()

    made.on_msg(answer)
    return made


class Acts:
    """What the buttons and keys of the screen do, and what it then shows."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.turn = 0
        self.effect: tuple[str, ...] = ()
        self.told, self.wrong, self.asked = "", False, ""
        self.fights: tuple[str, ...] = ()

    def do(self, content: dict[str, Any]) -> None:
        """Do one act; what cannot be done is told on the screen."""
        act = str(content.get("act", ""))
        if act == "effect":
            self.effect = self.review.effect()
            return
        self.wrong, self.asked = False, ""
        try:
            self._do(act, content)
        except (NetintelError, ValueError) as error:
            self.told, self.wrong = str(error), True

    def _do(self, act: str, content: dict[str, Any]) -> None:
        review, by, reason = self.review, str(content.get("by", "")), str(content.get("reason", ""))
        if act == "expected":
            self.told, self.asked = review.expected(_score(content)), str(content.get("score", ""))
            return
        self.effect, self.fights, self.turn = (), (), self.turn + 1
        if act in {"same", "not_same", "unsure"}:
            self.fights = review.judge(cast("Judgement", act), by=by, reason=reason)
            self.told = f"The pair before was judged {SAID[act]}; z takes it back."
        elif act == "undo":
            self.told = "Taken back: as it was before." if review.undo() else "Nothing to undo in this sitting."
        elif act == "accept":
            self.told = review.accept_above(_score(content), by=by, reason=reason)
        elif act in {"next", "back"}:
            review.go(1 if act == "next" else -1)
            self.told = ""

    def shown(self) -> dict[str, Any]:
        """Return all that the browser gets: one pair, as plain texts and numbers."""
        review = self.review
        return {
            "pair": _review_screen.plain(review.screen()),
            "progress": review.progress(),
            "by": review.by,
            "effect": list(self.effect),
            "fights": list(self.fights),
            "told": self.told,
            "wrong": self.wrong,
            "asked": self.asked,
            "turn": self.turn,
            "undo": review.can_undo,
        }


def _score(content: dict[str, Any]) -> float:
    text = str(content.get("score", "")).strip().replace(",", ".")
    try:
        return float(text)
    except ValueError:
        raise ValueError("the score to accept from: expected a number from 0.5 to 1, such as 0.99") from None
