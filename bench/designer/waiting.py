"""What somebody waits for: the first stage after a reload, and how a text looks that they type."""

import http.client
import json
import time

from bench.connection import BenchError
from bench.designer.browser import Window, wait_until_ready
from bench.designer.results import Answers
from bench.designer.stand import Stand, a_text

_ANSWER_SECONDS = 30
_WIDTH_MM = 75
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def first_stage(window: Window, *, with_cache: bool = True) -> float:
    """Reload the designer; return the seconds until an object is drawn.

    Without its cache the browser fetches everything, as on a first visit.
    """
    page = window.designer
    page.bring_to_front()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": not with_cache})
    began = time.perf_counter()
    page.reload(wait_until="commit")
    page.wait_for_selector(".art path", state="attached")
    took = time.perf_counter() - began
    session.detach()
    wait_until_ready(page)
    return took


def layout_answers(stand: Stand, window: Window, number: int, times: int) -> Answers:
    """Ask so many times how one text looks, as the designer does while somebody types.

    The words are others each time, and in each round with another `number`, so that no memory of
    the service knows them. Raises BenchError.
    """
    headers = {**window.session_headers, "Content-Type": "application/json"}
    connection = http.client.HTTPConnection("127.0.0.1", stand.server.port, timeout=_ANSWER_SECONDS)
    took = []
    before = stand.server.cpu_seconds()
    for count in range(times):
        text = a_text(_words(number * times + count)) | {"width_mm": _WIDTH_MM}
        body = json.dumps({"side": "front", "objects": [text], "data": None}).encode()
        began = time.perf_counter()
        try:
            connection.request("POST", f"{stand.path}/fragments", body, headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as failure:
            raise BenchError(f"no answer: {failure!r}") from failure
        took.append((time.perf_counter() - began) * 1000)
        if answer.status != http.client.OK or b"<path" not in content:
            raise BenchError(f"status {answer.status}: {content[:200]!r}")
    connection.close()
    return Answers(took, (stand.server.cpu_seconds() - before) * 1000 / times)


def _words(number: int) -> str:
    """Return some words, others for each number."""
    first, second = divmod(number, len(_LETTERS))
    return f"Ada {_LETTERS[second]}yron {first} of the Analytical Engines"
