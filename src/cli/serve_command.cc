// The daemon and the sample external system; see serve_command.h.
#include "cli/serve_command.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/demo_source.h"
#include "http/listen_address.h"

namespace ordersync::cli {

namespace {

struct ServeOptions {
  std::string listen = "127.0.0.1:8080";
  std::string tls_certificate;
  std::string tls_key;
  bool behind_proxy = false;
};

// Until SIGTERM or SIGINT. The clock wakes for the stop within its short sleeps.
void wait_for_stop(base::Clock& clock) {
  using namespace std::chrono_literals;
  while (!stop_flag()) clock.sleep_for(100ms);
}

int serve(const Output& output, const Shared& shared, const ServeOptions& options, const Edges& edges) {
  const auto address = http::parse_listen_address(options.listen);
  if (!address.ok()) return output.failure(address.error());
  const bool encrypted = !options.tls_certificate.empty();
  if (!address->is_loopback && !encrypted && !options.behind_proxy) {
    return output.usage(
        "--listen " + options.listen +
        " is reachable from other machines: give --tls-cert and --tls-key, or say --behind-proxy");
  }
  auto store = app::Store::open({shared.data}, app::LogTo::file_and_stderr);
  if (!store.ok()) return output.failure(store.error());
  base::Log& log = (*store)->log();
  auto service = app::Service::start(**store);
  if (!service.ok()) return output.failure(service.error());

  http::ServerOptions server_options;
  server_options.address = address->address;
  server_options.port = address->port;
  server_options.tls_certificate_file = options.tls_certificate;
  server_options.tls_key_file = options.tls_key;
  server_options.log = &log;
  auto server = http::Server::start(server_options, edges.routes(**service));
  if (!server.ok()) return output.failure(server.error());

  const std::string url = http::url_of(encrypted ? "https" : "http", address->address, (*server)->port());
  log.write(base::LogLevel::info, "serving", {{"url", url}, {"data", (*store)->folder().path}});
  if (output.is_json()) output.json({{"serving", url}});
  output.text("Serving at " + url + " (Ctrl-C stops)");
  std::fflush(stdout);
  wait_for_stop((*store)->clock());
  log.write(base::LogLevel::info, "stopping", {});
  (*server)->stop();
  (*service)->stop();
  log.write(base::LogLevel::info, "stopped", {});
  return kDone;
}

}  // namespace

void declare_serve_command(const Declared& declared, const Edges& edges) {
  auto options = std::make_shared<ServeOptions>();
  auto* command = declared.app.add_subcommand("serve", "Run the schedule, health and metrics until stopped");
  command->add_option("--listen", options->listen, "address and port (default 127.0.0.1:8080)");
  auto* certificate =
      command->add_option("--tls-cert", options->tls_certificate, "PEM file with the certificate chain");
  auto* key = command->add_option("--tls-key", options->tls_key, "PEM file with its key");
  certificate->needs(key);
  key->needs(certificate);
  command->add_flag("--behind-proxy", options->behind_proxy, "a proxy in front terminates TLS")
      ->excludes(certificate);
  command->callback([&chosen = declared.chosen, &shared = declared.shared, options, &edges] {
    chosen = [&shared, options, &edges](const Output& output) {
      return serve(output, shared, *options, edges);
    };
  });
}

}  // namespace ordersync::cli
