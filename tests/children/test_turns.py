"""Parties take turns at what serves only a few at a time."""

import asyncio
from collections.abc import Awaitable, Callable

from cardwright.children.turns import Turns


def served(asking: list[str], places: int = 1) -> list[str]:
    """Return in which order those were served who came in this order, letters being parties."""
    order: list[str] = []

    async def be_served(turns: Turns, name: str) -> None:
        async with turns.turn(name[0]):
            order.append(name)
            await asyncio.sleep(0)

    async def run() -> None:
        turns = Turns(places)
        await asyncio.gather(*(be_served(turns, name) for name in asking))

    asyncio.run(run())
    return order


def in_a_loop(work: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        async with asyncio.timeout(10):
            await work()

    asyncio.run(run())


def test_within_a_party_it_goes_by_arrival() -> None:
    assert served(["a1", "a2", "a3"]) == ["a1", "a2", "a3"]


def test_who_asks_for_much_lets_the_others_in_between() -> None:
    came = ["a1", "a2", "a3", "a4", "b1", "c1", "b2"]
    assert served(came) == ["a1", "a2", "b1", "c1", "a3", "b2", "a4"]


def test_places_beside_each_other_are_taken_in_turns_too() -> None:
    came = ["a1", "a2", "a3", "a4", "a5", "b1"]
    assert served(came, places=2) == ["a1", "a2", "a3", "b1", "a4", "a5"]


def test_who_gives_up_waiting_takes_no_turn() -> None:
    async def work() -> None:
        turns = Turns(1)
        await turns.take("a")
        given_up = [asyncio.create_task(turns.take("b")) for _ in range(3)]
        waiting = asyncio.create_task(turns.take("b"))
        later = asyncio.create_task(turns.take("c"))
        await asyncio.sleep(0)
        for one in given_up:
            one.cancel()
        await asyncio.wait(given_up)

        turns.give_back()
        await waiting
        assert not later.done()
        turns.give_back()
        await later

    in_a_loop(work)


def test_who_gives_up_in_the_moment_of_getting_a_place_passes_it_on() -> None:
    async def work() -> None:
        turns = Turns(1)
        await turns.take("a")
        given_up = asyncio.create_task(turns.take("b"))
        await asyncio.sleep(0)

        turns.give_back()
        given_up.cancel()
        await asyncio.wait([given_up])

        assert given_up.cancelled()
        await turns.take("c")

    in_a_loop(work)


def test_a_place_that_nobody_waits_for_is_free_again() -> None:
    async def work() -> None:
        turns = Turns(2)
        for _ in range(5):
            async with turns.turn("a"), turns.turn("b"):
                pass

    in_a_loop(work)
