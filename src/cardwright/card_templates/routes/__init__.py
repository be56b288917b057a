"""`/api/3/card_templates` and `/api/3/card_template_types`: the routers, one file each."""

from cardwright.card_templates.routes import (
    background_images,
    bundles,
    card_templates,
    linked_files,
    previews,
    proofs,
    types,
)

routers = (
    card_templates.router,
    background_images.router,
    linked_files.router,
    proofs.router,
    previews.router,
    bundles.router,
    types.router,
)
