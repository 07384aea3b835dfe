// One row a service; see service_certificate.h.
#include "app/service_certificate.h"

#include <chrono>
#include <filesystem>
#include <utility>

#include "app/owner.h"
#include "http/tls_files.h"
#include "sql/nullable.h"

namespace ordersync::app {

namespace {

using base::Result;
using namespace std::chrono_literals;

constexpr base::Milliseconds kSeenEvery = 1h;
constexpr base::Milliseconds kForgottenAfter = 24h;

struct Noted {
  ServiceCertificate certificate;
  base::Instant looked_at;
};

Noted noted_in(const sql::Row& row) {
  Noted noted{{std::string(row.text(0)),
               std::string(row.text(1)),
               std::string(row.text(2)),
               {},
               std::string(row.text(4))},
              base::from_unix_ms(row.integer(5))};
  noted.certificate.ends_at = sql::maybe_time(row, 3);
  return noted;
}

ServiceCertificate look_at(const std::string& certificate_file, const std::string& key_file) {
  ServiceCertificate seen{host_name(), certificate_file, {}, {}, {}};
  auto files = http::inspect_tls_files(certificate_file, key_file);
  if (!files.ok()) {
    seen.trouble = files.error().message;
    return seen;
  }
  seen.subject = std::move(files->subject);
  seen.ends_at = files->not_after;
  return seen;
}

bool same(const ServiceCertificate& a, const ServiceCertificate& b) {
  return a.file == b.file && a.subject == b.subject && a.ends_at == b.ends_at && a.trouble == b.trouble;
}

}  // namespace

Result<void> note_certificate(Worker& worker, const std::string& certificate_file,
                              const std::string& key_file) {
  sql::Connection& connection = *worker.connection;
  const std::string host = host_name();
  const std::string folder = std::filesystem::absolute(worker.store.folder().path).lexically_normal();
  const base::Instant now = worker.store.clock().now();
  std::optional<Noted> before;
  TRY(connection.query(
      "SELECT host, file, subject, ends_at, trouble, looked_at FROM service_certificate WHERE host = ? AND "
      "folder = ?",
      {host, folder}, [&](const sql::Row& row) { before = noted_in(row); }));
  if (certificate_file.empty()) {
    if (!before) return {};
    return sql::write_transaction(connection, [&]() -> Result<void> {
      TRY(connection.execute("DELETE FROM service_certificate WHERE host = ? AND folder = ?",
                             {host, folder}));
      return {};
    });
  }
  const ServiceCertificate seen = look_at(certificate_file, key_file);
  const bool seen_lately = before && before->looked_at <= now && now - before->looked_at < kSeenEvery;
  if (seen_lately && same(before->certificate, seen)) return {};
  return sql::write_transaction(connection, [&]() -> Result<void> {
    TRY(connection.execute("DELETE FROM service_certificate WHERE looked_at < ?",
                           {base::to_unix_ms(now - kForgottenAfter)}));
    TRY(connection.execute(
        "INSERT INTO service_certificate(host, folder, file, subject, ends_at, trouble, looked_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (host, folder) DO UPDATE SET file = excluded.file, "
        "subject = excluded.subject, ends_at = excluded.ends_at, trouble = excluded.trouble, "
        "looked_at = excluded.looked_at",
        {host, folder, seen.file, seen.subject, sql::or_null(seen.ends_at), seen.trouble,
         base::to_unix_ms(now)}));
    return {};
  });
}

Result<std::vector<ServiceCertificate>> service_certificates(Worker& worker) {
  std::vector<ServiceCertificate> certificates;
  TRY(worker.connection->query(
      "SELECT host, file, subject, ends_at, trouble, looked_at FROM service_certificate WHERE looked_at > ? "
      "ORDER BY host, file",
      {base::to_unix_ms(worker.store.clock().now() - kForgottenAfter)},
      [&](const sql::Row& row) { certificates.push_back(noted_in(row).certificate); }));
  return certificates;
}

}  // namespace ordersync::app
