// What hangs on a configuration: where its stock goes, and where its cash differences go.
#include "base/text.h"
#include "pos/odoo_doctor_parts.h"

namespace ordersync::pos::odoo {
namespace {

base::Result<void> look_at_picking_type(const ShopView& shop, const Topic& topic) {
  const auto id = shop.records["config"]["picking_type_id"].id();
  if (!id) {
    topic.bad("The POS has no operation type: its stock would not move",
              "Choose one in the POS configuration, under Inventory");
    return {};
  }
  TRY_ASSIGN(const Value type, read_one(shop.patient.rpc, "stock.picking.type", *id,
                                        {"name", "active", "warehouse_id", "default_location_src_id"}, {}));
  const std::string name(type["name"].text());
  if (!type["active"].boolean()) {
    topic.bad("The operation type " + base::quoted(name) + " is archived",
              "Choose another in the POS configuration, or restore it");
  } else if (!type["warehouse_id"].id() || !type["default_location_src_id"].id()) {
    topic.warning("The operation type " + base::quoted(name) + " has no warehouse or no source location",
                  "Complete it in Odoo, Inventory, Operation Types");
  } else {
    topic.good(base::quoted(name) + ", out of " +
               std::string(type["default_location_src_id"].display_name()));
  }
  return {};
}

// A difference at closing is booked on the cash journal's profit and loss accounts.
base::Result<void> look_at_journals(const ShopView& shop, const Topic& topic) {
  const std::string_view field = shop.patient.server.series >= 15 ? "journal_id" : "cash_journal_id";
  for (const Value& method : shop.records["methods"].items()) {
    const auto id = method[field].id();
    if (!method["is_cash_count"].boolean()) continue;
    if (!id) {
      topic.bad("The cash method " + base::quoted(method["name"].text()) + " has no journal",
                "Give it a cash journal in Odoo, Point of Sale, Payment Methods");
      continue;
    }
    TRY_ASSIGN(const Value journal, read_one(shop.patient.rpc, "account.journal", *id,
                                             {"name", "profit_account_id", "loss_account_id"}, {}));
    const std::string name(journal["name"].text());
    if (journal["profit_account_id"].id() && journal["loss_account_id"].id()) {
      topic.good(base::quoted(name) + " can book a cash difference");
    } else {
      topic.warning(base::quoted(name) +
                        " has no profit or no loss account: Odoo does not close a session "
                        "whose cash differs",
                    "Set both accounts on the journal in Odoo, Accounting, Journals");
    }
  }
  return {};
}

}  // namespace

bool examine_shop(const ShopView& shop, Notes& notes) {
  return notes.look("picking_type", "Operation type", look_at_picking_type, shop) &&
         notes.look("cash_journal", "Cash journal", look_at_journals, shop);
}

}  // namespace ordersync::pos::odoo
