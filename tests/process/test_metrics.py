#!/usr/bin/env python3
"""The dashboard and the alert rules in packaging/monitoring ask for metrics and labels that `serve` gives, and for no others."""

import json
import re

import yaml

from harness import REPOSITORY, SYNC, Shop, ShopTest, burger, item, main, order, wait_for

FOLDER = REPOSITORY / "packaging/monitoring"
NAME = re.compile(r"\bordersync_[a-z_]+")
SELECTOR = re.compile(r"\b(ordersync_[a-z_]+)\{([^}]*)\}")
ONCE = re.compile(r"\bmax without \(instance\) \((ordersync_[a-z_]+)")
OF_A_PROCESS = {"ordersync_build_info", "ordersync_orders_total", "ordersync_runs_total", "ordersync_certificate_end_timestamp_seconds"}


class Monitoring(ShopTest):
    @classmethod
    def setUpClass(cls):
        cls.our_shop = Shop([burger(1), order(2, [item("Latte XL", 5)], 5)])
        cls.addClassCleanup(cls.our_shop.close)
        service = cls.our_shop.serve()
        # By the service, which counts what it does.
        token = cls.our_shop.ask("token", "create", "test", "--scope", "operate")["token"]
        service.run(SYNC, token)
        # It is counted by who did it, a moment after its end is in the store.
        wait_for("the run is counted", lambda: "ordersync_runs_total{" in service.get("/metrics"))
        cls.text = service.get("/metrics")
        cls.families = set(re.findall(r"^# TYPE (\S+)", cls.text, re.M))
        cls.labels = {}
        for name, labels in re.findall(r"^(ordersync_[a-z_]+)(?:\{([^}]*)\})? ", cls.text, re.M):
            for label, value in re.findall(r'(\w+)="([^"]*)"', labels):
                cls.labels.setdefault((name, label), set()).add(value)

    def rules(self) -> list:
        groups = yaml.safe_load((FOLDER / "ordersync.rules.yml").read_text())["groups"]
        return [rule for group in groups for rule in group["rules"]]

    def expressions(self) -> list:
        dashboard = json.loads((FOLDER / "ordersync.dashboard.json").read_text())
        asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
        return asked + [rule["expr"] for rule in self.rules()]

    def test_every_metric_asked_for_is_there(self):
        asked = {name for expression in self.expressions() for name in NAME.findall(expression)}
        self.assertGreater(len(asked), 10)
        self.assertEqual(asked - self.families, set())

    def test_every_metric_there_is_shown(self):
        dashboard = (FOLDER / "ordersync.dashboard.json").read_text()
        self.assertEqual({name for name in self.families if name.startswith("ordersync_")} - set(NAME.findall(dashboard)), set())

    def test_labels_and_their_values_are_there(self):
        for expression in self.expressions():
            for name, inside in SELECTOR.findall(expression):
                for label, value in re.findall(r'(\w+)="([^"]*)"', inside):
                    self.assertIn((name, label), self.labels, expression)
                    # A counter has a label's value only once it has counted it.
                    if not name.endswith("_total"):
                        self.assertIn(value, self.labels[name, label], expression)

    # Each node tells what is of the store: two would have the orders of one counted twice, and an alert told twice.
    def test_what_is_of_the_store_is_taken_once_of_all_nodes(self):
        for expression in self.expressions():
            asked = [name for name in NAME.findall(expression) if name not in OF_A_PROCESS]
            self.assertEqual(ONCE.findall(expression), asked, expression)

    def test_every_rule_says_how_grave_it_is_and_what_it_means(self):
        names = [rule["alert"] for rule in self.rules()]
        self.assertEqual(len(names), len(set(names)))
        for rule in self.rules():
            self.assertIn(rule["labels"]["severity"], ("info", "warning", "critical"))
            self.assertTrue(rule["annotations"]["summary"])


if __name__ == "__main__":
    main()
