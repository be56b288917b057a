"""Where bytes live: a folder of this machine, or an object store."""

from cardwright.storage.copies import LocalCopies
from cardwright.storage.opening import open_storage
from cardwright.storage.place import Incoming, Storage

__all__ = ["Incoming", "LocalCopies", "Storage", "open_storage"]
