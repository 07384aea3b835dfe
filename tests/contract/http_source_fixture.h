// What the tests of HttpSource share: a sink that remembers, a clock that stands still, a script for the
// source.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "source/http_source.h"
#include "tests/support/scripted_transport.h"

namespace ordersync::testing {

class Inbox final : public source::ElementSink {
 public:
  base::Result<void> element(const source::Element& element) override {
    if (fail_at && elements.size() + 1 == *fail_at)
      return base::Error{base::ErrorKind::busy, "mine", "my words", "my detail"};
    elements.emplace_back(element.bytes);
    return {};
  }
  base::Result<void> page_done(int page) override {
    pages.push_back(page);
    if (fail_page == page) return base::Error{base::ErrorKind::busy, "mine", "my words", ""};
    return {};
  }
  std::vector<std::string> elements;
  std::vector<int> pages;
  std::optional<std::size_t> fail_at;
  int fail_page = 0;
};

inline const base::Instant kStart = base::from_unix_ms(1'795'356'000'000);  // 2026-11-22T14:00:00Z

inline source::SourceSettings plain_settings() {
  source::SourceSettings settings;
  settings.url = "https://shop.example/api/orders";
  settings.key = base::Secret("s3cret-key");
  return settings;
}

class HttpSourceTest : public ::testing::Test {
 protected:
  base::Result<source::FetchSummary> fetch(const source::SourceSettings& settings, http::Transport& transport,
                                           const source::Window& window = {}) {
    source::HttpSource fetcher(settings, transport, clock_, random_);
    return fetcher.fetch(window, inbox_);
  }
  base::Result<source::FetchSummary> fetch() { return fetch(settings_, script_); }
  std::string failure() {
    const auto fetched = fetch();
    return fetched.ok() ? "" : fetched.error().message;
  }

  base::FakeClock clock_{kStart};
  base::SeededRandom random_{42};
  ScriptedTransport script_;
  Inbox inbox_;
  source::SourceSettings settings_ = plain_settings();
};

}  // namespace ordersync::testing
