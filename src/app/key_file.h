// Which key file a store's secrets are sealed with. A known text, sealed beside them, tells it; while a new
// key is on its way (rekey, restore) there are two files, and whoever opens the folder next finishes what was
// begun. docs/operations.md has the order of the steps.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "base/result.h"
#include "base/secret.h"
#include "sql/database.h"

namespace ordersync::app {

inline constexpr std::string_view kNextKey = ".next";  // behind the name of the key file

enum class KeyFits { unknown, yes, no };  // unknown: nothing was ever sealed here

base::Result<KeyFits> key_fits(sql::Connection& connection, const base::SecretBox& box);

// Whether a key file that does not fit is given all the same: its owner may have lost the right one, and
// enters the keys again. Where nodes share a store it is not: what one seals the others have to read.
enum class WrongKey { is_given, is_refused };

// The box of the key file at `path`, made when there is none. Where the store is sealed with the key in
// PATH.next, that file is put in its place first. REQUIRES: operations_migrations() applied. Fails as
// base::SecretBox::open, and with "secret_unreadable" where a wrong one is refused; none is made then.
base::Result<base::SecretBox> open_key_file(const std::string& path, sql::Connection& connection,
                                            WrongKey wrong_key);

// What tells which key fits: the known text as it was sealed, with a nonce of its own. Nothing where no key
// was ever used.
base::Result<std::optional<std::string>> key_check_of(sql::Connection& connection);

// In the caller's transaction: from now on `box` is the one that fits.
base::Result<void> set_key_check(sql::Connection& connection, const base::SecretBox& box);

}  // namespace ordersync::app
