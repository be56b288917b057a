"""Texts that come again are not laid out again, and look as if they were."""

from cardwright.layout.values import read_values
from cardwright.rendering.compile import (
    LONGEST_KEPT_TEXT,
    MOST_BLOCKS,
    CompiledTemplate,
    CompiledTemplates,
)
from cardwright.rendering.items import TextItem, items_of
from cardwright.rendering.template import Record
from cardwright.rendering.text import TextBlock
from tests.rendering.cards import at, card_template

TEMPLATE = card_template(
    at("text", 5, 5, 60, 8, text="{{name}}", size_pt=12),
    at("text", 5, 20, 12, 8, text="{{name}}", size_pt=18, min_size_pt=4, align="right"),
)


def test_a_text_that_comes_again_is_the_one_of_its_own_object() -> None:
    compiled = CompiledTemplates().get(TEMPLATE)

    first, other, again = (_blocks(compiled, name) for name in ("Ada", "Grace", "Ada"))

    assert all(kept is block for kept, block in zip(again, first, strict=True))
    assert first != other
    assert first == _blocks(CompiledTemplates().get(TEMPLATE), "Ada")
    assert first[0] != first[1], "each in its own style"


def test_a_text_in_use_outlives_those_that_come_once() -> None:
    compiled = CompiledTemplates().get(TEMPLATE)
    engineering = _blocks(compiled, "Engineering")

    for number in range(MOST_BLOCKS):
        _blocks(compiled, f"Name {number}")
        assert _blocks(compiled, "Engineering")[0] is engineering[0]

    assert len(compiled.blocks) == MOST_BLOCKS


def test_long_texts_are_not_kept() -> None:
    compiled = CompiledTemplates().get(TEMPLATE)

    long = _blocks(compiled, "m" * (LONGEST_KEPT_TEXT + 1))

    assert not compiled.blocks
    assert _blocks(compiled, "m" * (LONGEST_KEPT_TEXT + 1)) == long


def _blocks(compiled: CompiledTemplate, name: str) -> list[TextBlock]:
    items = items_of(compiled, "front", Record(values=read_values({"name": name})))
    return [item.block for item in items if isinstance(item, TextItem) and item.block is not None]
