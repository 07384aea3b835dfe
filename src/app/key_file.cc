// The key check and the way from one key file to the next; see key_file.h.
#include "app/key_file.h"

#include "app/data_files.h"
#include "app/sealed_records.h"

namespace ordersync::app {

namespace {

using base::Result;
using base::SecretBox;

constexpr std::string_view kContext = "key check";
constexpr std::string_view kText = "ordersync";

Result<std::optional<std::string>> stored_check(sql::Connection& connection) {
  std::optional<std::string> sealed;
  TRY(connection.query("SELECT sealed FROM key_check WHERE id = 1", {},
                       [&](const sql::Row& row) { sealed = row.bytes(0); }));
  return sealed;
}

// The first time: only a key that opens all there is may call itself the right one.
Result<void> remember(sql::Connection& connection, const SecretBox& box) {
  TRY_ASSIGN(const auto count, count_sealed(connection, box));
  if (count.unreadable > 0) return {};
  return write_transaction(connection, [&]() -> Result<void> {
    const std::string sealed = box.seal(base::Secret(std::string(kText)), kContext);
    TRY(connection.execute("INSERT INTO key_check(id, sealed) VALUES (1, ?) ON CONFLICT DO NOTHING",
                           {sql::Blob{sealed}}));
    return {};
  });
}

base::Error wrong_key_file(const std::string& path) {
  return {base::ErrorKind::unavailable,
          "secret_unreadable",
          (file_exists(path) ? "The key file " + path + " is not the one that this store is sealed with"
                             : "There is no key file " + path + ", and this store is sealed with one") +
              ": copy ordersync.key from another node. Where it is lost: `ordersync rekey --lost`",
          {}};
}

}  // namespace

Result<KeyFits> key_fits(sql::Connection& connection, const SecretBox& box) {
  TRY_ASSIGN(const auto check, stored_check(connection));
  if (!check) return KeyFits::unknown;
  return box.unseal(*check, kContext).ok() ? KeyFits::yes : KeyFits::no;
}

Result<SecretBox> open_key_file(const std::string& path, sql::Connection& connection, WrongKey wrong_key) {
  const bool refuses = wrong_key == WrongKey::is_refused;
  const std::string next = path + std::string(kNextKey);
  // Another process may finish the change between two looks here: then the next look sees it finished.
  for (int look = 0;; ++look) {
    if (refuses && !file_exists(path) && !file_exists(next)) {
      TRY_ASSIGN(const auto check, stored_check(connection));
      if (check) return wrong_key_file(path);
    }
    TRY_ASSIGN(SecretBox box, SecretBox::open(path));
    TRY_ASSIGN(const KeyFits fits, key_fits(connection, box));
    if (fits == KeyFits::unknown) TRY(remember(connection, box));
    if (fits != KeyFits::no) return box;
    if (look == 2) break;
    if (!file_exists(next)) continue;
    const auto coming = SecretBox::open(next);
    if (!coming.ok()) continue;
    TRY_ASSIGN(const KeyFits next_fits, key_fits(connection, *coming));
    if (next_fits != KeyFits::yes) break;
    const auto placed = put_in_place(next, path);
    if (!placed.ok() && file_exists(next)) return placed.error();
  }
  if (refuses) return wrong_key_file(path);
  return SecretBox::open(path);
}

Result<void> set_key_check(sql::Connection& connection, const SecretBox& box) {
  const std::string sealed = box.seal(base::Secret(std::string(kText)), kContext);
  TRY(
      connection.execute("INSERT INTO key_check(id, sealed) VALUES (1, ?) "
                         "ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed",
                         {sql::Blob{sealed}}));
  return {};
}

}  // namespace ordersync::app
