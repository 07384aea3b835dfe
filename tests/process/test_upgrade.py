#!/usr/bin/env python3
"""A newer program brings the store forward while an older one serves it: what is added does not disturb the older one, and after what
would, it ends by itself, and what it had in hand is gone on with. The newer program is played by its SQL."""

import sqlite3

from books import Books, assert_complete, assert_whole, goods_of
from harness import SYNC, Service, Shop, ShopTest, burger, catalogue, main, wait_for, water
from postgres import Cluster

CLUSTER = Cluster()
ADDITIONS = (
    "ALTER TABLE journal_order ADD COLUMN of_next_year TEXT",
    "ALTER TABLE pos_order ADD COLUMN of_next_year BIGINT NOT NULL DEFAULT 0",
    "CREATE TABLE next_year (id BIGINT PRIMARY KEY, what TEXT NOT NULL)",
    "CREATE INDEX pos_order_next_year ON pos_order(of_next_year)",
    "INSERT INTO schema_migration(component, version, name) VALUES ('journal', 99, 'of next year')",
)
OUTGROWN = "A newer ordersync has changed this database"


class Upgrade(ShopTest):
    def serve(self, shop: Shop) -> Service:
        self.token = shop.ask("token", "create", "till", "--scope", "operate")["token"]
        return shop.serve()

    def assert_outgrown(self, shop: Shop, service: Service) -> None:
        """It ends by itself, says why, and asks whoever looks after it to start it again."""
        answer = service.ended(60)
        self.assertEqual(answer.status, 3, answer)
        self.assertIn(OUTGROWN, answer.stderr)
        self.assertIn("schema_too_new", shop.log())

    def bring_file_forward(self, shop: Shop, *statements: str) -> None:
        store = sqlite3.connect(shop.data / "ordersync.db", timeout=30)
        for statement in statements:
            store.execute(statement)
        store.commit()
        store.close()

    def test_what_is_added_does_not_disturb_an_older_node(self):
        store = CLUSTER.store()
        shop = self.shop([burger(1), water(2)], store=store.url())
        service = self.serve(shop)
        service.run(SYNC, self.token)
        wait_for("the first are booked", lambda: store.sql("SELECT COUNT(*) FROM journal_booking") == "2")
        store.sql("BEGIN; " + "; ".join(ADDITIONS) + "; COMMIT")
        shop.source.orders += [burger(3), water(4, 2)]
        wait_for("its run has ended", lambda: store.sql("SELECT COUNT(*) FROM journal_run WHERE status = 0") == "0")
        service.run(SYNC, self.token)
        wait_for("the next are booked", lambda: store.sql("SELECT COUNT(*) FROM journal_booking") == "4")
        service.wait_until_ready()
        self.assert_fails(shop, 3, "schema_too_new", "sync", "list")  # an older program is not started any more
        service.stop()
        store.sql("DELETE FROM schema_migration WHERE version = 99")
        books = Books.of(shop)
        assert_whole(self, books, goods_of(catalogue()))
        assert_complete(self, books, {str(number): "booked" for number in range(1, 5)})

    def test_an_older_node_ends_where_it_would_do_harm_and_its_orders_are_gone_on_with(self):
        store = CLUSTER.store()
        count = 3500
        shop = self.shop([water(number) for number in range(1, count + 1)], store=store.url(),
                         goods=catalogue(products=[{"id": 11, "name": "Water", "list_price": "2.00", "type": "storable", "taxes": [],
                                                    "on_hand": "10000"}]))
        service = self.serve(shop)
        service.run(SYNC, self.token)
        wait_for("it is under way", lambda: int(store.sql("SELECT COUNT(*) FROM journal_order")) > 0, every_s=0.02)
        held = store.hold_writer()
        held.release("UPDATE ordersync_writer SET generation = 2;\n")
        self.assert_outgrown(shop, service)
        self.assertLess(int(store.sql("SELECT COUNT(*) FROM journal_booking")), count, "it was too quick for this test")
        self.assert_fails(shop, 3, "schema_too_new", "sync", "now", SYNC)

        store.sql("UPDATE ordersync_writer SET generation = 1")  # from here on this program is the newer one
        newer = shop.serve(env=shop.node("newer"))
        wait_for("all are booked", lambda: store.sql("SELECT COUNT(*) FROM journal_booking") == str(count), 120)
        newer.stop()
        self.assertEqual(store.sql("SELECT COUNT(*), COUNT(DISTINCT external_id), SUM(total) FROM pos_order"), f"{count}|{count}|{count * 200}")
        self.assertEqual(store.sql("SELECT on_hand FROM stock_quant WHERE product_id = 11"), str(10000 - count))

    def test_a_file_is_outgrown_as_well(self):
        shop = self.shop([burger(1)])
        service = self.serve(shop)
        self.bring_file_forward(shop, *ADDITIONS)
        service.run(SYNC, self.token)
        wait_for("it goes on", lambda: "booked=1" in shop.log())
        self.bring_file_forward(shop, "PRAGMA user_version = 2")
        self.assert_outgrown(shop, service)


if __name__ == "__main__":
    main()
