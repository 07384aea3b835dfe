"""Folders that the program has prepared once, kept to be copied: a shop's first commands cost more than many a test. Standard library only."""

import atexit
import pathlib
import shutil
import tempfile
import time
from typing import Hashable


class Prepared:
    """By what was done on an empty folder. Each is good for a while: what is due in it must not come while a test goes on."""

    def __init__(self, good_for_s: float):
        self._good_for_s = good_for_s
        self._kept: dict = {}

    def copied(self, done: Hashable, folder: pathlib.Path) -> bool:
        """Whether `folder` has become one of which this was done."""
        kept, until = self._kept.get(done, (None, 0.0))
        if not kept or time.monotonic() > until:
            return False
        shutil.copytree(kept, folder, dirs_exist_ok=True)
        return True

    def keep(self, done: Hashable, folder: pathlib.Path) -> None:
        """As it is now, in place of an older one."""
        kept, _ = self._kept.get(done, (None, 0.0))
        if kept:
            shutil.rmtree(kept)
        else:
            kept = pathlib.Path(tempfile.mkdtemp(prefix="ordersync-prepared-"))
            atexit.register(shutil.rmtree, kept, ignore_errors=True)
        shutil.copytree(folder, kept, dirs_exist_ok=True)
        self._kept[done] = kept, time.monotonic() + self._good_for_s
