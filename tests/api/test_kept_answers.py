"""What the service keeps in memory is never stale, and never more than it says."""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from fastapi.responses import Response

from cardwright.web.answer_cache import AnswerCache
from tests.service import Account, Service, a_template

LIST = "/api/3/card_templates"


def test_a_change_by_anybody_shows_in_the_next_answer(account: Account) -> None:
    created = account.admin.create_template(name="Before")
    reader = account.create_person()
    assert reader.http.get(LIST).json()[0]["name"] == "Before"

    account.admin.update(created, name="After")

    assert reader.http.get(LIST).json()[0]["name"] == "After"


def test_each_account_gets_its_own_page_for_the_same_url(
    account: Account, stranger: Account
) -> None:
    account.admin.create_template(name="Ours")
    stranger.admin.create_template(name="Theirs")

    pages = [one.admin.http.get(LIST).json() for one in (account, stranger, account, stranger)]

    assert [page[0]["name"] for page in pages] == ["Ours", "Theirs", "Ours", "Theirs"]


def test_what_was_not_asked_for_longest_makes_room() -> None:
    cache: AnswerCache[str] = AnswerCache(most_bytes=1000)
    for key in "abcdefghij":
        cache.put(key, key, 100)
    cache.get("a")

    cache.put("k", "k", 100)

    assert [key for key in "abk" if cache.get(key)] == ["a", "k"]


@pytest.mark.parametrize("size", [126, 10_000])
def test_what_would_push_out_all_else_is_not_kept(size: int) -> None:
    cache: AnswerCache[Response] = AnswerCache(most_bytes=1000)

    cache.put("large", Response(), size)

    assert cache.get("large") is None


def waits_while_it_is_read(account: Account, prober: httpx.Client) -> tuple[float, list[float]]:
    """Send the longest body there may be; return its seconds, and those of others meanwhile."""
    many = '[{"a":[' + "0," * 2_000_000 + "0]}]"
    body = '{"card_template":%s}' % (
        str(a_template()).replace("'", '"')[:-1] + f',"template_objects":{many}}}'
    )
    waits: list[float] = []
    with ThreadPoolExecutor(1) as sender:
        sent = sender.submit(account.admin.http.post, LIST, content=body)
        while not sent.done():
            started = time.perf_counter()
            prober.get("/health/live").raise_for_status()
            waits.append(time.perf_counter() - started)
    assert sent.result().status_code == 201
    return sent.result().elapsed.total_seconds(), waits


def test_others_are_answered_while_the_longest_body_is_read(
    account: Account, service: Service
) -> None:
    turns = [waits_while_it_is_read(account, service.client()) for _ in range(3)]

    for seconds, waits in turns:
        # Most hardly notice it, be the machine quick or slow.
        assert max(waits) < max(2, seconds / 2)
        assert sorted(waits)[len(waits) // 2] < max(0.5, seconds / 8)
    # Nobody waits until it is read; the machine may have had other work in one of the turns.
    assert min(max(waits) / seconds for seconds, waits in turns) < 0.5
