// ConnectionStore: the Odoos that syncs may book into, at rest. Their keys are sealed and never shown. Asks
// no Odoo anything. One thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"
#include "base/time.h"
#include "pos/odoo_rpc.h"
#include "sql/database.h"

namespace ordersync::app {

// What a person says about a connection, as text. Fields that are not set leave it as it is.
struct ConnectionForm {
  std::optional<std::string> url;       // http or https, without a path
  std::optional<std::string> database;  // empty: the server's only one
  std::optional<std::string> login;
  std::optional<base::Secret> key;                   // an API key or a password
  std::optional<std::string> ca_file;                // PEM; empty: the machine's authorities
  std::optional<std::string> allow_private_network;  // "true", "false"
  std::optional<std::vector<std::string>>
      stock_at_closing;                       // POS configurations, as a whole; others: real time
  std::optional<std::string> answer_timeout;  // seconds that an answer is waited for
  std::optional<std::string> server_limit;    // seconds that Odoo may work on after that
};

struct StoredConnection {
  std::int64_t id = 0;
  std::int64_t revision = 0;  // grows with every change
  pos::odoo::ConnectionSettings settings;
  std::vector<std::string> syncs;  // names of those that book through it
  base::Instant created_at;
  base::Instant updated_at;
};

// Whether an edited connection leads to the Odoo it led to before, perhaps by another address.
enum class Leads { to_the_same, elsewhere };

class ConnectionStore {
 public:
  // All outlive it. REQUIRES: app::migrations() applied.
  ConnectionStore(sql::Connection& connection, const base::SecretBox& box, const base::Clock& clock)
      : connection_(connection), box_(box), clock_(clock) {}

  // Fails with "connection_exists", "bad_option".
  base::Result<StoredConnection> add(std::string_view name, const ConnectionForm& form);
  // `revision`: the change was made from that one. Fails with "connection_not_found", "bad_option",
  // "edited_meanwhile", and another server or database with "odoo_writer_busy" while an answer of the one
  // before may still come; nothing is then changed. What is kept of the same Odoo goes along.
  base::Result<StoredConnection> edit(std::string_view name, const ConnectionForm& form,
                                      std::optional<std::int64_t> revision, Leads leads);
  // Fails with "connection_in_use", naming the syncs; "connection_not_found".
  base::Result<void> remove(std::string_view name);

  // With its key. Fails with "connection_not_found", naming the connections there are; "secret_unreadable"
  // when the key file is another one.
  base::Result<StoredConnection> get(std::string_view name);
  // As get(); a key that the key file does not open is empty.
  base::Result<StoredConnection> get_to_mend(std::string_view name);
  base::Result<std::vector<StoredConnection>> list();  // by name; keys are left out
  // Whether the connection of that name is there and has this pos::odoo::connection_key().
  base::Result<bool> leads_to(std::string_view name, std::string_view key);
  // Nothing when there is none of that name; cheap.
  base::Result<std::optional<std::int64_t>> revision_of(std::string_view name);

 private:
  base::Result<std::vector<StoredConnection>> select(std::optional<std::string_view> name);
  base::Result<base::Secret> key_of(const StoredConnection& stored);
  base::Result<void> write(const StoredConnection& stored);

  sql::Connection& connection_;
  const base::SecretBox& box_;
  const base::Clock& clock_;
};

// Applies the form; every rule about a field stands here. Fails with "bad_option", about the
// option's name, and with "bad_url"; `settings` is then unchanged.
base::Result<void> apply(const ConnectionForm& form, pos::odoo::ConnectionSettings& settings);

}  // namespace ordersync::app
