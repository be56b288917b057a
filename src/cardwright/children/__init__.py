"""Work on what strangers send, done in child processes that can be killed, never in this one."""

from cardwright.children.pool import BeyondLimits, Children

__all__ = ["BeyondLimits", "Children"]
