// `ordersync token …`: API tokens for programs.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/context.h"
#include "cli/list.h"

namespace ordersync::cli {

namespace {

struct TokenOptions {
  std::string name;
  std::string scope;
  int days = app::Accounts::kTokenDays;
};

int create_token(const Output& output, app::Worker& worker, const TokenOptions& options) {
  const auto scope = app::parse_scope(options.scope);
  if (!scope.ok()) return output.failure(scope.error());
  const auto made = worker.accounts.create_token(options.name, *scope, options.days, by_command_line());
  if (!made.ok()) return output.failure(made.error());
  if (output.is_json()) {
    app::Json json = app::token_json(made->token);
    json["token"] = made->secret.reveal();
    output.json(json);
    return kDone;
  }
  output.text(made->secret.reveal());
  output.note("Token " + std::to_string(made->token.id) + ", good until " +
              base::to_iso8601(made->token.expires_at) + ". It is shown this once: keep it now");
  return kDone;
}

std::string state_of(const app::ApiToken& token, base::Instant now) {
  if (token.revoked_at) return "revoked";
  return now >= token.expires_at ? "expired" : "good";
}

int list_tokens(const Output& output, const Shared& shared, app::Worker& worker) {
  const base::Instant now = worker.store.clock().now();
  return show_page(
      output, worker.accounts.tokens(shared.limit, shared.cursor),
      Table{{"ID", "Name", "Begins with", "Scope", "State", "Expires", "Last used"}, {}, {0}},
      app::token_json,
      [&](const app::ApiToken& token) {
        return std::vector<std::string>{std::to_string(token.id),
                                        token.name,
                                        token.prefix,
                                        std::string(app::to_string(token.scope)),
                                        state_of(token, now),
                                        base::to_iso8601(token.expires_at),
                                        time_or_never(token.last_used_at)};
      },
      "No API tokens yet: create one with `ordersync token create`");
}

int revoke_token(const Output& output, app::Worker& worker, std::int64_t id) {
  const auto revoked = worker.accounts.revoke_token(id, by_command_line());
  if (!revoked.ok()) return output.failure(revoked.error());
  if (output.is_json()) output.json(app::token_json(*revoked));
  output.text("Revoked " + revoked->name + " (" + revoked->prefix + "…)");
  return kDone;
}

void declare_create(const Declared& declared, CLI::App& parent) {
  auto options = std::make_shared<TokenOptions>();
  auto* command = parent.add_subcommand("create", "Create an API token; it is shown once");
  command->add_option("NAME", options->name, "what the token is for")->required();
  command
      ->add_option("--scope", options->scope,
                   "what it may do: read, operate, admin, or ingest (handing in orders alone)")
      ->required();
  command->add_option("--days", options->days, "days that it lives (default 365)")
      ->check(CLI::Range(1, app::Accounts::kMostTokenDays));
  declared.on_worker(*command, [options](const Output& output, app::Worker& worker) {
    return create_token(output, worker, *options);
  });
}

void declare_list_tokens(const Declared& declared, CLI::App& parent) {
  auto* list = parent.add_subcommand("list", "List the API tokens");
  add_paging(*list, declared.shared);
  declared.on_worker(*list, [&shared = declared.shared](const Output& output, app::Worker& worker) {
    return list_tokens(output, shared, worker);
  });
}

void declare_revoke(const Declared& declared, CLI::App& parent) {
  auto id = std::make_shared<std::int64_t>(0);
  auto* revoke = parent.add_subcommand("revoke", "Revoke an API token, at once and for good");
  revoke->add_option("ID", *id, "the token's number in the list")->required();
  declared.on_worker(
      *revoke, [id](const Output& output, app::Worker& worker) { return revoke_token(output, worker, *id); });
}

}  // namespace

void declare_token_commands(const Declared& declared) {
  auto* parent = declared.app.add_subcommand("token", "API tokens for programs");
  parent->require_subcommand(1);
  declare_create(declared, *parent);
  declare_list_tokens(declared, *parent);
  declare_revoke(declared, *parent);
}

}  // namespace ordersync::cli
