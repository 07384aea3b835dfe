// Names of orders in Odoo. Everything here is part of "exactly once": a change of one byte would make every
// order booked before it invisible to a search by key. odoo_key_test.cc holds the bytes.
#include "pos/odoo_key.h"

#include <array>

#include "base/digest.h"
#include "base/uuid.h"
#include "pos/odoo_text.h"

namespace ordersync::pos::odoo {
namespace {

using std::string_view;

// The namespace of ordersync's orders, drawn once at random: 097a8bd9-705c-4909-9a9a-914450da5a2d. NEVER
// change it.
constexpr base::Uuid kOrders{
    {0x09, 0x7a, 0x8b, 0xd9, 0x70, 0x5c, 0x49, 0x09, 0x9a, 0x9a, 0x91, 0x44, 0x50, 0xda, 0x5a, 0x2d}};

// "Order " and then digits in groups of these sizes with '-' between. Odoo 14's till leaves off the first six
// characters; 16's and 17's take the first fourteen digits and dashes in a row as what tells orders apart.
constexpr string_view kPrefix = "Order ";
constexpr std::array<std::size_t, 3> kGroups = {5, 3, 10};
constexpr std::size_t kDigitsSize = 5 + 1 + 3 + 1 + 10;
constexpr std::uint64_t kAllDigits = 1'000'000'000'000'000'000;  // 10^18: one for each digit

// An id of 40 digits is sane, a document as an id is not; the digits tell long ids apart.
constexpr std::size_t kIdBytes = 64;

base::Uuid uuid_of_order(const order::OrderKey& key) {
  return base::uuid_of(kOrders, to_string(key));
}

// The whole key's digest, as a number of 18 digits.
std::string digits_of(const order::OrderKey& key) {
  unsigned __int128 number = 0;
  for (const std::uint8_t byte : base::digest_of(to_string(key)).bytes) number = number << 8 | byte;
  auto rest = static_cast<std::uint64_t>(number % kAllDigits);
  std::string digits(kDigitsSize, '-');
  std::size_t end = kDigitsSize;
  for (auto group = kGroups.rbegin(); group != kGroups.rend(); ++group) {
    for (std::size_t i = 0; i < *group; ++i) {
      digits[--end] = static_cast<char>('0' + rest % 10);
      rest /= 10;
    }
    if (end > 0) --end;
  }
  return digits;
}

std::string readable(string_view id) {
  std::string text = shortened(one_line(id), kIdBytes);
  return text.empty() ? "?" : text;
}

}  // namespace

std::string order_uuid(const order::OrderKey& key) {
  return uuid_of_order(key).to_string();
}

std::string line_uuid(const order::OrderKey& key, std::size_t index) {
  return base::uuid_of(uuid_of_order(key), "line " + std::to_string(index)).to_string();
}

std::string payment_uuid(const order::OrderKey& key, std::size_t index) {
  return base::uuid_of(uuid_of_order(key), "payment " + std::to_string(index)).to_string();
}

std::string pos_reference(const order::OrderKey& key) {
  std::string reference(kPrefix);
  reference += digits_of(key) + ' ' + readable(key.external_id);
  if (key.kind == order::Kind::refund) {
    reference += " REFUND";
    if (!key.refund_id.empty()) reference += ' ' + readable(key.refund_id);
  }
  return reference;
}

bool is_our_reference(string_view reference) {
  if (reference.substr(0, kPrefix.size()) != kPrefix) return false;
  reference.remove_prefix(kPrefix.size());
  // Odoo's own have three groups as well, of other sizes: "Order 00001-001-0001".
  if (reference.size() < kDigitsSize + 2 || reference[kDigitsSize] != ' ') return false;
  for (std::size_t i = 0; i < kDigitsSize; ++i) {
    const bool is_dash = i == kGroups[0] || i == kGroups[0] + 1 + kGroups[1];
    if (is_dash ? reference[i] != '-' : reference[i] < '0' || reference[i] > '9') return false;
  }
  return true;
}

}  // namespace ordersync::pos::odoo
