"""`/templates`: the gallery; `/designer/{id}`: its designer, and what only its script asks for."""

from cardwright.designer.routes import (
    copies,
    editor,
    fragments,
    gallery,
    gallery_changing,
    gallery_import,
    gallery_making,
    gallery_starters,
    objects,
    preflight,
    printing,
    swatches,
)

routers = (
    # Their path is a name where that of the editor holds an id.
    swatches.router,
    editor.router,
    fragments.router,
    copies.router,
    objects.router,
    preflight.router,
    printing.router,
    gallery.router,
    # Their paths are names where those of `gallery_changing` hold an id.
    gallery_making.router,
    gallery_import.router,
    gallery_starters.router,
    gallery_changing.router,
)
