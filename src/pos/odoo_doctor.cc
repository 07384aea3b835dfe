// The order of the examination: the connection first, then each POS configuration.
#include "pos/odoo_doctor.h"

#include "base/text.h"
#include "pos/odoo_doctor_parts.h"
#include "pos/odoo_shop.h"

namespace ordersync::pos::odoo {
namespace {

// Whether more can be asked.
bool examine_config(const Patient& patient, const std::string& name, std::vector<Finding>& findings,
                    const std::string& prefix) {
  Notes notes(findings, prefix);
  auto records = read_shop(patient.rpc, patient.reader, name);
  if (!records.ok()) {
    notes.bad(
        "pos_config", "POS configuration", records.error().message,
        records.error().code == "pos_config_not_found" ? "Choose one that exists, or make it in Odoo" : "");
    return !out_of_reach(records.error());
  }
  const auto facts = facts_of(*records);
  if (!facts.ok()) {
    notes.bad("pos_config", "POS configuration", facts.error().message,
              "Mend the configuration in Odoo, under Point of Sale, Configuration");
    return true;
  }
  notes.good("pos_config", "POS configuration",
             base::quoted(name) + " of " + std::string((*records)["config"]["company_id"].display_name()) +
                 ", in " + std::string(facts->currency.code()));
  examine_records(*records, patient.question.source_rates, notes);
  const ShopView shop{patient, *records, name, facts->company_id};
  return examine_shop(shop, notes) && examine_sessions(shop, notes) && examine_goods(shop, notes);
}

}  // namespace

std::vector<Finding> examine(Rpc& rpc, const Question& question, const base::Clock& clock) {
  std::vector<Finding> findings;
  Notes notes(findings);
  Patient patient{rpc, question, clock, {}, {}};
  if (!examine_access(patient, notes)) return findings;
  std::vector<std::string> names = {question.pos_config};
  if (question.pos_config.empty()) {
    auto all = read_config_names(rpc);
    if (!all.ok()) {
      notes.bad("pos_config", "POS configuration", all.error().message, "");
      return findings;
    }
    names = *std::move(all);
    if (names.empty()) {
      notes.bad("pos_config", "POS configuration", "The user sees no POS configuration",
                "Make one in Odoo, or let the user work in the company that has one");
    }
  }
  for (const std::string& name : names) {
    if (!examine_config(patient, name, findings, names.size() == 1 ? "" : name + ": ")) break;
  }
  return findings;
}

bool Notes::look(std::string_view code, std::string_view title,
                 const std::function<base::Result<void>(const Topic&)>& check) {
  const auto done = check(Topic{*this, code, title});
  if (done.ok()) return true;
  if (out_of_reach(done.error())) {
    bad(code, title, "Could not look: " + done.error().message, "Try again when Odoo answers");
    return false;
  }
  warning(code, title, "Could not look: " + done.error().message,
          done.error().code == "odoo_missing_right"
              ? "Look for yourself, or give the user the right to read it"
              : "");
  return true;
}

}  // namespace ordersync::pos::odoo
