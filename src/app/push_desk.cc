// Finding, verifying and reading deliveries; see push_desk.h.
#include "app/push_desk.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "app/push_store.h"
#include "base/text.h"
#include "source/framing.h"
#include "source/push.h"

namespace ordersync::app {

namespace {

using base::Result;
using namespace std::chrono_literals;

constexpr base::Milliseconds kSettingsAge = 1s;
constexpr base::Milliseconds kTokenAge = 5s;
constexpr std::size_t kMostKnown = 1000;  // names that anybody may ask for
constexpr std::size_t kMostSpare = 16;
constexpr std::size_t kMostOrders = 5000;  // of one delivery: each takes memory until it is stored

// A sender that has lost its secret tries again for hours, and another sync's may come from the same address.
ThrottleRules push_rules() {
  ThrottleRules rules;
  rules.free_of_a_login = 20;
  rules.free_of_a_remote = 60;
  rules.longest_delay = 60s;
  return rules;
}

// Elements of one delivery, read.
class Collector final : public source::ElementSink {
 public:
  explicit Collector(source::Reader& reader) : reader_(reader) {}

  Result<void> element(const source::Element& element) override {
    TRY(sync::read_into(reader_, element, batch));
    if (batch.entries.size() <= kMostOrders) return {};
    return base::invalid("too_many_orders", "A delivery has at most " + std::to_string(kMostOrders) +
                                                " orders: send fewer at once");
  }
  Result<void> page_done(int) override { return {}; }

  sync::Batch batch;

 private:
  source::Reader& reader_;
};

std::string_view bearer_of(const http::ServerRequest& request) {
  constexpr std::string_view kBearer = "bearer ";
  const std::string_view header = request.header("Authorization");
  if (header.size() <= kBearer.size() || base::fold_case(header.substr(0, kBearer.size())) != kBearer)
    return {};
  return base::trim(header.substr(kBearer.size()));
}

}  // namespace

PushDesk::PushDesk(Store& store, std::function<void(journal::SyncId)> arrived, PushLimits limits)
    : store_(store), throttle_(store.clock(), push_rules()), writer_(store, std::move(arrived), limits) {}

Result<PushJob> PushDesk::read(std::string_view sync, const http::ServerRequest& request) {
  if (const auto wait = throttle_.wait(sync, request.remote); wait > 0s) {
    return base::Error{
        base::ErrorKind::temporary,
        "too_many_attempts",
        "Too many deliveries from this address could not be verified: wait, and check the secret",
        {},
        std::to_string(wait.count())};
  }
  TRY_ASSIGN(auto target, target_of(sync));
  if (!target) return refuse(sync, nullptr, request, source::not_verified("there is no such sync"));
  auto verified = verify(*target, request);
  if (!verified.ok()) return refuse(sync, target.get(), request, std::move(verified).error());
  const std::string_view encoding = request.header("Content-Encoding");
  if (!encoding.empty() && encoding != "identity") {
    return base::invalid("unsupported_media",
                         "A delivery is taken as it is: send it without Content-Encoding");
  }
  PushJob job;
  job.body = base::digest_of(request.body);
  if (!verified->id.empty()) job.message = base::digest_of(verified->id);
  TRY_ASSIGN(job.orders, orders_of(target, request.body));
  job.target = std::move(target);
  return job;
}

void PushDesk::put(PushJob job) {
  if (writer_.put(job)) return;
  job.done(base::Error{base::ErrorKind::busy,
                       "push_busy",
                       "More is being delivered than can be stored just now: send it again in a moment",
                       {}});
}

std::optional<PushRefusal> PushDesk::last_refusal(journal::SyncId sync) const {
  const base::MutexLock lock(mutex_);
  const auto found = refusals_.find(sync);
  if (found == refusals_.end()) return std::nullopt;
  return found->second;
}

void PushDesk::forget_settings() {
  const base::MutexLock lock(mutex_);
  known_.clear();
  good_tokens_.clear();
}

// Settings are looked at once a second: a secret that was ended elsewhere is no good after that.
Result<std::shared_ptr<const PushTarget>> PushDesk::target_of(std::string_view sync) {
  const base::MutexLock lock(mutex_);
  const base::Instant now = store_.clock().now();
  const auto known = known_.find(sync);
  if (known != known_.end() && now - known->second.read_at < kSettingsAge && now >= known->second.read_at) {
    return known->second.target;
  }
  auto target = load(sync);
  if (!target.ok()) log_not_stored(store_.log(), target.error());
  if (known_.size() >= kMostKnown) known_.clear();
  known_.insert_or_assign(std::string(sync), Known{target, now});
  return target;
}

Result<std::shared_ptr<const PushTarget>> PushDesk::load(std::string_view sync) {
  if (!worker_) {
    TRY_ASSIGN(worker_, Worker::open(store_));
  }
  TRY_ASSIGN(const auto name, worker_->syncs.find(sync));
  if (!name) return std::shared_ptr<const PushTarget>();
  auto target = std::make_shared<PushTarget>();
  // A sync that cannot be read (a time zone that this machine does not know) is mended, and the sender tries
  // again: nothing is told of it, and nothing is lost.
  auto found = worker_->syncs.get(*name);
  if (!found.ok()) return push_not_stored(found.error());
  target->settings = *std::move(found);
  // Without its secrets nothing can be verified: the sender keeps what it is to send again.
  if (target->settings.unreadable)
    TRY(PushStore(*worker_->connection, store_.clock()).secrets(target->settings.id, store_.secrets()));
  sync::SyncSettings& settings = target->settings;
  if (settings.connection.empty()) {
    const auto catalogue = worker_->pos.catalogue(settings.pos_config);
    target->currency_known = catalogue.ok();
    if (catalogue.ok()) settings.decode.currency = (*catalogue)->currency();
  } else {
    TRY_ASSIGN(const auto currency, currency_of(settings));
    target->currency_known = currency.has_value();
    if (currency) settings.decode.currency = *currency;
  }
  return std::shared_ptr<const PushTarget>(std::move(target));
}

// As the last push run knew it, or what is kept of the Odoo that other runs have read: nobody is asked.
Result<std::optional<base::Currency>> PushDesk::currency_of(const sync::SyncSettings& settings) {
  TRY_ASSIGN(const auto state, PushStore(*worker_->connection, store_.clock()).state(settings.id));
  if (state.currency) return state.currency;
  const auto odoo = worker_->odoo(settings.connection);
  if (!odoo.ok()) return std::optional<base::Currency>();
  const auto kept = (*odoo)->kept_setup(settings.pos_config);
  if (!kept.ok() || !*kept) return std::optional<base::Currency>();
  return std::optional((*kept)->currency);
}

Result<source::Verified> PushDesk::verify(const PushTarget& target, const http::ServerRequest& request) {
  const source::PushSettings& push = target.settings.push;
  auto verified = source::verify_push(push, request.headers, request.body, store_.clock().now());
  if (!verified.ok() && push.kind == source::PushKind::bearer && is_ingest_token(request)) {
    return source::Verified{};
  }
  return verified;
}

bool PushDesk::is_ingest_token(const http::ServerRequest& request) {
  const std::string_view text = bearer_of(request);
  if (!text.starts_with("ost_")) return false;
  const base::Digest digest = base::digest_of(text);
  const base::MutexLock lock(mutex_);
  const base::Instant now = store_.clock().now();
  std::erase_if(good_tokens_, [&](const auto& token) { return now - token.second >= kTokenAge; });
  if (good_tokens_.count(digest) > 0) return true;
  if (!worker_) return false;  // target_of() has opened it
  const auto caller = worker_->accounts.caller_of_token(base::Secret(std::string(text)));
  if (!caller.ok() || (caller->scope != Scope::ingest && caller->scope != Scope::admin)) return false;
  good_tokens_.emplace(digest, now);
  return true;
}

// Told to the sender without a reason, to the owner with it: in the log and on the sync's screen.
base::Error PushDesk::refuse(std::string_view sync, const PushTarget* target,
                             const http::ServerRequest& request, base::Error error) {
  throttle_.failed(sync, request.remote);
  store_.log().write(
      base::LogLevel::warning, "push_refused",
      {{"sync", base::printable(sync, 80)}, {"remote", request.remote}, {"why", error.detail}});
  const base::MutexLock lock(mutex_);
  if (target != nullptr) refusals_[target->settings.id] = {store_.clock().now(), error.detail};
  return error;
}

Result<sync::Batch> PushDesk::orders_of(const std::shared_ptr<const PushTarget>& target,
                                        std::string_view body) {
  std::unique_ptr<source::Reader> reader;
  {
    const base::MutexLock lock(mutex_);
    const auto mine = std::find_if(spare_.begin(), spare_.end(),
                                   [&](const Spare& spare) { return spare.target == target; });
    if (mine != spare_.end()) {
      reader = std::move(mine->reader);
      spare_.erase(mine);
    }
  }
  if (!reader) reader = std::make_unique<source::Reader>(target->settings.decode);

  const source::SourceSettings& fetch = target->settings.fetch;
  source::FramingRules rules;
  rules.orders_at = fetch.orders_at;
  rules.max_order_bytes = fetch.limits.order_bytes;
  rules.max_depth = fetch.limits.depth;
  if (target->settings.decode.hook) rules.single_order = source::SingleOrder::anything;
  source::Framer framer(std::move(rules));
  Collector collector(*reader);
  Result<void> framed = framer.feed(body, collector);
  if (framed.ok()) framed = framer.finish(collector);
  {
    const base::MutexLock lock(mutex_);
    if (spare_.size() >= kMostSpare) spare_.clear();  // most are of settings that were read again since
    spare_.push_back({target, std::move(reader)});
  }
  if (!framed.ok()) return std::move(framed).error();
  return std::move(collector.batch);
}

}  // namespace ordersync::app
