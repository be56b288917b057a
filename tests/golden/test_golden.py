"""The cards look as they were kept; where an engine draws otherwise, it is told which and how."""

from typing import Any

import numpy as np
import pytest

from tests.golden.cards import golden_cards
from tests.golden.engines import engines, processor, system
from tests.golden.record import (
    IMAGES,
    Difference,
    Record,
    changes,
    difference,
    digests_of,
    image_of,
    kept,
)

SHIFT_MM = 0.2
RENEW = "Look at what differs; if it is meant, run `make golden`"

CARDS = golden_cards()
every_card = pytest.mark.parametrize("name", CARDS)


def told_of(name: str, record: Record) -> str:
    """Return what to say of a card that is not drawn as it was recorded."""
    changed = changes(record.engines, engines())
    because = (
        f"Engines have changed: {', '.join(changed)}"
        if changed
        else "No engine has changed: the drawing code or the card has"
    )
    return f"{name}: {difference(image_of(name), CARDS[name].drawn())}. {because}. {RENEW}"


@every_card
def test_a_card_looks_as_it_was_kept(name: str) -> None:
    found = difference(image_of(name), CARDS[name].drawn())

    assert not found.is_visible, told_of(name, kept())


@every_card
def test_a_card_is_the_same_bytes_as_long_as_the_engines_are_the_same(name: str) -> None:
    """Exactly, where it was recorded; on other machines engines may round otherwise."""
    record = kept()

    if (record.system, record.processor) == (system(), processor()):
        assert digests_of(CARDS[name]) == record.digests[name], told_of(name, record)
    else:
        assert not difference(image_of(name), CARDS[name].drawn()).is_visible


def test_engines_are_those_of_the_record() -> None:
    """Where one was upgraded, this says which, and by how much the pictures differ."""
    record = kept()
    changed = changes(record.engines, engines()) if record.system == system() else []
    differences = [
        f"  {name}: {difference(image_of(name), card.drawn())}"
        for name, card in CARDS.items()
        if changed
    ]

    assert not changed, "\n".join(
        ["Engines have changed:", *(f"  {change}" for change in changed), *differences, RENEW]
    )


def test_there_is_a_picture_and_a_digest_of_each_card_and_of_no_other() -> None:
    assert {path.stem for path in IMAGES.iterdir()} == set(CARDS) == set(kept().digests)


def shown(name: str, index: int, **keys: Any) -> Difference:
    """Compare what is kept with the card after a change of one object."""
    return difference(image_of(name), CARDS[name].with_object(index, **keys).drawn())


def seen(name: str) -> list[tuple[int, dict[str, Any]]]:
    """Return the objects of a card that one sees: without them it looks otherwise."""
    return [
        (index, one)
        for index, one in enumerate(CARDS[name].objects)
        if one.get("side", "front") == CARDS[name].side
        and shown(name, index, hidden=True).is_visible
    ]


@every_card
def test_a_shift_of_a_fifth_of_a_millimetre_is_seen(name: str) -> None:
    """Of each text, barcode and picture by itself, in both directions."""
    objects = [(at, one) for at, one in seen(name) if one["type"] in {"text", "barcode", "image"}]
    unseen = [
        (one.get("id", index), key)
        for index, one in objects
        for key in ("x_mm", "y_mm")
        if not shown(name, index, **{key: one[key] + SHIFT_MM}).is_visible
    ]

    assert unseen == []


@every_card
def test_another_font_is_seen(name: str) -> None:
    """Of each text by itself, and another weight, too."""
    texts = [(index, one) for index, one in seen(name) if one["type"] == "text"]
    unseen = [
        (one.get("id", index), keys)
        for index, one in texts
        for keys in (
            {"font": "Inter" if one.get("font", "Noto Sans") == "Noto Sans" else "Noto Sans"},
            {"weight": 400 if one.get("weight", 400) == 700 else 700},
        )
        if not shown(name, index, **keys).is_visible
    ]

    assert unseen == []


def test_what_engines_may_round_otherwise_is_not_seen() -> None:
    """A picture whose every dot is a little lighter or darker is still the same."""
    image = image_of("staff-front")
    rounding = np.random.default_rng(1).integers(-12, 13, image.shape)

    found = difference(image, np.clip(image + rounding, 0, 255).astype(np.uint8))

    assert not found.is_visible
    assert found.mean > 1


def test_an_upgrade_is_told_by_name() -> None:
    before = {"skia-python": "144.1", "icu": "77.1", "gone": "1"}

    assert changes(before, {"skia-python": "145.0", "icu": "77.1", "new": "2"}) == [
        "gone 1 -> none",
        "new none -> 2",
        "skia-python 144.1 -> 145.0",
    ]
