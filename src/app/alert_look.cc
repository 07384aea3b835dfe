// Looking at syncs, keys and certificates; see alert_look.h.
#include "app/alert_look.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <system_error>

#include "app/config_check.h"
#include "app/owner.h"
#include "app/service_certificate.h"
#include "app/silence.h"
#include "base/text.h"
#include "journal/overview.h"
#include "sync/run_report.h"

namespace ordersync::app {

namespace {

using base::Result;
using namespace std::chrono_literals;

std::string date_of(base::Instant at) {
  return base::to_iso8601(at).substr(0, 10);
}

class Looker {
 public:
  Looker(Worker& worker, const LookOptions& options)
      : worker_(worker), options_(options), now_(worker.store.clock().now()), overview_(*worker.connection) {}

  Result<Look> run() {
    TRY_ASSIGN(const auto syncs, worker_.syncs.list());
    for (const char* const kind : {"run_failed", "source_unreachable", "orders_parked", "pos_unreachable"})
      looked_at(kind);
    for (const auto& sync : syncs) {
      if (!sync.active) continue;
      TRY(run_of(sync));
      TRY(orders_of(sync));
    }
    if (options_.silence) TRY(silences(syncs));
    sessions();
    lost();
    TRY(tokens());
    TRY(odoo_keys());
    TRY(certificates());
    disk();
    return std::move(look_);
  }

 private:
  // Without a subject: at all of them.
  void looked_at(std::string_view kind, const std::string& subject = "") {
    look_.looked.emplace(kind, subject);
  }

  void add(std::string_view kind, const std::string& subject, std::string title, std::string text) {
    look_.conditions.push_back({std::string(kind), subject, std::move(title), std::move(text)});
  }

  Result<void> run_of(const sync::SyncSettings& sync) {
    TRY_ASSIGN(const auto progress, worker_.runs->progress(sync.id));
    if (!progress.fetch_error.empty()) {
      add("source_unreachable", sync.name, "No orders can be fetched: " + sync.name,
          progress.fetch_error +
              "\nNothing is lost: the next run goes on from where the last one stopped. Look at the "
              "external system, its address and its key.");
    }
    if (progress.last_sync_status != "error") return {};
    const std::string& message = progress.last_sync_message;
    if (sync::tells_of_the_run(message)) {
      add("run_failed", sync.name, "Run failed: " + sync.name,
          message + "\nLook at `ordersync run list` or the console's Needs attention.");
    }
    return {};
  }

  Result<void> orders_of(const sync::SyncSettings& sync) {
    TRY_ASSIGN(const auto open, overview_.open(sync.id));
    if (open.need_you == 0 && open.waiting == 0) return {};
    TRY_ASSIGN(const auto causes, overview_.causes(sync.id));
    std::string text;
    for (const auto& cause : causes) {
      if (cause.kind == journal::Cause::Kind::parked && cause.remedy == order::Remedy::wait) {
        add("pos_unreachable", sync.name, "Orders cannot be booked for now: " + sync.name,
            base::counted(cause.orders, "order") + ": " + cause.message +
                "\nThey are tried again by themselves. Look at the Point of Sale if it lasts.");
        continue;
      }
      text += base::counted(cause.orders, "order") + ": " + cause.message + "\n";
    }
    if (open.need_you == 0) return {};
    add("orders_parked", sync.name,
        base::counted(open.need_you, "order") + (open.need_you == 1 ? " waits" : " wait") +
            " for you: " + sync.name,
        text + "Mend each cause once, and all its orders are booked by themselves.");
    return {};
  }

  Result<void> silences(const std::vector<sync::SyncSettings>& syncs) {
    looked_at("silence");
    TRY_ASSIGN(const auto hours, overview_.hours(now_ - kSilenceLooksBack, now_ + 1h));
    std::map<journal::SyncId, std::map<base::Instant, std::int64_t>> by_sync;
    for (const auto& hour : hours) by_sync[hour.sync][hour.hour] += hour.booked + hour.waiting;
    for (const auto& sync : syncs) {
      if (!sync.active) continue;
      TRY_ASSIGN(const auto progress, worker_.runs->progress(sync.id));
      if (!progress.cursor) continue;  // its source was never read to the end
      const base::Instant until = std::min(now_, *progress.cursor + sync.fetch.date_filter.overlap);
      const auto silence = silence_of(by_sync[sync.id], until);
      if (!silence) continue;
      add("silence", sync.name, "No orders, and there usually are some: " + sync.name,
          fmt::format(
              "No order is dated after {}. In the same {} of the last weeks there were usually {}. The "
              "source answers: look whether orders still reach it.",
              base::to_iso8601(silence->since),
              silence->hours == 1 ? "hour" : std::to_string(silence->hours) + " hours", silence->usual));
    }
    return {};
  }

  void noticed(std::string_view kind, const Noticed& seen, std::string_view one, std::string_view many,
               std::string_view after) {
    if (seen.of_all) looked_at(kind);
    for (const auto& [connection, notices] : seen.by_connection) {
      if (!connection.empty()) looked_at(kind, connection);
      if (notices.empty()) continue;
      std::string text;
      for (const order::Notice& notice : notices) text += notice.message + "\n";
      add(kind, connection,
          std::string(notices.size() == 1 ? one : many) +
              (connection.empty() ? "the embedded POS" : connection),
          text.append(after));
    }
  }

  void sessions() {
    noticed("session_needs_attention", options_.sessions,
            "A session needs you: ", "Sessions need you: ", "It is looked at again every few minutes.");
  }

  void lost() {
    constexpr const char* kTitle = "Booked orders are missing: ";
    noticed("orders_lost", options_.lost, kTitle, kTitle,
            "It may have been restored from a backup, lead to another database, or hide them from its "
            "user. `ordersync reconcile` lists those of a day; `ordersync order retry KEY --again`, or "
            "Book again on an order's page, books one again: look first whether somebody rang it up by hand. "
            "It is looked at again every hour.");
  }

  Result<void> tokens() {
    looked_at("api_token_expires");
    return worker_.connection->query(
        "SELECT id, name, expires_at FROM api_token WHERE revoked_at IS NULL AND expires_at > ? AND "
        "expires_at < ? ORDER BY id",
        {base::to_unix_ms(now_), base::to_unix_ms(now_ + 24h * kKeyWarningDays)}, [&](const sql::Row& row) {
          const std::string name(row.text(1));
          add("api_token_expires", name + " (" + std::to_string(row.integer(0)) + ")",
              "API token ends soon: " + name,
              "The API token \"" + name + "\" ends on " + date_of(base::from_unix_ms(row.integer(2))) +
                  ". Make another with `ordersync token create`, give it to the program that uses this one, "
                  "then revoke this one.");
        });
  }

  Result<void> odoo_keys() {
    looked_at("odoo_key_expires");
    return worker_.connection->query(
        "SELECT k.connection, k.ends_at FROM connection_key k JOIN connection c ON c.name = k.connection "
        "WHERE k.ends_at IS NOT NULL AND k.ends_at < ? ORDER BY 1",
        {base::to_unix_ms(now_ + 24h * kKeyWarningDays)}, [&](const sql::Row& row) {
          const std::string name(row.text(0));
          add("odoo_key_expires", name, "The API key of an Odoo ends soon: " + name,
              "An API key of the user of connection \"" + name + "\" ends on " +
                  date_of(base::from_unix_ms(row.integer(1))) +
                  ". Make a new one in Odoo, signed in as that user (Preferences, Account Security, New API "
                  "Key), then `ordersync connection edit \"" +
                  name + "\" --key-file FILE`.");
        });
  }

  Result<void> certificates() {
    looked_at("certificate_expires");
    TRY_ASSIGN(const auto certificates, service_certificates(worker_));
    for (const ServiceCertificate& one : certificates) {
      const std::string where = one.host + ":" + one.file;
      if (!one.ends_at) {
        add("certificate_expires", where, "The TLS files of a service cannot be used: " + one.host,
            one.trouble + " The service on " + one.host +
                " goes on with those it started with, until it is started again.");
      } else if (*one.ends_at - now_ < 24h * kCertificateWarningDays) {
        add("certificate_expires", where, "The certificate of a service ends soon: " + one.host,
            "The certificate of " + one.subject + " (" + where + ") ends on " + date_of(*one.ends_at) +
                ". Renew it, then start the service there again.");
      }
    }
    return {};
  }

  // Before it is full: then neither an order nor an alert can be written. Of this machine; each sees its own.
  void disk() {
    const DataFolder& folder = worker_.store.folder();
    for (const std::string& path : {folder.path, folder.log_folder}) {
      if (path.empty()) continue;  // the same folder
      std::error_code unknown;
      const auto room = std::filesystem::space(path, unknown);
      if (unknown) continue;
      const std::string where = host_name() + ":" + path;
      looked_at("disk_low", where);
      if (room.available >= options_.disk_low_bytes) continue;
      add("disk_low", where, "The disk is almost full: " + host_name(),
          fmt::format(
              "Fewer than {} MiB are left where {} is. When nothing is left no order can be received or "
              "booked. Make room, or give it a larger disk.",
              options_.disk_low_bytes >> 20, path));
    }
  }

  Worker& worker_;
  const LookOptions& options_;
  const base::Instant now_;
  journal::Overview overview_;
  Look look_;
};

}  // namespace

std::uintmax_t disk_low_bytes(const Settings& settings) {
  return static_cast<std::uintmax_t>(settings.count("alerts.disk_low_mib")) << 20;
}

Result<Look> look_for_alerts(Worker& worker, const LookOptions& options) {
  return Looker(worker, options).run();
}

}  // namespace ordersync::app
