"""Where the browser finds the third-party modules: an import map, and what lets it be used."""

import base64
import hashlib
import json

from cardwright.web.pages.assets import asset_url

_MODULES = {
    "preact": "preact",
    "preact/hooks": "hooks",
    "htm": "htm",
    "@preact/signals": "signals",
    "@preact/signals-core": "signals-core",
}


def import_map() -> str:
    """Return the JSON of the import map; the modules are below `static/vendor/`, as published."""
    imports = {name: asset_url(f"designer/vendor/{file}.mjs") for name, file in _MODULES.items()}
    return json.dumps({"imports": imports}, separators=(",", ":"))


def source_of(script: str) -> str:
    """Return the CSP source that allows exactly this inline script (CSP 3, 2.3.1)."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
