"""Where bytes live: a folder of this machine, or an object store."""

from cardwright.storage.opening import open_storage
from cardwright.storage.place import Incoming, Storage

__all__ = ["Incoming", "Storage", "open_storage"]
