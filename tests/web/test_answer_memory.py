"""How much of finished answers a process keeps is a setting."""

from pathlib import Path

import pytest

from cardwright import settings
from cardwright.app import create_app


@pytest.mark.parametrize(("mib", "is_kept"), [(1, False), (16, True)])
def test_a_list_is_kept_where_the_memory_has_room_for_others_beside_it(
    tmp_path: Path, mib: int, is_kept: bool
) -> None:
    app = create_app(settings.load(data_dir=tmp_path, answer_memory_mib=mib))

    for kept in (app.state.pages, app.state.fragments):
        kept.put("a list", b"[]", 300_000)

        assert (kept.get("a list") == b"[]") is is_kept

    app.state.database.close()
