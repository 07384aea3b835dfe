// The connection: what is there, who we are in it, and for how long.
#include <algorithm>

#include "base/text.h"
#include "pos/odoo_doctor_parts.h"
#include "pos/odoo_key_end.h"

namespace ordersync::pos::odoo {
namespace {

constexpr int kOldestKnown = 14;
constexpr int kNewestKnown = 19;
constexpr std::chrono::days kSoon{30};
constexpr std::chrono::days kVerySoon{7};

constexpr std::string_view kNewKey =
    "Make a new API key in Odoo, signed in as this user: Preferences, Account Security, New API Key";

std::string fix_of(const base::Error& error) {
  if (error.code == "odoo_access_denied") return std::string(kNewKey);
  if (error.code == "odoo_no_api") return "Open the API: Odoo Online has it with the plan Custom";
  if (error.code == "odoo_too_old") return "Bring Odoo to version 14 or later";
  if (out_of_reach(error)) return "Look at the server and the way to it, then try again";
  return "Correct the connection";
}

void note_version(const Server& server, const Topic& topic) {
  const std::string text = "Odoo " + server.version;
  if (server.series > kNewestKnown) {
    topic.warning(text + " is newer than those that were tried (" + std::to_string(kOldestKnown) + " to " +
                      std::to_string(kNewestKnown) + ")",
                  "Book a few orders into a test copy of the database first");
    return;
  }
  topic.good(text);
}

base::Result<void> look_at_key(const Patient& patient, const Topic& topic) {
  const base::Instant now = patient.clock.now();
  TRY_ASSIGN(const UserKeys keys, read_user_keys(patient.rpc, patient.server, now));
  if (!keys.any) {
    topic.warning(
        "The user signs in with a password",
        "Use an API key: a password may be changed any day, and does not work with two-factor sign-in");
    return {};
  }
  if (!keys.may_expire) {
    topic.good("API keys of this version do not expire");
    return {};
  }
  if (!keys.first_end) {
    topic.good("The API key does not expire");
    return {};
  }
  const auto days = std::chrono::floor<std::chrono::days>(*keys.first_end - now);
  const std::string text = "The API key " + base::quoted(keys.name) + " ends on " +
                           base::to_iso8601(*keys.first_end).substr(0, 10) + ", in " +
                           base::counted(days.count(), "day");
  if (days <= kVerySoon) {
    topic.bad(text, std::string(kNewKey));
  } else if (days <= kSoon) {
    topic.warning(text, std::string(kNewKey));
  } else {
    topic.good(text);
  }
  return {};
}

// From 15 to 18 Odoo writes a message into the session when it is opened or closed.
base::Result<void> look_at_email(const Patient& patient, const Topic& topic) {
  TRY_ASSIGN(const Value user,
             read_one(patient.rpc, "res.users", patient.server.user_id, {"name", "email"}, {}));
  const std::string who = std::string(user["name"].text());
  const int series = patient.server.series;
  if (!user["email"].text().empty()) {
    topic.good(who + " has an e-mail address");
  } else if (series >= 15 && series <= 18) {
    topic.bad(who + " has no e-mail address: Odoo refuses to open and close sessions then",
              "Give the user an e-mail address in Odoo, Settings, Users");
  } else {
    topic.good(who + " has no e-mail address; this version minds it not");
  }
  return {};
}

base::Result<bool> has_group(const Patient& patient, std::string_view group) {
  Call call{"res.users", "has_group", std::nullopt, {{"group_ext_id", group}}, {}, Effect::reads};
  if (patient.server.series >= 18) call.ids = std::vector{patient.server.user_id};
  TRY_ASSIGN(const Value answer, patient.rpc.call(call));
  return answer.boolean();
}

base::Result<void> look_at_rights(const Patient& patient, const Topic& topic) {
  TRY_ASSIGN(const bool may_sell, has_group(patient, "point_of_sale.group_pos_user"));
  if (!may_sell) {
    topic.bad("The user has no role in the Point of Sale",
              "Give it Point of Sale / User in Odoo, Settings, Users: that is enough");
    return {};
  }
  TRY_ASSIGN(const bool is_administrator, has_group(patient, "base.group_system"));
  if (is_administrator) {
    topic.warning("The user may administer the whole Odoo",
                  "A user of its own with Point of Sale / User is enough, and safer");
    return {};
  }
  topic.good("Point of Sale / User");
  return {};
}

}  // namespace

bool examine_access(Patient& patient, Notes& notes) {
  const auto version = patient.rpc.version();
  if (!version.ok()) {
    notes.bad("version", "Version", version.error().message, fix_of(version.error()));
    return false;
  }
  auto server = patient.rpc.server();
  if (!server.ok()) {
    if (server.error().code == "odoo_too_old") {
      notes.bad("version", "Version", server.error().message, fix_of(server.error()));
      return false;
    }
    notes.good("version", "Version", "Odoo " + *version);
    notes.bad("api_access", "API access", server.error().message, fix_of(server.error()));
    return false;
  }
  patient.server = *std::move(server);
  note_version(patient.server, {notes, "version", "Version"});
  notes.good("api_access", "API access",
             std::string(patient.server.api == Api::json_2 ? "JSON-2" : "JSON-RPC") + ", signed in as user " +
                 std::to_string(patient.server.user_id));
  auto reader = read_reader(patient.rpc);
  if (!reader.ok()) {
    notes.bad("api_access", "API access", reader.error().message, fix_of(reader.error()));
    return false;
  }
  patient.reader = *std::move(reader);
  return notes.look("key_expiry", "Key expiry", look_at_key, patient) &&
         notes.look("user_email", "User's e-mail", look_at_email, patient) &&
         notes.look("user_rights", "User's rights", look_at_rights, patient);
}

}  // namespace ordersync::pos::odoo
