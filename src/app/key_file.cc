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

// The file in PATH.next takes its place where it is the one that fits.
Result<void> finish_change(const std::string& path, sql::Connection& connection) {
  const std::string next = path + std::string(kNextKey);
  if (!file_exists(next)) return {};
  const auto coming = SecretBox::open(next);
  if (!coming.ok()) return {};
  TRY_ASSIGN(const KeyFits fits, key_fits(connection, *coming));
  if (fits != KeyFits::yes) return {};
  auto placed = put_in_place(next, path);
  return placed.ok() || !file_exists(next) ? Result<void>() : placed;
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
  TRY_ASSIGN(const auto check, key_check_of(connection));
  if (!check) return KeyFits::unknown;
  return box.unseal(*check, kContext).ok() ? KeyFits::yes : KeyFits::no;
}

Result<SecretBox> open_key_file(const std::string& path, sql::Connection& connection, WrongKey wrong_key) {
  const bool refuses = wrong_key == WrongKey::is_refused;
  // Another process may finish the change between two looks here: then the next look sees it finished.
  for (int look = 0; look < 3; ++look) {
    TRY_ASSIGN(const auto check, key_check_of(connection));
    if (file_exists(path) || !refuses || !check) {
      TRY_ASSIGN(SecretBox box, SecretBox::open(path));
      TRY_ASSIGN(KeyFits fits, key_fits(connection, box));
      if (fits == KeyFits::unknown) {
        TRY(remember(connection, box));
        TRY_ASSIGN(fits, key_fits(connection, box));  // of two nodes that begin at once one was the first
      }
      if (fits == KeyFits::yes || (fits == KeyFits::unknown && !refuses)) return box;
    }
    TRY(finish_change(path, connection));
  }
  if (refuses) return wrong_key_file(path);
  return SecretBox::open(path);
}

Result<std::optional<std::string>> key_check_of(sql::Connection& connection) {
  std::optional<std::string> sealed;
  TRY(connection.query("SELECT sealed FROM key_check WHERE id = 1", {},
                       [&](const sql::Row& row) { sealed = row.bytes(0); }));
  return sealed;
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
