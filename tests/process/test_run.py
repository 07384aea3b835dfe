#!/usr/bin/env python3
"""./run, as somebody sees it who has never been here: a shop, its orders in a table, the console's address; and once more on the
same folder. With --odoo: tests/odoo/test_commands.py."""

import os
import re
import signal

from api import Api
from harness import PROGRAM, REPOSITORY, Running, ShopTest, free_port, main, wait_for


class Run(ShopTest):
    def setUp(self):
        self.ours = self.shop(with_sync=False)
        self.data = self.ours.folder / "shown"
        self.runs = 0

    def begin(self, *options: str) -> Running:
        self.runs += 1
        process = Running(self.ours.folder / f"run-{self.runs}", [str(REPOSITORY / "run"), "--data", str(self.data), *options],
                          env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "ORDERSYNC_PROGRAM": PROGRAM}, start_new_session=True)
        self.addCleanup(self.end, process)
        return process

    def end(self, process: Running, how: signal.Signals = signal.SIGKILL) -> None:
        if process.poll() is None:
            os.killpg(process.pid, how)  # as a terminal does it at Ctrl-C
        process.wait(60)

    def once(self) -> str:
        process = self.begin("--once")
        self.assertEqual(process.wait(120), 0, process.said())
        return process.said()[0]

    def ask(self, *command: str) -> list:
        return self.ours.ask(*command, "--limit", "1000", env={"ORDERSYNC_DATA": str(self.data)})["items"]

    def booked(self) -> list:
        return [(row["name"], row["reference"], row["total"]) for row in self.ask("pos", "orders")]

    def test_the_sample_orders_are_booked_shown_and_not_booked_again(self):
        first = self.once()
        self.assertIn("New: a shop with its catalogue", first)
        self.assertRegex(first, r"(?m)^main-store-orders/639 +booked +Main Store/\d+ +92\.00 SAR ")
        self.assertIn("\nLast Sync Message: Processed ", first)
        booked = self.booked()
        self.assertGreater(len(booked), 10)
        again = self.once()
        self.assertNotIn("New: a shop", again)
        self.assertIn("\nLast Sync Message: ", again)
        later = self.booked()  # the sample sells something every few seconds
        self.assertEqual([row for row in later if row in booked], booked)
        self.assertEqual(len({row[1:] for row in later}), len(later), "a sale, or its refund, stands twice")

    def test_it_serves_the_console_until_ctrl_c(self):
        port = free_port()
        process = self.begin("--port", str(port))
        said = wait_for("it says where the console is", lambda: re.search(r"The console: (http\S+)#(\S+)", process.said()[0]),
                        explain=lambda: "\n".join(process.said()))
        self.assertEqual(said[1], f"http://127.0.0.1:{port}/welcome")
        checked = Api(said[1]).call("POST", "/api/v1/sign-in/link/check", {"token": said[2]})
        self.assertEqual((checked.status, checked.json["first_run"]), (200, True), checked)
        (sync,) = self.ask("sync", "list")
        self.end(process, signal.SIGINT)
        self.assertEqual(process.returncode, 0, process.said())
        for who in (said[1], sync["url"]):
            with self.assertRaises(ConnectionRefusedError, msg=f"nothing stays running at {who}"):
                Api(who).call("GET", "/")


if __name__ == "__main__":
    main()
