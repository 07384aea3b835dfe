// Secret: a key or password that cannot be printed by accident; SecretBox: how it rests on disk.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/hmac.h"
#include "base/result.h"

namespace ordersync::base {

// No operator<<, no formatter, wiped on destruction. reveal() is grep-able.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value);
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  bool empty() const { return value_.empty(); }
  const std::string& reveal() const { return value_; }

 private:
  std::string value_;
};

// Authenticated encryption (XChaCha20-Poly1305) with one key kept in a file beside the database.
class SecretBox {
 public:
  // Reads the 32-byte key from `path`, making the file (0600) when it is absent. Fails with
  // "key_file_permissions" when others may read it, "key_file_corrupt" when it is not a key,
  // "key_file_unavailable" otherwise.
  static Result<SecretBox> open(const std::string& path);

  // `context` (such as "sync:7") is authenticated with the text: a sealed secret cannot be moved to another
  // record.
  std::string seal(const Secret& secret, std::string_view context) const;
  // Fails with "secret_unreadable" when the key file is another one or the bytes were changed.
  Result<Secret> unseal(std::string_view sealed, std::string_view context) const;

  // Of all the parts, one after the other, by a key of this purpose's own: who reads the store without the
  // key file cannot try what the parts may have been.
  Sha256Mac mac(std::string_view purpose, std::initializer_list<std::string_view> parts) const;

 private:
  explicit SecretBox(Secret key) : key_(std::move(key)) {}
  Secret key_;
};

}  // namespace ordersync::base
