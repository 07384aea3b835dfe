// PURE: what both Points of Sale say when a session stands in the way, in the guide's words (behaviour 8),
// and what they ask of counted cash.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/money.h"
#include "pos/pos_target.h"

namespace ordersync::pos {

base::Error no_open_session(std::string_view config);
base::Error session_already_open(std::string_view config, std::string_view session);
base::Error session_closing();
base::Error session_not_open(std::string text);
base::Error nothing_to_close(std::string_view config);
base::Error close_needs_opening(std::string_view session);
// What was to be closed is closed already, and `session` is another.
base::Error another_session_open(std::string_view config, std::string_view session);
base::Error no_payment_method(std::string_view config);

// Why the session that stands, if any, is none for orders; nothing: it is used, opened, or one is made
// (behaviour 8).
std::optional<base::Error> why_no_session(std::optional<SessionState> standing, AutoCreate auto_create,
                                          std::string_view config);

// Fails with "currency_mismatch" and "bad_counted_cash".
base::Result<void> check_counted_cash(const std::optional<base::Money>& counted, base::Currency currency);

}  // namespace ordersync::pos
