// SyncSettings: one "External Order Sync" as a value: everything a run needs to know, nothing it learns.
#pragma once

#include <chrono>
#include <string>

#include "journal/journal.h"
#include "match/match.h"
#include "source/push.h"
#include "source/settings.h"

namespace ordersync::sync {

struct SyncSettings {
  journal::SyncId id = 0;
  std::string name;
  std::string source;  // the source code, fixed at creation
  bool active = true;
  std::string connection;  // the Odoo that it books into, by name; empty: the embedded POS
  std::string pos_config;
  bool auto_create_session = true;
  int interval_minutes = 15;  // 0: only by hand
  source::SourceSettings fetch;
  source::PushSettings push;
  source::DecodeRules decode;  // `currency` is filled in from the POS at the start of each run
  match::MatchRules match;
  // Why what is stored cannot be read on this machine: a time zone that it does not know, a key or secret
  // that the key file does not open ("secret_unreadable", about "key" or "push-secret").
  std::optional<base::Error> unreadable = {};
  // Nothing is fetched then. What has come can be booked.
  bool lacks_key() const { return unreadable && unreadable->about == "key" && fetch.key.empty(); }
};

}  // namespace ordersync::sync
