// Reading any bytes never throws; what was read is written as JSON that reads as the same value and is
// written the same again. Any bytes taken for a text are written as JSON.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/text.h"
#include "pos/odoo_value.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ordersync;
  using pos::odoo::Value;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto value = pos::odoo::parse(bytes); value.ok()) {
    const std::string json = pos::odoo::encode(*value);
    const auto again = pos::odoo::parse(json);
    CHECK(again.ok() && *again == *value);
    CHECK(pos::odoo::encode(*again) == json);
    value->integer();
    value->decimal();
    value->id();
    value->ids();
  }
  const auto text = pos::odoo::parse(pos::odoo::encode(Value(bytes)));
  CHECK(text.ok() && text->is_text());
  CHECK((text->text() == bytes) == base::is_utf8(bytes));
  return 0;
}
