"""A shop of tests/process whose sync books into a real Odoo."""

import pathlib
import sys

from real_odoo import RealOdoo

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "process"))

from harness import Shop  # noqa: E402

CONNECTION = "Odoo 14"


def connect(shop: Shop, odoo: RealOdoo, source: str, *options: str, pos: str = "Main Store", url: str = "", connection: tuple = ()) -> dict:
    """Adds the connection, by `url` where the way leads through something, and the sync; what `sync add` answers."""
    shop.ask("connection", "add", CONNECTION, "--url", url or odoo.url, "--database", odoo.database, "--login", odoo.login,
             "--allow-private-network", *connection, env={"ORDERSYNC_KEY": odoo.key})
    return shop.add_sync("--odoo", CONNECTION, "--source", source, *options, pos=pos)
