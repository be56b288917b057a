"""How this process and its children talk: frames of MessagePack, each after its length.

The first frame of a child is None when it is ready, or a sentence that says why it cannot work on
this machine. Then it gets a question and gives an answer, one after the other.
"""

from typing import IO

import msgspec

LENGTH_BYTES = 4

_encoder = msgspec.msgpack.Encoder()


def frame(message: object) -> tuple[bytes, bytes]:
    """Return the length and the bytes of a message, to be sent one after the other."""
    data = _encoder.encode(message)
    return len(data).to_bytes(LENGTH_BYTES, "big"), data


def length_of(head: bytes) -> int:
    """Return how many bytes the message has that comes after this head of a frame."""
    return int.from_bytes(head, "big")


def read_frame(source: IO[bytes]) -> bytes | None:
    """Return the bytes of the next message; None when there is no other."""
    head = source.read(LENGTH_BYTES)
    return source.read(length_of(head)) if head else None
