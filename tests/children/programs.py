"""What programs begin with that play a child: the words to speak with who asks."""

READY = """
import os, subprocess, sys, time
import msgspec
from cardwright.children.messages import frame, read_frame

def hear():
    return msgspec.msgpack.decode(read_frame(sys.stdin.buffer))

def say(message):
    sys.stdout.buffer.write(b"".join(frame(message)))
    sys.stdout.buffer.flush()

say(None)
"""
