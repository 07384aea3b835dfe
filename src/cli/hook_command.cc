// `ordersync sync hook NAME`: a sync's hook shown, set, removed, tried.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/hook_store.h"
#include "app/hook_use.h"
#include "base/read_file.h"
#include "cli/context.h"
#include "cli/hook_command.h"

namespace ordersync::cli {

namespace {

struct HookOptions {
  std::string sync;
  bool show = false;
  bool remove = false;
  std::string file;
  std::string profile;
  std::string test_order;
  std::string test_file;
};

std::string last_part(const std::string& path) {
  return path.substr(path.find_last_of('/') + 1);
}

// The script that --set-file or --profile names; nothing when neither does.
base::Result<std::optional<hook::Script>> script_of(const HookOptions& options) {
  std::optional<hook::Script> script;
  if (!options.file.empty()) {
    TRY_ASSIGN(auto text, base::read_file(options.file));
    script = hook::Script{last_part(options.file), std::move(text)};
  } else if (!options.profile.empty()) {
    TRY_ASSIGN(script, app::profile_script(options.profile));
  }
  return script;
}

// Nothing: removes it.
base::Result<std::optional<app::StoredHook>> save(app::Worker& worker, const std::string& sync,
                                                  std::optional<hook::Script> script,
                                                  std::string_view profile) {
  TRY_ASSIGN(const auto settings, worker.syncs.get(sync));
  TRY_ASSIGN(const auto before, app::HookStore(*worker.connection, worker.store.clock()).get(settings.id));
  TRY_ASSIGN(auto saved, app::save_hook(worker, sync, std::move(script), profile));
  TRY(audited(worker).hook_saved(settings.id, before, saved));
  return saved;
}

int show(const Output& output, const std::optional<app::StoredHook>& hook) {
  if (output.is_json()) {
    output.json(app::hook_json(hook));
  } else if (hook) {
    output.text(hook->script.text);
    output.note(hook->script.name + (hook->profile.empty() ? "" : ", profile " + hook->profile) + ", saved " +
                base::to_iso8601(hook->updated_at));
  } else {
    output.text("No hook: the source sends orders in the order format (docs/orders.md)");
  }
  return kDone;
}

base::Error error_of(const app::Json& notice) {
  return base::invalid(notice.at("code").get<std::string>(), notice.at("message").get<std::string>());
}

int show_trial(const Output& output, const app::Json& tried) {
  const bool ok = tried.at("ok").get<bool>();
  if (output.is_json()) {
    output.json(tried);
    return ok ? kDone : output.shown_failure(error_of(tried.at("error")));
  }
  for (const auto& line : tried.at("printed")) output.text("print: " + line.get<std::string>());
  if (!ok) {
    output.text(tried.at("error").at("message").get<std::string>());
    return kFailed;
  }
  for (const auto& order : tried.at("orders")) {
    output.text("Order " + order.at("external_id").get<std::string>() + " (" +
                order.at("kind").get<std::string>() + "): " + order.at("verdict").get<std::string>());
    if (!order.at("problem").is_null())
      output.text("  " + order.at("problem").at("message").get<std::string>());
    if (!order.at("json").is_null()) output.text("  " + order.at("json").get<std::string>());
  }
  return kDone;
}

int test(const Output& output, app::Worker& worker, const HookOptions& options) {
  app::HookTrial trial;
  auto script = script_of(options);
  if (!script.ok()) return output.failure(script.error());
  trial.script = *std::move(script);
  auto payload = options.test_file.empty() ? app::payload_of_order(worker, options.test_order)
                                           : base::read_file(options.test_file);
  if (!payload.ok()) return output.failure(payload.error());
  trial.payload = *std::move(payload);
  const auto tried = app::try_hook(worker, options.sync, trial);
  return tried.ok() ? show_trial(output, *tried) : output.failure(tried.error());
}

int run(const Output& output, app::Worker& worker, const HookOptions& options) {
  if (!options.test_order.empty() || !options.test_file.empty()) return test(output, worker, options);
  if (options.remove) {
    const auto removed = save(worker, options.sync, std::nullopt, "");
    return removed.ok() ? show(output, std::nullopt) : output.failure(removed.error());
  }
  auto script = script_of(options);
  if (!script.ok()) return output.failure(script.error());
  if (*script) {
    const auto saved = save(worker, options.sync, *std::move(script), options.profile);
    if (!saved.ok()) return output.failure(saved.error());
    if (output.is_json()) {
      output.json(app::hook_json(*saved));
    } else {
      output.text("Saved " + (*saved)->script.name + ": what waits to be fixed is tried again");
    }
    return kDone;
  }
  const auto settings = worker.syncs.get(options.sync);
  if (!settings.ok()) return output.failure(settings.error());
  const auto stored = app::HookStore(*worker.connection, worker.store.clock()).get(settings->id);
  return stored.ok() ? show(output, *stored) : output.failure(stored.error());
}

}  // namespace

base::Result<void> set_profile(app::Worker& worker, const std::string& sync, const std::string& name) {
  TRY_ASSIGN(auto script, app::profile_script(name));
  TRY(save(worker, sync, std::move(script), name));
  return {};
}

void declare_hook_command(const Declared& declared, CLI::App& sync) {
  auto options = std::make_shared<HookOptions>();
  auto* command =
      sync.add_subcommand("hook", "The script that turns another system's orders into the order format");
  command->add_option("NAME", options->sync, "the sync's name")->required();
  auto* show_flag = command->add_flag("--show", options->show, "show the script (default)");
  auto* file =
      command->add_option("--set-file", options->file, "file with the script; with --test-… only tried");
  auto* profile = command->add_option("--profile", options->profile,
                                      "take a ready-made script: woocommerce, shopify, square");
  auto* remove = command->add_flag("--remove", options->remove, "remove the script");
  auto* order = command->add_option("--test-order", options->test_order,
                                    "try the script on the payload of this order, a KEY");
  auto* payload =
      command->add_option("--test-file", options->test_file, "try the script on the order in this file");
  file->excludes(profile)->excludes(remove)->excludes(show_flag);
  profile->excludes(remove)->excludes(show_flag);
  remove->excludes(show_flag)->excludes(order)->excludes(payload);
  order->excludes(payload);
  declared.on_worker(*command, [options](const Output& output, app::Worker& worker) {
    return run(output, worker, *options);
  });
}

}  // namespace ordersync::cli
