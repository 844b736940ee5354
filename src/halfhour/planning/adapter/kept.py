"""Answers that take long to work out, kept for whoever asks next."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

Asked = TypeVar("Asked", bound=Hashable)
Answer = TypeVar("Answer")


class Kept(Generic[Asked, Answer]):
    """The answers to the last few questions, each worked out once: who asks meanwhile waits for it."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[Asked, Future[Answer]] = OrderedDict()
        self._lock = Lock()

    def get(self, asked: Asked, work_out: Callable[[], Answer]) -> Answer:
        """The answer; worked out in this thread where nobody has begun to. What fails is not kept."""
        with self._lock:
            answer = self._answers.get(asked)
            is_first = answer is None
            if answer is None:
                answer = self._answers[asked] = Future()
            self._answers.move_to_end(asked)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        if is_first:
            try:
                answer.set_result(work_out())
            except BaseException as error:
                with self._lock:
                    self._answers.pop(asked, None)
                answer.set_exception(error)
        return answer.result()

    def clear(self) -> None:
        with self._lock:
            self._answers.clear()
