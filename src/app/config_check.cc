// The looks of `config check`; see config_check.h.
#include "app/config_check.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "app/data_files.h"
#include "app/store.h"
#include "base/durable_file.h"
#include "http/listen_address.h"
#include "http/tls_files.h"

namespace ordersync::app {

namespace {

using base::Health;
using namespace std::chrono_literals;

class Looks {
 public:
  Looks(const Settings& settings, base::Instant now) : settings_(settings), now_(now) {}

  std::vector<ConfigFinding> run() {
    for (const SettingProblem& problem : settings_.problems()) {
      findings_.push_back({problem.code, Health::bad, problem.name, problem.line, problem.message, {}});
    }
    if (!findings_.empty()) return std::move(findings_);
    data_folder();
    log_folder();
    key_file();
    address();
    tls();
    retention();
    return std::move(findings_);
  }

 private:
  void add(std::string code, Health health, std::string_view setting, std::string text,
           std::string fix = {}) {
    const int line = setting.empty() ? 0 : settings_.effective(setting).line;
    findings_.push_back(
        {std::move(code), health, std::string(setting), line, std::move(text), std::move(fix)});
  }

  void data_folder() {
    const std::string path = settings_.text("data");
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
      std::string above = path;
      while (!file_exists(above) && above != "." && above != "/") above = base::folder_of(above);
      if (::access(above.c_str(), W_OK | X_OK) == 0)
        return add("folder_absent", Health::good, "data", "The data folder " + path + " will be made");
      return add("folder_not_writable", Health::bad, "data",
                 "The data folder " + path + " is not there and cannot be made: " + std::strerror(errno),
                 "make it, for the user that runs the service alone (chmod 700)");
    }
    if (!S_ISDIR(status.st_mode) || ::access(path.c_str(), R_OK | W_OK | X_OK) != 0) {
      return add("folder_not_writable", Health::bad, "data",
                 "The data folder " + path + " is no folder that this user may write in",
                 "give it to the user that runs the service");
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
      return add("folder_open_to_others", Health::warning, "data",
                 "Other users of this machine reach into the data folder " + path, "chmod 700 " + path);
    }
    add("folder_good", Health::good, "data", "The data folder " + path + " is this user's alone");
  }

  void log_folder() {
    const std::string path = settings_.text("log.folder");
    if (path.empty()) return;
    if (::access(path.c_str(), W_OK | X_OK) == 0)
      return add("folder_good", Health::good, "log.folder", "The log folder " + path + " can be written");
    add("folder_not_writable", Health::bad, "log.folder",
        "The log folder " + path + " cannot be written: " + std::strerror(errno),
        "make it, or give the right");
  }

  void key_file() {
    const std::string path = DataFolder{settings_.text("data")}.key();
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return;
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
      return add("key_file_permissions", Health::bad, "data",
                 "The key file " + path + " may be read by other users", "chmod 600 " + path);
    }
    if (::access(path.c_str(), R_OK) != 0)
      return add("key_file_unavailable", Health::bad, "data", "The key file " + path + " cannot be read",
                 "give it to the user that runs the service");
    add("key_file_good", Health::good, "data", "The key file is its owner's alone");
  }

  void address() {
    const auto parsed = http::parse_listen_address(settings_.text("serve.listen"));
    if (!parsed.ok()) return;  // a problem of the settings
    const bool encrypted = !settings_.text("serve.tls_cert").empty();
    if (!parsed->is_loopback && !encrypted && !settings_.flag("serve.behind_proxy")) {
      add("address_open", Health::bad, "serve.listen",
          settings_.text("serve.listen") + " is reached by other machines without TLS; serve refuses that",
          "name serve.tls_cert and serve.tls_key, or say serve.behind_proxy = true");
    }
    const std::string process = serving_process(DataFolder{settings_.text("data")}.serve_lock());
    const auto tried = http::try_listening(parsed->address, parsed->port);
    if (tried.ok())
      return add("address_free", Health::good, "serve.listen", settings_.text("serve.listen") + " is free");
    if (tried.error().code == "address_in_use" && !process.empty()) {
      return add("address_served", Health::good, "serve.listen",
                 "serve runs on this folder (process " + process + ") and " + settings_.text("serve.listen") +
                     " is in use");
    }
    add(tried.error().code, Health::bad, "serve.listen", tried.error().message);
  }

  void tls() {
    const std::string certificate = settings_.text("serve.tls_cert");
    const std::string key = settings_.text("serve.tls_key");
    if (certificate.empty() && key.empty()) return;
    if (certificate.empty() || key.empty()) {
      return add("tls_files_unusable", Health::bad, certificate.empty() ? "serve.tls_cert" : "serve.tls_key",
                 "TLS needs both a certificate and its key; only one is named", "name the other one");
    }
    if (settings_.flag("serve.behind_proxy")) {
      add("tls_behind_proxy", Health::bad, "serve.behind_proxy",
          "TLS files are named and a proxy is said to do TLS: serve takes one of them");
    }
    const auto files = http::inspect_tls_files(certificate, key);
    if (!files.ok()) return add(files.error().code, Health::bad, "serve.tls_cert", files.error().message);
    const std::string until = base::to_iso8601(files->not_after);
    if (now_ >= files->not_after || now_ < files->not_before) {
      return add("certificate_expired", Health::bad, "serve.tls_cert",
                 "The certificate of " + files->subject + " is good from " +
                     base::to_iso8601(files->not_before) + " until " + until + " only",
                 "renew it, then start serve again");
    }
    if (files->not_after - now_ < 24h * kCertificateWarningDays) {
      return add("certificate_expires_soon", Health::warning, "serve.tls_cert",
                 "The certificate of " + files->subject + " ends on " + until,
                 "renew it, then start serve again");
    }
    add("certificate_good", Health::good, "serve.tls_cert",
        "The certificate of " + files->subject + " fits its key and is good until " + until);
  }

  void retention() {
    const std::int64_t personal = settings_.count("retention.personal_data_days");
    const std::int64_t payload = settings_.count("retention.payload_days");
    if (personal == 0 && payload == 0) {
      add("retention_off", Health::warning, "retention.personal_data_days",
          "Names and numbers of people in orders are kept for ever", "say for how many days they are needed");
    }
  }

  const Settings& settings_;
  const base::Instant now_;
  std::vector<ConfigFinding> findings_;
};

}  // namespace

std::vector<ConfigFinding> check_config(const Settings& settings, base::Instant now) {
  return Looks(settings, now).run();
}

bool is_healthy(const std::vector<ConfigFinding>& findings) {
  return std::none_of(findings.begin(), findings.end(),
                      [](const ConfigFinding& finding) { return finding.health == Health::bad; });
}

}  // namespace ordersync::app
