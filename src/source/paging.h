// PURE: which URL is asked next, and when a source has no more (behaviour 1, pagination). Sends nothing.
//
// Where the numbered kinds (page, offset) end: at an empty page. A page shorter than the size asked for
// proves nothing, since sources cap the size and filter after cutting; so one more page is asked for, and
// there a repeat of the short page or a 4xx that means "no such page" is the end as well.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>

#include "base/result.h"
#include "http/url.h"
#include "source/order_source.h"
#include "source/settings.h"

namespace ordersync::source {

// What one page brought.
struct PageFacts {
  std::int64_t elements = 0;
  std::uint64_t fingerprint = 0;  // of the bytes of its elements, in whatever order they come
  std::string capture;            // cursor, next: the text at Pagination::pointer; none: at kUsualNext
  std::string link;               // all Link headers, joined by ", "
  std::string url;                // what answered, after redirects; empty: the URL that was asked
};

enum class PageStep { ask, end };

class Pager {
 public:
  // The first page: the URL with its own query, the custom parameters, the date filter and the paging. Fails
  // with "bad_url" or "bad_paging" (a kind without its parameter or pointer).
  static base::Result<Pager> begin(const SourceSettings& settings, const Window& window);

  // The page to ask for now, from 1, and its URL.
  int page() const { return page_; }
  const http::Url& url() const { return url_; }

  // The page was read: is there another? Fails with "page_repeated", "page_elsewhere" (another origin, where
  // the key has no business), "too_many_pages", "bad_next_link" or "more_pages".
  base::Result<PageStep> advance(const PageFacts& facts);

  // Past max_pages: asked for only to see that it is empty. Any element there is "too_many_pages".
  bool must_be_empty() const { return page_ > settings_.max_pages; }
  base::Error too_many_pages() const;

  // Whether this status says that the page asked for does not exist, which ends the fetch without an error.
  bool is_end(int status) const;

  // Where an answer that is not asked for in pages usually names the next one: "more_pages" when it does, and
  // when it has a Link to it.
  static constexpr std::string_view kUsualNext = "/next";

  // How many requests were needed is not known beforehand; whether pages are asked for at all is.
  bool is_paged() const { return settings_.kind != PageKind::none; }

 private:
  Pager(Pagination settings, http::Url url);
  bool is_numbered() const { return settings_.kind == PageKind::page || settings_.kind == PageKind::offset; }
  bool is_after_the_last() const;
  base::Result<PageStep> advance_numbered(const PageFacts& facts);
  base::Result<PageStep> follow(const std::string& reference, const PageFacts& facts);
  base::Result<PageStep> go_to(http::Url url);
  base::Error repeated() const;

  Pagination settings_;
  http::Url first_;
  http::Url url_;
  int page_ = 1;
  std::int64_t offset_ = 0;
  bool after_short_page_ = false;    // shorter than asked for
  bool after_shorter_page_ = false;  // than one before it
  std::int64_t largest_page_ = 0;
  std::unordered_set<std::uint64_t> pages_seen_;
  std::unordered_set<std::string> places_seen_;  // cursors or URLs
};

}  // namespace ordersync::source
