#!/usr/bin/env python3
"""A store that fails over in the middle of a run: a server and its synchronous standby, which takes its place. Nothing that was
answered is lost and nothing is booked twice, by HAProxy as packaging/postgresql has it and by an address that names both."""

import json
import threading
import time
import urllib.parse
import urllib.request

from books import Books, assert_complete, assert_whole, goods_of
from harness import SYNC, ShopTest, catalogue, main, water
from postgres import Cluster, Proxy

ON_HAND = goods_of(catalogue())
ORDERS = 6000


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
        answer = cluster._psql(self.store.name, "SELECT COUNT(*) FROM journal_booking", check=False).stdout.strip()
        return int(answer or 0)

    def wait_for(self, what, is_so, patience_s=90):
        deadline = time.monotonic() + patience_s
        while not is_so():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.02)

    def fail_over(self, address):
        self.wait_for("it is reached", self.reaches(address), 30)
        shop = self.shop([water(number) for number in range(1, ORDERS + 1)], store=address)
        token = shop.ask("token", "create", "test", "--scope", "operate")["token"]
        service = shop.serve()
        # A warning for each of a batch's orders fills a pipe that nobody reads, and then the program waits.
        threading.Thread(target=service.process.stderr.read, daemon=True).start()
        self.ask_for_a_run(service, token)
        self.wait_for("some are booked", lambda: self.booked(self.first) > 0)
        self.first.crash()
        began = time.monotonic()
        before = self.booked(self.second)
        self.assertLess(before, ORDERS, "it failed in the middle")
        self.second.promote()
        self.wait_for("the service is heard again", lambda: self.is_ready(service))
        # Asked again and again: the first may find the run that met the crash, and get its end.
        self.wait_for("all are booked", lambda: self.booked(self.second) == ORDERS or self.asked_again(service, token))
        took = time.monotonic() - began
        service.stop()
        books = Books.of(shop)
        assert_whole(self, books, ON_HAND)
        assert_complete(self, books, {str(number): "booked" for number in range(1, ORDERS + 1)})
        print(f"failed over with {before} of {ORDERS} booked, all booked {took:.1f} s after", flush=True)

    def asked_again(self, service, token):
        self.ask_for_a_run(service, token)
        time.sleep(0.3)
        return False

    def reaches(self, address):
        shop = self.shop([], with_sync=False)
        return lambda: shop.ordersync("sync", "list", env={"ORDERSYNC_STORE": address}).status == 0

    @staticmethod
    def is_ready(service):
        try:
            with urllib.request.urlopen(service.url + "/readyz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    @staticmethod
    def ask_for_a_run(service, token):
        request = urllib.request.Request(
            f"{service.url}/api/v1/syncs/{urllib.parse.quote(SYNC)}/run", data=b"{}", method="POST",
            headers={"Authorization": "Bearer " + token, "Prefer": "respond-async", "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                json.load(answer)
                return True
        except OSError:
            return False


if __name__ == "__main__":
    main()
