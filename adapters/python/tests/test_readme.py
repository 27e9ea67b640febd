"""The README shows the adapter as it is."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = ["adapter.py", *(f"vai_adapter/{name}.py" for name in ("lines", "told", "asynchronous", "threads"))]


@pytest.mark.parametrize("name", FILES)
def test_the_readme_shows_the_file_as_it_is(name: str) -> None:
    shown = f"`{name}`\n\n```python\n{(ROOT / name).read_text()}```\n"
    assert shown in (ROOT / "README.md").read_text(), f"copy {name} into the README"
