"""`/api/3/card_templates`, `/api/3/card_template_types` and `/`: the routers, one file each."""

from cardwright.card_templates.routes import (
    background_images,
    card_templates,
    home,
    linked_files,
    types,
)

routers = (
    card_templates.router,
    background_images.router,
    linked_files.router,
    types.router,
    home.router,
)
