"""Drawing in child processes: limits that hold, and a serving process that stays as it is."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from cardwright.errors import Invalid, Unavailable
from cardwright.layout.values import read_values
from cardwright.rendering.jobs import Drawing, NotPrintable, PreflightJob, PreviewJob, RenderJob
from cardwright.rendering.resources import Resource
from cardwright.rendering.template import Template
from cardwright.rendering.workers import Renderers
from tests.rendering.cards import at, card_template, picture, preflight, render

PLAIN = card_template(at("text", 10, 10, 40, 10, text="Ada"))


def job(template: Template = PLAIN, **keys: Any) -> RenderJob:
    return RenderJob(template=template, values={}, **keys)


def with_renderers(work: Callable[[Renderers], Awaitable[None]], **options: Any) -> None:
    """Run `work` with renderers of its own, and close them."""

    async def run() -> None:
        renderers = Renderers(**options)
        try:
            await work(renderers)
        finally:
            await renderers.close()

    asyncio.run(run())


def test_a_worker_draws_what_this_process_draws() -> None:
    async def work(renderers: Renderers) -> None:
        for format, plane in (("png", "composite"), ("pdf", "composite"), ("png", "k")):
            drawn = await renderers.run(job(format=format, plane=plane))
            assert drawn == render(PLAIN, format=format, plane=plane)

    with_renderers(work)


def test_a_worker_reads_files_by_their_path(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(picture())
    template = card_template(at("image", 10, 10, 20, 20, source={"file": "a"}))
    by_path = Template(
        template_objects=template.template_objects,
        card=template.card,
        files={"a": Resource(key="1", path=str(path))},
    )
    gone = Template(
        template_objects=template.template_objects,
        card=template.card,
        files={"a": Resource(key="2", path=str(tmp_path / "gone"))},
    )

    async def work(renderers: Renderers) -> None:
        drawn = await renderers.run(job(by_path))
        assert isinstance(drawn, Drawing)
        assert drawn.content == render(card_template(*_objects(), files={"a": picture()})).content
        with pytest.raises(Unavailable):
            await renderers.run(job(gone))

    def _objects() -> list[Any]:
        return [at("image", 10, 10, 20, 20, source={"file": "a"})]

    with_renderers(work)


def test_refusals_come_across() -> None:
    missing = card_template(at("text", 10, 10, 40, 10, id="name", text="{{name}}"))

    async def work(renderers: Renderers) -> None:
        with pytest.raises(Invalid) as refusal:
            await renderers.run(job(dpi=1))
        assert list(refusal.value.errors) == ["dpi"]
        with pytest.raises(Invalid) as refusal:
            await renderers.run(PreviewJob(template=PLAIN, side="front", width_px=63))
        assert list(refusal.value.errors) == ["width"]
        with pytest.raises(NotPrintable) as strict:
            await renderers.run(job(missing, strict=True))
        assert [one.code for one in strict.value.findings] == ["missing_field"]

    with_renderers(work)


def test_a_hostile_template_is_refused_in_time_and_the_next_is_drawn() -> None:
    # Half a minute of work: 500 times 48 megapixels, each blended with what is below.
    panes = [
        at("rect", 0, 0, 590, 590, fill="#123456", radius_mm=3, rotation_deg=n / 3, opacity=0.5)
        for n in range(500)
    ]
    slow = card_template(*panes, width_mm=590.0, height_mm=590.0)

    async def work(renderers: Renderers) -> None:
        with pytest.raises(Invalid) as refusal:
            await renderers.run(job(slow))
        assert "limits of time" in refusal.value.errors["template_objects"][0]
        assert await renderers.run(job()) == render(PLAIN)

    with_renderers(work, seconds=2)


def test_a_job_that_needs_too_much_memory_is_refused() -> None:
    large = card_template(width_mm=500.0, height_mm=500.0)

    async def work(renderers: Renderers) -> None:
        with pytest.raises(Invalid) as refusal:
            await renderers.run(job(large))
        assert "limits of time and memory" in refusal.value.errors["template_objects"][0]

    with_renderers(work, memory=320 * 1024 * 1024)


@pytest.mark.slow
def test_fifty_megapixels_fit_the_limits() -> None:
    large = card_template(
        at("text", 10, 10, 40, 10, text="Ada"),
        backgrounds={"front": picture(7000, 7000, (1, 2, 3))},
        width_mm=590.0,
        height_mm=590.0,
    )

    async def work(renderers: Renderers) -> None:
        drawn = await renderers.run(job(large))
        assert isinstance(drawn, Drawing)

    with_renderers(work, seconds=30)


def test_two_draw_at_a_time_and_are_kept_warm() -> None:
    async def work(renderers: Renderers) -> None:
        await renderers.warm()
        drawn = await asyncio.gather(*(renderers.run(job()) for _ in range(12)))
        assert len(set(map(repr, drawn))) == 1
        assert len(renderers.process_ids) == 2

    with_renderers(work)


def test_where_libraries_lack_the_answer_names_their_packages(tmp_path: Path) -> None:
    broken = tmp_path / "skia.py"
    broken.write_text("raise ImportError('libGL.so.1: cannot open shared object file')\n")
    program = (
        sys.executable,
        "-c",
        f"import sys; sys.path.insert(0, {str(tmp_path)!r});"
        "from cardwright.rendering.worker import main; main()",
    )

    async def work(renderers: Renderers) -> None:
        with pytest.raises(Unavailable) as refusal:
            await renderers.run(job())
        assert "libgl1 libegl1" in refusal.value.description

    with_renderers(work, program=program)


def test_preflight_of_many_records_is_that_of_each() -> None:
    template = card_template(
        {"type": "theirs"}, at("text", 10, 10, 30, 8, id="name", text="{{name}}")
    )
    records: list[Mapping[str, str]] = [
        read_values({"name": "W" * (90 if n % 7 == 3 else 2)}) for n in range(50)
    ]

    async def work(renderers: Renderers) -> None:
        found = await renderers.preflight(PreflightJob(template=template, records=records))
        assert [(one.code, one.record) for one in found[1:]] == [
            ("text_overflow", n) for n in range(50) if n % 7 == 3
        ]
        assert found[0].code == "unknown_object"
        assert await renderers.preflight(PreflightJob(template=template)) == preflight(template)

    with_renderers(work)


def test_the_serving_process_does_not_load_the_engine() -> None:
    code = (
        "import sys, cardwright.rendering.workers, cardwright.rendering.jobs, "
        "cardwright.layout.json_schema, cardwright.layout.fields; "
        "print([name for name in ('skia', 'numpy', 'zxingcpp', 'PIL') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
