"""`/api/3/card_templates` and `/api/3/card_template_types`: the routers, one file per resource."""

from cardwright.card_templates.routes import background_images, card_templates, linked_files, types

routers = (
    card_templates.router,
    background_images.router,
    linked_files.router,
    types.router,
)
