// The daemon and the sample external system; see serve_command.h.
#include "cli/serve_command.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/demo_catalogue.h"
#include "app/demo_source.h"
#include "cli/key_option.h"
#include "http/listen_address.h"

namespace ordersync::cli {

namespace {

// Those that wait for a run or for an answer of others hold one each (Service::waits and asks); as many as
// both stay free for who needs nobody: deliveries, sign-ins, /healthz.
constexpr int kServerThreads = 16;

struct ServeOptions {
  std::string listen = "127.0.0.1:8080";
  std::string tls_certificate;
  std::string tls_key;
  bool behind_proxy = false;
};

// Until SIGTERM, SIGINT or SIGHUP, or until the program is too old for its store.
void wait_for_stop(const app::Service& service) {
  while (!service.outgrown() && !wait_for_stop_flag(std::chrono::seconds(1))) continue;
}

int serve(const Output& output, const Shared& shared, const ServeOptions& options, const Edges& edges) {
  const auto address = http::parse_listen_address(options.listen);
  if (!address.ok()) return output.failure(address.error());
  const bool encrypted = !options.tls_certificate.empty();
  if (encrypted && options.behind_proxy)
    return output.usage("Either TLS files or a proxy in front are used, not both");
  if (!address->is_loopback && !encrypted && !options.behind_proxy) {
    return output.usage(
        "--listen " + options.listen +
        " is reachable from other machines: give --tls-cert and --tls-key, or say --behind-proxy");
  }
  auto store = app::Store::open(shared.folder(), app::LogTo::file_and_stderr);
  if (!store.ok()) return output.failure(store.error());
  base::Log& log = (*store)->log();
  app::ServiceOptions service_options;
  service_options.retention = app::retention_rules(shared.settings);
  service_options.alerts.repeat = std::chrono::hours(shared.settings.count("alerts.repeat_hours"));
  service_options.disk_low_bytes = app::disk_low_bytes(shared.settings);
  service_options.tls_certificate = options.tls_certificate;
  service_options.tls_key = options.tls_key;
  auto service = app::Service::start(**store, service_options);
  if (!service.ok()) return output.failure(service.error());

  http::ServerOptions server_options;
  server_options.address = address->address;
  server_options.port = address->port;
  server_options.tls_certificate_file = options.tls_certificate;
  server_options.tls_key_file = options.tls_key;
  server_options.behind_proxy = options.behind_proxy;
  server_options.threads = kServerThreads;
  server_options.log = &log;
  auto server = http::Server::start(server_options, edges.routes(**store, **service));
  if (!server.ok()) return output.failure(server.error());

  const std::string url = http::url_of(encrypted ? "https" : "http", address->address, (*server)->port());
  log.write(base::LogLevel::info, "serving", {{"url", url}, {"data", (*store)->folder().path}});
  if (output.is_json()) output.json({{"serving", url}});
  output.text("Serving at " + url + " (Ctrl-C stops)");
  std::fflush(stdout);
  wait_for_stop(**service);
  const auto outgrown = (*service)->outgrown();
  log.write(base::LogLevel::info, "stopping", {});
  (*service)->begin_stop();  // or the server would wait for answers that wait for a source or an Odoo
  (*server)->stop();
  (*service)->stop();
  log.write(base::LogLevel::info, "stopped", {});
  return outgrown ? output.failure(*outgrown) : kDone;
}

struct DemoOptions {
  std::string listen = "127.0.0.1:8090";
  std::int64_t orders = 0;
  std::uint64_t seed = 1;
  int rate = 20;
  bool bookable = false;
  std::string key_file;
  std::string catalogue;
};

int write_catalogue(const Output& output, const std::string& path) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << app::demo_catalogue_json();
  file.close();
  if (!file)
    return output.failure(base::invalid("file_not_written", "The file " + path + " cannot be written"));
  if (output.is_json()) output.json({{"written", path}});
  output.text("Wrote " + path);
  return kDone;
}

int serve_demo(const Output& output, const DemoOptions& options) {
  if (!options.catalogue.empty()) return write_catalogue(output, options.catalogue);
  const auto address = http::parse_listen_address(options.listen);
  if (!address.ok()) return output.failure(address.error());
  app::DemoSourceOptions demo;
  demo.address = address->address;
  demo.port = address->port;
  if (options.orders > 0) demo.orders = options.orders;
  demo.seed = options.seed;
  demo.requests_per_second = options.rate;
  demo.mix = options.bookable ? app::DemoMix::bookable : app::DemoMix::everything;
  const auto key = read_key(options.key_file, KeyVariable::counts);
  if (!key.ok()) return output.failure(key.error());
  if (*key) demo.api_key = **key;
  base::SystemClock clock;
  const auto listening = [&](int port) {
    const std::string url = http::url_of("http", address->address, port) + "/api/orders";
    if (output.is_json()) output.json({{"serving", url}});
    output.text("The sample external system answers at " + url + " (Ctrl-C stops)");
    std::fflush(stdout);
  };
  const auto served = app::run_demo_source(demo, clock, listening, [] { return stop_flag().load(); });
  return served.ok() ? kDone : output.failure(served.error());
}

}  // namespace

void declare_demo_source_command(const Declared& declared) {
  auto options = std::make_shared<DemoOptions>();
  auto* command = declared.app.add_subcommand("demo-source",
                                              "Serve a sample external system: a small restaurant's orders");
  command->add_option("--listen", options->listen, "address and port (default 127.0.0.1:8090)");
  command
      ->add_option("--orders", options->orders,
                   "exactly so many orders; without it the stream grows with time")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}));
  command->add_option("--seed", options->seed,
                      "number that the orders are drawn from: another seed, other orders (default 1)");
  command->add_option("--rate", options->rate,
                      "requests a second before it answers 429 (default 20; 0: no limit)");
  command->add_flag("--bookable", options->bookable, "serve only orders that can be booked");
  command->add_option("--key-file", options->key_file,
                      "file with the key it asks for; or the variable ORDERSYNC_KEY");
  command->add_option("--write-catalogue", options->catalogue,
                      "write the catalogue its orders need to FILE, and end");
  declared.act(*command, [options](const Output& output) { return serve_demo(output, *options); });
}

void declare_serve_command(const Declared& declared, const Edges& edges) {
  auto options = std::make_shared<ServeOptions>();
  const app::Settings& settings = declared.shared.settings;
  options->listen = settings.text("serve.listen");
  options->tls_certificate = settings.text("serve.tls_cert");
  options->tls_key = settings.text("serve.tls_key");
  options->behind_proxy = settings.flag("serve.behind_proxy");
  auto* command =
      declared.app.add_subcommand("serve", "Run the schedule, the REST API and the console until stopped");
  command->add_option("--listen", options->listen, "address and port (default 127.0.0.1:8080)");
  auto* certificate =
      command->add_option("--tls-cert", options->tls_certificate, "PEM file with the certificate chain");
  auto* key = command->add_option("--tls-key", options->tls_key, "PEM file with the certificate's key");
  certificate->needs(key);
  key->needs(certificate);
  command->add_flag("--behind-proxy", options->behind_proxy, "a proxy in front terminates TLS")
      ->excludes(certificate);
  declared.act(*command, [&shared = declared.shared, options, &edges](const Output& output) {
    return serve(output, shared, *options, edges);
  });
}

}  // namespace ordersync::cli
