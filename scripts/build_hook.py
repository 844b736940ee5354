"""Run when a wheel or sdist is built: it must carry the front end and the compiled catalogues.

Neither is in git. The catalogues are compiled here; the front end comes from npm, so a build without
it is refused with what to do, rather than shipped without its pages' scripts and styles.
"""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class HalfhourBuildHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Leave editable installs alone: `make setup` makes both parts after them."""
        if version == "editable":
            return
        root = Path(self.root)
        vendor = root / "src" / "halfhour" / "web" / "static" / "vendor"
        if not any(vendor.glob("*/LICENSE.txt")):
            raise RuntimeError(
                f"The front end is not in {vendor}. Run `make setup`"
                " (or `npm ci` and `node scripts/vendor.mjs`), then build again."
            )
        messages(root).compile_catalogues()


def messages(root: Path) -> Any:
    """scripts/messages.py, which is no part of a package."""
    spec = importlib.util.spec_from_file_location("halfhour_messages", root / "scripts" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
