"""Template objects as clients send them, for tests."""

import json
from typing import Any

BOX = {"x_mm": 10, "y_mm": 10, "width_mm": 30, "height_mm": 8}


def template_object(kind: str, **keys: Any) -> dict[str, Any]:
    """Return an object of the layout profile with the keys its kind cannot do without."""
    needed: dict[str, dict[str, Any]] = {
        "text": {"text": "Ada"},
        "image": {"source": {"field": "photo"}},
        "barcode": {"symbology": "qr", "value": "4711"},
    }
    return {"v": 1, "type": kind, **BOX, **needed.get(kind, {}), **keys}


def array(*objects: Any) -> str:
    """Return the text of `template_objects`."""
    return json.dumps(objects)
