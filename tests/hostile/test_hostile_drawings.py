"""Fonts and pictures that were made to hurt are drawn or refused, and hurt nobody meanwhile."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cardwright.errors import Invalid
from cardwright.rendering.jobs import Job, PreflightJob, RenderJob
from cardwright.rendering.workers import Renderers
from tests.api.linked_files import new_uuid
from tests.hostile.drawings import drawings
from tests.hostile.fonts import hostile_fonts
from tests.hostile.pictures import hostile_pictures
from tests.hostile.test_hostile_files import (
    MOST_GROWTH,
    MOST_SECONDS,
    Watcher,
    resident_bytes,
    upload_background,
)
from tests.rendering.cards import at, card_template, picture
from tests.rendering.fonts.made_fonts import true_type
from tests.sample_files import a_font
from tests.service import Account, Service, path_of

PHOTO = at("image", 5, 5, 30, 40, source={"field": "photo"})


def lines_in(font: str) -> list[dict[str, Any]]:
    """Return texts in a linked font: light on one line, heavy on many."""
    return [
        at("text", 5, 5, 60, 10, text="AB BA", font={"file": font}),
        at("text", 5, 20, 60, 20, text="AAB", weight=900, fit="wrap", font={"file": font}),
    ]


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of its own, so that nothing else makes it grow: it keeps few answers."""
    folder = tmp_path_factory.mktemp("drawing")
    with Service(folder / "data", answer_memory_mib="1") as running:
        yield running


@pytest.fixture(scope="module")
def attacker(attacked: Service) -> Account:
    return attacked.create_account()


Attack = Callable[[dict[str, Any], bytes], list[str]]


def survives(
    account: Account, calm: Service, good: list[bytes], corpus: Any, attack: Attack
) -> None:
    """Check that no file of a corpus hurts the service, or keeps another client waiting.

    How long clients wait is compared with `calm`, which nobody attacks.
    """
    service = account.service
    created = account.admin.create_template()
    for content in good * 3:
        attack(created, content)
    before = resident_bytes(service)

    with Watcher(service) as watcher, Watcher(calm) as elsewhere:
        surprises = [
            f"{name}: {wrong}" for name, content in corpus for wrong in attack(created, content)
        ]

    assert surprises == []
    assert watcher.failures == elsewhere.failures == []
    assert watcher.percentile(95) < elsewhere.percentile(95) + MOST_SECONDS
    assert watcher.most_bytes - before < MOST_GROWTH
    assert service.process.poll() is None


@pytest.mark.slow
def test_no_font_of_the_corpus_hurts_the_service(attacker: Account, service: Service) -> None:
    accepted: list[bytes] = []

    def attack(created: dict[str, Any], content: bytes) -> list[str]:
        font = new_uuid()
        path = path_of(created, "files", font)
        answer = attacker.admin.http.put(path, params={"file_role": "font"}, content=content)
        if answer.status_code == 422:
            return [] if list(answer.json()["errors"]) == ["file"] else [answer.text]
        if answer.status_code != 200:
            return [f"{answer.status_code} {answer.text[:200]}"]
        accepted.append(content)
        attacker.admin.update(created, template_objects=lines_in(font)).raise_for_status()
        return drawings(attacker.admin, created)

    survives(attacker, service, [true_type(), a_font()], hostile_fonts(), attack)
    # What the sanitizer of uploads lets through is what this is about.
    assert len(accepted) > 40


@pytest.mark.slow
def test_no_picture_of_the_corpus_hurts_the_service(attacker: Account, service: Service) -> None:
    def attack(created: dict[str, Any], content: bytes) -> list[str]:
        attacker.admin.update(created, template_objects=[PHOTO]).raise_for_status()
        upload_background(attacker, created, content)
        return drawings(attacker.admin, created, {"photo": content} if content else None)

    good = [
        picture(900, 700),
        picture(3000, 2000, format="JPEG"),
        picture(2000, 1400, format="BMP"),
    ]
    survives(attacker, service, good, hostile_pictures(), attack)


@pytest.mark.slow
def test_the_workers_take_fonts_that_no_upload_would_bring() -> None:
    """The sanitizer of uploads is one wall; this is the other."""

    async def attack() -> list[str]:
        surprises = []
        renderers = Renderers(at_a_time=1)
        try:
            for name, content in hostile_fonts():
                template = card_template(*lines_in("font"), files={"font": content})
                jobs: list[Job] = [
                    RenderJob(template=template, values={}),
                    RenderJob(template=template, values={}, format="pdf"),
                    PreflightJob(template=template),
                ]
                for job in jobs:
                    try:
                        await renderers.run(job)
                    except Invalid as refusal:
                        if list(refusal.errors) != ["template_objects"]:
                            surprises.append(f"{name}: {refusal.errors}")
                    except RuntimeError as failure:
                        surprises.append(f"{name}: {failure}")
        finally:
            await renderers.close()
        return surprises

    assert asyncio.run(attack()) == []


def test_the_corpora_are_large_and_of_different_names_and_bytes() -> None:
    for corpus, least in ((hostile_fonts(), 200), (hostile_pictures(), 250)):
        files = dict(corpus)
        assert len(files) >= least
        assert len(set(files.values())) > len(files) - 5
