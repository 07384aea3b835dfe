// Inbox: the sink of a fetch. Decodes every element and collects batches; touches neither journal nor POS, so
// that it may work on a thread of its own.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "journal/journal.h"
#include "source/order_source.h"
#include "source/reader.h"
#include "sync/foresight.h"

namespace ordersync::sync {

// Decoded orders, in the order of the source, with the payloads to keep.
struct Batch {
  struct Entry {
    source::Decoded decoded;
    std::size_t begin = 0;  // of the payload, in `bytes`; orders of one element share theirs
    std::size_t size = 0;
    std::optional<Foreseen> foreseen = {};
  };
  std::vector<Entry> entries;
  std::string bytes;
  int page = 0;                                               // the last page that was complete
  std::optional<std::vector<journal::Arrived>> arrived = {};  // received already, in the order of the entries

  std::string_view payload(const Entry& entry) const {
    return std::string_view(bytes).substr(entry.begin, entry.size);
  }
};

class Inbox final : public source::ElementSink {
 public:
  static constexpr std::size_t kBatchOrders = 1000;
  static constexpr std::size_t kBatchBytes = 4 << 20;

  // `on_batch` is called with every full batch, and by flush(); its error ends the fetch.
  using OnBatch = std::function<base::Result<void>(Batch)>;
  Inbox(const source::DecodeRules& rules, OnBatch on_batch);

  base::Result<void> element(const source::Element& element) override;
  base::Result<void> page_done(int page) override;
  // What is left of the last batch.
  base::Result<void> flush();
  // Whether a fetch that failed was ended by on_batch, not by the source.
  bool ended_fetch() const { return ended_fetch_; }

 private:
  OnBatch on_batch_;
  source::Reader reader_;
  Batch batch_;
  bool ended_fetch_ = false;
};

// The orders of one element, with what is to be kept of it, at the end of the batch. Fails with
// "invalid_json" where the element is no JSON inside, which makes the whole document none.
base::Result<void> read_into(source::Reader& reader, const source::Element& element, Batch& batch);

}  // namespace ordersync::sync
