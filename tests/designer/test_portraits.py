"""The export of a card without a record shows the silhouette that the stage shows."""

from base64 import b64decode
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cardwright.designer.portraits import portrait, silhouette
from tests.rendering.cards import at
from tests.service import Person


def pixels_of(data_uri: str) -> NDArray[np.int_]:
    content = b64decode(data_uri.partition(",")[2], validate=True)
    return np.asarray(Image.open(BytesIO(content)).convert("RGB"), dtype=int)


def test_the_silhouette_is_the_one_that_is_drawn(person: Person) -> None:
    photo = at("image", 0, 0, 40, 50, source={"field": "photo"})
    created = person.create_template(template_objects=[photo])
    asked = person.http.get(f"/api/3/card_templates/{created['id']}/preview/front?width=856")
    drawn = Image.open(BytesIO(asked.content)).convert("RGB").crop((0, 0, 400, 500))

    own = pixels_of(silhouette())
    there = np.asarray(drawn.resize((own.shape[1], own.shape[0])), dtype=int)

    differs = np.abs(own - there).max(axis=2) > 24
    assert differs.mean() < 0.02
    assert (np.abs(pixels_of(portrait()) - there).max(axis=2) > 24).mean() > 0.5
