// Display names, numbers of sequences and the clock's time as Odoo writes them.
#include <fmt/format.h>

#include <ctime>

#include "tests/support/fake_odoo_money.h"
#include "tests/support/fake_odoo_orm.h"

namespace ordersync::testing::odoo {
namespace {

std::string product_label(Env& env, int id) {
  const std::string name = translated_name(env, "product.product", id);
  const std::string code = env.text("product.product", id, "default_code");
  return code.empty() ? name : fmt::format("[{}] {}", code, name);
}

// Up to 17 a configuration is named together with who has its session open.
std::string config_name(Env& env, int id) {
  const std::string name = env.text("pos.config", id, "name");
  if (env.from(18)) return name;
  const std::vector<int> sessions = children(env, "pos.session", "config_id", id);
  if (sessions.empty() || env.text("pos.session", sessions.front(), "state") == "closed")
    return name + " (not used)";
  return fmt::format("{} ({})", name,
                     env.text("res.users", env.ref("pos.session", sessions.front(), "user_id"), "name"));
}

std::string move_name(Env& env, int id) {
  const std::string name = env.text("account.move", id, "name");
  const std::string ref = env.text("account.move", id, "ref");
  return ref.empty() ? name : fmt::format("{} ({})", name, ref);
}

}  // namespace

// The language is the context's; a call without one gets the untranslated name, whatever the user speaks.
std::string translated_name(Env& env, const std::string& model, int id) {
  const json translated = env.get(model, id, "name@" + env.context.value("lang", std::string()));
  return translated.is_string() ? translated.get<std::string>() : env.text(model, id, "name");
}

std::string display_name(Env& env, const std::string& model, int id) {
  if (!env.db.exists(model, id)) return "";
  if (model == "product.product") return product_label(env, id);
  if (model == "pos.config") return config_name(env, id);
  if (model == "account.move") return move_name(env, id);
  if (model == "stock.location") return env.text(model, id, "complete_name");
  if (model == "res.groups") return env.text(model, id, "full_name");
  if (model == "pos.payment") {
    const std::string amount = fmt::format("$\u00a0{:.2f}", env.number(model, id, "amount"));
    const std::string name = env.text(model, id, "name");
    return name.empty() ? amount : name + " " + amount;
  }
  if (model == "pos.order.line" && env.from(18)) return product_label(env, env.ref(model, id, "product_id"));
  if (model == "stock.picking.type") {
    return fmt::format("{}: {}", env.text("stock.warehouse", env.ref(model, id, "warehouse_id"), "name"),
                       env.text(model, id, "name"));
  }
  if (model == "product.pricelist") {
    return fmt::format("{} ({})", env.text(model, id, "name"),
                       env.text("res.currency", env.ref(model, id, "currency_id"), "name"));
  }
  const std::string name = translated_name(env, model, id);
  return name.empty() ? fmt::format("{},{}", model, id) : name;
}

std::string Env::now() const {
  const std::time_t seconds = base::to_unix_ms(clock.now()) / 1000;
  std::tm time{};
  gmtime_r(&seconds, &time);
  char text[32];
  const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &time);
  return {text, length};
}

std::string next_number(Env& env, const std::string& sequence, std::size_t padding) {
  return fmt::format("{:0{}}", env.db.next(sequence), padding);
}

}  // namespace ordersync::testing::odoo
