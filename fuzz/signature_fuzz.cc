// Any headers and body: verifying never throws, verifies only what was signed with a live secret, and says
// the same again.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/hmac.h"
#include "source/push.h"

namespace {

using namespace ordersync;

constexpr base::Instant kNow = base::Instant(base::Milliseconds(1'614'265'330'000));

std::string_view take(std::string_view& bytes) {
  const std::size_t end = bytes.find('\n');
  const std::string_view piece = bytes.substr(0, end);
  bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
  return piece;
}

}  // namespace

// The first byte chooses the kind; then lines: an option, three header values; the rest is the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static constexpr const char* kKinds[] = {"standard-webhooks", "hmac:x-signature",
                                           "hmac:x-signature,url=https://a/", "bearer", "basic"};
  std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  source::PushSettings any;
  if (source::set_push_option(take(bytes), any).ok()) {
    source::PushSettings again;
    CHECK(source::set_push_option(source::push_option(any), again).ok());
    CHECK(source::push_option(any) == source::push_option(again));
  }
  source::PushSettings settings;
  CHECK(source::set_push_option(kKinds[data[0] % 5], settings).ok());
  const std::string secret = settings.kind == source::PushKind::standard_webhooks
                                 ? "whsec_" + base::to_base64("a key of the fuzzer's own, long")
                                 : "fuzzer:a secret of its own";
  source::add_push_secret(base::Secret(secret), settings);

  const std::string id(take(bytes));
  const std::string second(take(bytes));
  const std::string third(take(bytes));
  const source::PushHeaders headers = {{"webhook-id", id},
                                       {"webhook-timestamp", second},
                                       {"webhook-signature", third},
                                       {"x-signature", second},
                                       {"authorization", third}};
  const auto verified = source::verify_push(settings, headers, bytes, kNow);
  CHECK(verified.ok() == source::verify_push(settings, headers, bytes, kNow).ok());
  if (!verified.ok()) {
    CHECK(verified.error().code == "push_not_verified");
    CHECK(verified.error().detail.find(secret) == std::string::npos);
  }
  // Nobody finds an HMAC of 256 bits by chance.
  CHECK(!verified.ok() || settings.kind == source::PushKind::bearer ||
        settings.kind == source::PushKind::basic);

  // What is signed is verified, and one more byte is not.
  if (settings.kind == source::PushKind::standard_webhooks && !id.empty() && id.size() <= 200) {
    const auto mac = base::hmac_sha256("a key of the fuzzer's own, long", {id, ".1614265330.", bytes});
    const std::string signature =
        "v1," + base::to_base64({reinterpret_cast<const char*>(mac.data()), mac.size()});
    const source::PushHeaders right = {{"webhook-id", id},
                                       {"webhook-timestamp", "1614265330"},
                                       {"webhook-signature", third + " " + signature}};
    // What stands before may use up the signatures that are looked at, or hide behind a blank.
    const source::PushHeaders plain = {
        {"webhook-id", id}, {"webhook-timestamp", "1614265330"}, {"webhook-signature", signature}};
    CHECK(source::verify_push(settings, plain, bytes, kNow).ok());
    CHECK(!source::verify_push(settings, plain, std::string(bytes) + "x", kNow).ok());
    (void)source::verify_push(settings, right, bytes, kNow);
  }
  return 0;
}
