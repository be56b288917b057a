"""Whose turn it is where only a few are served at a time."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager


class Turns:
    """A few places, for which parties take turns: who asks more often waits behind themselves.

    Within a party it goes by arrival. Belongs to one event loop.
    """

    def __init__(self, places: int) -> None:
        self._free = places
        # The party whose turn is next comes first. A party without anybody waiting is not here.
        self._waiting: OrderedDict[Hashable, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def turn(self, party: Hashable) -> AsyncIterator[None]:
        """Wait for a place, and hold it for the block."""
        await self.take(party)
        try:
            yield
        finally:
            self.give_back()

    async def take(self, party: Hashable) -> None:
        """Wait for a place, which is held until `give_back`."""
        if self._free:
            self._free -= 1
            return
        place = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(party, deque()).append(place)
        try:
            await place
        except asyncio.CancelledError:
            if not place.cancelled():  # It was given just now.
                self.give_back()
            raise

    def give_back(self) -> None:
        """Let the next one have a place."""
        while self._waiting:
            party, line = self._waiting.popitem(last=False)
            while line:
                place = line.popleft()
                if place.done():  # Given up.
                    continue
                if line:
                    self._waiting[party] = line
                place.set_result(None)
                return
        self._free += 1
