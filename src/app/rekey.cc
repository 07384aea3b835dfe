// The three steps of a new key; see rekey.h.
#include "app/rekey.h"

#include <unistd.h>

#include "app/data_files.h"
#include "app/key_file.h"
#include "app/sealed_records.h"

namespace ordersync::app {

namespace {

// The folder's lock says nothing of other machines.
base::Result<void> check_no_node_lives(Store& store, sql::Connection& connection) {
  TRY_ASSIGN(const auto nodes, store.nodes().list(connection));
  for (const Node& node : nodes) {
    if (!node.alive || node.is_this) continue;
    return base::Error{
        base::ErrorKind::conflict,
        "already_serving",
        "A process on " + node.host + " (" + std::to_string(node.process) +
            ") works on this store with the old key: stop all nodes first, and give each the new key "
            "file afterwards",
        {}};
  }
  return {};
}

}  // namespace

base::Result<RekeyReport> rekey(const DataFolder& folder, const std::string& keep_old, OldKey old_key) {
  TRY(nobody_serves(folder.serve_lock(), " with the old key: stop it first"));
  RekeyReport report;
  TRY_ASSIGN(const auto store, Store::open(folder, LogTo::file, Hold::alone,
                                           old_key == OldKey::lost ? KeyFile::may_be_lost : KeyFile::fits));
  TRY_ASSIGN(const auto connection, store->database().connect());
  TRY(check_no_node_lives(*store, *connection));
  if (!keep_old.empty()) {
    TRY(copy_private_file(folder.key(), keep_old));
    report.old_key = keep_old;
  }
  const std::string next = folder.key() + std::string(kNextKey);
  ::unlink(next.c_str());  // of a rekey that died before its transaction: the store fits the old key
  TRY_ASSIGN(const auto box, base::SecretBox::open(next));
  const auto sealed = write_transaction(*connection, [&]() -> base::Result<void> {
    TRY_ASSIGN(const SealedCount count,
               seal_again(*connection, store->secrets(), box,
                          old_key == OldKey::lost ? Unreadable::stays : Unreadable::is_refused));
    report.sealed = count.all - count.unreadable;
    report.unreadable = count.unreadable;
    return set_key_check(*connection, box);
  });
  if (!sealed.ok()) {
    // A commit that nobody knows of: the next one to open the folder sees which key fits.
    if (sealed.error().kind != base::ErrorKind::unknown) ::unlink(next.c_str());
    return sealed.error();
  }
  TRY(put_in_place(next, folder.key()));
  store->log().write(base::LogLevel::warning, "key_replaced", {{"sealed", std::to_string(report.sealed)}});
  return report;
}

}  // namespace ordersync::app
