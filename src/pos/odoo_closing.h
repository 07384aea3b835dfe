// Closing a session of a real Odoo, by version, and seeing that it is closed (protocol section 7). Never
// forced: what Odoo refuses is said in its own words and left to a person.
#pragma once

#include <optional>
#include <string>

#include "pos/odoo_session_calls.h"
#include "pos/odoo_writer.h"

namespace ordersync::pos::odoo {

// What came of a closing, beyond the session itself.
struct Closed {
  SessionRecord session;
  Closing closing;
};

// All that is written goes under `writer`; where a lost answer was settled by a look, so is the writer.
// REQUIRES: the session is opened or in closing control, and was read after the writer began. Errors as
// Sessions::close has them.
base::Result<Closed> close_session(SessionCalls& calls, Writer& writer, const SessionRecord& session,
                                   std::optional<base::Money> counted_cash);

// PURE: what Odoo said in an error, without what we say around it and without the stop at its end.
std::string words_of(const base::Error& error);

// PURE: whether a session that Odoo calls closed is closed. Nothing when it is; else what is wrong with it.
std::optional<std::string> why_not_closed(const SessionRecord& session);

}  // namespace ordersync::pos::odoo
