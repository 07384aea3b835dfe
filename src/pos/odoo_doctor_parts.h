// INTERNAL to the doctor: what its groups of checks share. A check answers findings or an error; the error
// becomes a line as well (see Notes::look).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pos/odoo_doctor.h"
#include "pos/odoo_shop_read.h"

namespace ordersync::pos::odoo {

// Who is examined, and what is known of him so far.
struct Patient {
  Rpc& rpc;
  const Question& question;
  const base::Clock& clock;
  Server server;
  Reader reader;
};

// One POS configuration of the patient.
struct ShopView {
  const Patient& patient;
  const Value& records;  // of odoo_shop.h
  std::string name;
  std::int64_t company_id = 0;
};

struct Topic;

// Collects the lines of one group; `prefix` is put before their titles ("Main Store: ").
class Notes {
 public:
  explicit Notes(std::vector<Finding>& findings, std::string prefix = {})
      : findings_(findings), prefix_(std::move(prefix)) {}

  void good(std::string_view code, std::string_view title, std::string text) {
    add(code, Health::good, title, std::move(text), {});
  }
  void warning(std::string_view code, std::string_view title, std::string text, std::string fix) {
    add(code, Health::warning, title, std::move(text), std::move(fix));
  }
  void bad(std::string_view code, std::string_view title, std::string text, std::string fix) {
    add(code, Health::bad, title, std::move(text), std::move(fix));
  }

  // Runs a check. What the user may not see is a warning, an Odoo that went away a bad line; false when
  // nothing more needs to be asked.
  bool look(std::string_view code, std::string_view title,
            const std::function<base::Result<void>(const Topic&)>& check);
  template <class Subject>
  bool look(std::string_view code, std::string_view title,
            base::Result<void> (*check)(const Subject&, const Topic&), const Subject& subject);

 private:
  void add(std::string_view code, Health health, std::string_view title, std::string text, std::string fix) {
    findings_.push_back(
        {std::string(code), health, prefix_ + std::string(title), std::move(text), std::move(fix)});
  }

  std::vector<Finding>& findings_;
  std::string prefix_;
};

// One thing that is looked at: where its lines go, and what they begin with.
struct Topic {
  Notes& notes;
  std::string_view code;
  std::string_view title;

  void good(std::string text) const { notes.good(code, title, std::move(text)); }
  void warning(std::string text, std::string fix) const {
    notes.warning(code, title, std::move(text), std::move(fix));
  }
  void bad(std::string text, std::string fix) const {
    notes.bad(code, title, std::move(text), std::move(fix));
  }
};

template <class Subject>
bool Notes::look(std::string_view code, std::string_view title,
                 base::Result<void> (*check)(const Subject&, const Topic&), const Subject& subject) {
  return look(code, title, [&](const Topic& topic) { return check(subject, topic); });
}

// The connection: version, sign-in, key, e-mail, rights.
// False when nothing more can be asked; the patient's server and reader are known when true.
bool examine_access(Patient& patient, Notes& notes);

// PURE: what the configuration's records tell: methods, cash, price list, stock, taxes, zone.
void examine_records(const Value& records, const std::vector<base::Decimal>& source_rates, Notes& notes);

// What needs further calls. Each is false when Odoo went away.
bool examine_shop(const ShopView& shop, Notes& notes);      // picking type, journals
bool examine_sessions(const ShopView& shop, Notes& notes);  // sessions, lock dates
bool examine_goods(const ShopView& shop, Notes& notes);     // products, the rounding product

}  // namespace ordersync::pos::odoo
