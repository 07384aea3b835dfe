// Inbox: the sink of a fetch. Decodes every element, makes batches durable in the journal, and hands what is
// to be worked to the booker, so that memory never holds more than one batch.
#pragma once

#include <string>
#include <vector>

#include "source/decode.h"
#include "source/order_source.h"
#include "sync/booking.h"
#include "sync/context.h"
#include "sync/seen.h"

namespace ordersync::sync {

class Inbox final : public source::ElementSink {
 public:
  static constexpr std::size_t kBatchOrders = 500;
  static constexpr std::size_t kBatchBytes = 4 << 20;

  // `pulse` is called after every batch and page: it keeps the lease and tells observers; its error ends the
  // fetch.
  Inbox(Ports& ports, const SyncSettings& settings, RunContext& context, Booker& booker,
        std::function<base::Result<void>()> pulse);

  base::Result<void> element(const source::Element& element) override;
  base::Result<void> page_done(int page) override;
  // What is left of the last batch.
  base::Result<void> flush();
  // Whether a fetch that failed was ended from here (the journal failed, a stop was asked for), not by the
  // source.
  bool ended_fetch() const { return ended_fetch_; }

 private:
  struct Entry {
    source::Decoded decoded;
    std::size_t begin = 0;  // of the payload to keep, in bytes_
    std::size_t size = 0;
  };

  void add(source::Decoded decoded, std::string_view payload);
  journal::Incoming incoming(const Entry& entry) const;
  void take(Entry& entry, const journal::Arrived& arrived, std::vector<Work>& work);

  Ports& ports_;
  const SyncSettings& settings_;
  RunContext& context_;
  Booker& booker_;
  std::function<base::Result<void>()> pulse_;
  source::Decoder decoder_;
  SeenKeys counted_;
  std::vector<Entry> batch_;
  std::string bytes_;
  bool ended_fetch_ = false;
};

}  // namespace ordersync::sync
