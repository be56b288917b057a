"""A card template from a bundle: checked as an import checks it, its files in a folder."""

import asyncio
from pathlib import Path

import msgspec

from cardwright.card_templates.actions.bundles import read_template, read_type
from cardwright.card_templates.bundle.files import check_files
from cardwright.card_templates.bundle.reading import ReadBundle, ReadPart, read_bundle
from cardwright.cli.template_files import FileError
from cardwright.errors import Invalid
from cardwright.files.inspection import Inspection
from cardwright.layout.card import Card
from cardwright.rendering.resources import Resource
from cardwright.rendering.template import Template
from cardwright.storage.incoming import Spool, SpooledIncoming

_SIGNATURE = b"PK"


def is_bundle(path: Path) -> bool:
    """Say whether a file begins as zip files do. Raises FileError where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(len(_SIGNATURE)) == _SIGNATURE
    except OSError as failure:
        raise FileError(f"{path}: {failure.strerror}") from None


def load_bundle(
    path: Path, folder: Path, width_mm: float | None = None, height_mm: float | None = None
) -> tuple[Template, str]:
    """Return the card template in a bundle, and how it is called.

    Its files go into `folder`, which must last as long as it is drawn; `width_mm` and `height_mm`
    stand in for those of its type. Raises FileError.
    """
    spool, taken = Spool(folder), list[SpooledIncoming]()

    def incoming() -> SpooledIncoming:
        taken.append(spool.incoming())
        return taken[-1]

    try:
        bundle = read_bundle(path, incoming)
        check_bundle(bundle)
        sent, card_type = read_template(bundle), read_type(bundle)
    except Invalid as fault:
        raise FileError(f"{path} {'; '.join(*fault.errors.values())}") from None
    for one in taken:
        one.finish()
    turned: dict[str, object] = {
        name: getattr(sent, name)
        for name in ("orientation_front", "orientation_back")
        if name in sent.model_fields_set
    }
    card: dict[str, object] = {
        "width_mm": width_mm or card_type.width_mm,
        "height_mm": height_mm or card_type.height_mm,
        "orientation_front": card_type.orientation_default,
        "orientation_back": card_type.orientation_default,
        **turned,
        "double_sided": sent.double_sided,
        "non_printable_zones": msgspec.json.decode(card_type.zones_text()),
    }
    files = [(one.part, _resource(one)) for one in bundle.files]
    template = Template(
        template_objects=sent.template_objects,
        card=msgspec.convert(card, type=Card),
        backgrounds={part.side: resource for part, resource in files if part.side is not None},
        files={part.uuid: resource for part, resource in files if part.uuid is not None},
    )
    return template, sent.name


def check_bundle(bundle: ReadBundle) -> None:
    """Look at the files of a bundle as at uploads. Raises Invalid for `file`, and Unavailable."""
    asyncio.run(_check(bundle))


async def _check(bundle: ReadBundle) -> None:
    inspection = Inspection()
    try:
        await check_files(bundle, inspection)
    finally:
        await inspection.close()


def _resource(one: ReadPart) -> Resource:
    return Resource(key=f"sha256:{one.incoming.sha256()}", path=str(one.incoming.path))
