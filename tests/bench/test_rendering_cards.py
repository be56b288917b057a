"""The card that the bench draws: it is whole, and no two people are alike."""

from bench.rendering.cards import people, template

from cardwright.rendering.compile import CompiledTemplates
from cardwright.rendering.jobs import Drawing, RenderJob
from cardwright.rendering.running import run


def test_everything_on_the_card_is_drawn_and_its_barcodes_are_read() -> None:
    (person,) = people(1)
    record = person.record()

    outcome = run(
        RenderJob(template=template(), values=record.values, pictures=record.pictures, strict=True),
        CompiledTemplates(),
    )

    assert isinstance(outcome, Drawing)
    assert {finding.code for finding in outcome.findings} <= {"text_shrunk"}


def test_no_two_people_are_alike() -> None:
    asked = people(20) + people(20)

    for what in ("name", "number", "url", "photo"):
        assert len({getattr(person, what) for person in asked}) == len(asked)
