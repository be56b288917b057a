"""Finished answers, kept under everything that they depend on.

The key of an answer holds the version of what it shows, which is read from the database for every
request. So an answer is never stale, whoever writes from wherever; one that nobody can ask for any
more just grows old.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable

from fastapi.responses import Response

MOST_BYTES = 32 * 1024 * 1024


class AnswerCache:
    """Keeps the answers that were asked for last, up to so many bytes of bodies."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._answers: OrderedDict[Hashable, Response] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Response | None:
        """Return the answer that is kept under `key`, if there is one."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def put(self, key: Hashable, answer: Response) -> None:
        """Keep `answer`; those that were not asked for longest make room for it."""
        with self._lock:
            if key in self._answers:
                return
            self._answers[key] = answer
            self._bytes += len(answer.body)
            while self._bytes > self._most_bytes:
                _, oldest = self._answers.popitem(last=False)
                self._bytes -= len(oldest.body)
