#!/usr/bin/env python3
"""A store that fails over in the middle of a run: a server and its synchronous standby, which takes its place. Nothing that was
answered is lost and nothing is booked twice, by HAProxy as packaging/postgresql has it and by an address that names both."""

import contextlib
import subprocess
import time

from books import Books, assert_complete, assert_whole, goods_of
from harness import SYNC, ShopTest, catalogue, main, wait_for, water
from postgres import Cluster, Proxy, Store

ON_HAND = goods_of(catalogue())
ORDERS = 6000
PATIENCE_S = 240


class Failover(ShopTest):
    def setUp(self):
        self.first = Cluster()
        self.addCleanup(self.first.close)
        self.store = self.first.store()
        self.second = Cluster(standby_of=self.first)
        self.addCleanup(self.second.close)

    def test_by_haproxy(self):
        proxy = Proxy([self.first, self.second])
        self.addCleanup(proxy.close)
        self.fail_over(f"postgresql://tester@127.0.0.1:{proxy.port}/{self.store.name}?connect_timeout=3")

    def test_by_an_address_that_names_both(self):
        self.fail_over(f"postgresql://tester@127.0.0.1:{self.first.port},127.0.0.1:{self.second.port}/{self.store.name}"
                       "?target_session_attrs=read-write&connect_timeout=3")

    def booked(self, cluster):
        return int(Store(cluster, self.store.name).sql("SELECT COUNT(*) FROM journal_booking", check=False) or 0)

    def fail_over(self, address):
        wait_for("it is reached", self.reaches(address))
        shop = self.shop([water(number) for number in range(1, ORDERS + 1)], store=address)
        token = shop.ask("token", "create", "test", "--scope", "operate")["token"]
        service = shop.serve()
        service.run(SYNC, token)
        wait_for("some are booked", lambda: self.booked(self.first) > 0, every_s=0.02)
        self.first.crash()
        began = time.monotonic()
        before = self.booked(self.second)
        self.assertLess(before, ORDERS, "it failed in the middle")
        self.second.promote()
        wait_for("the service is heard again", service.is_ready, PATIENCE_S)
        # Asked again and again: the first may find the run that met the crash, and get its end.
        wait_for("all are booked", lambda: self.booked(self.second) == ORDERS or self.asked_again(service, token), PATIENCE_S, every_s=0.3)
        took = time.monotonic() - began
        service.stop()
        books = Books.of(shop)
        assert_whole(self, books, ON_HAND)
        assert_complete(self, books, {str(number): "booked" for number in range(1, ORDERS + 1)})
        print(f"failed over with {before} of {ORDERS} booked, all booked {took:.1f} s after", flush=True)

    def asked_again(self, service, token):
        with contextlib.suppress(OSError):
            service.ask_for_run(SYNC, token)
        return False

    def reaches(self, address):
        """The first server, and nothing else: the proxy takes both for well until it has asked them."""
        times = 8
        asks = "\\connect\n".join(["SELECT pg_is_in_recovery();\n"] * times)  # each over a connection of its own
        return lambda: subprocess.run(["psql", address, "-XAtq"], input=asks, capture_output=True, text=True, check=False).stdout == "f\n" * times


if __name__ == "__main__":
    main()
