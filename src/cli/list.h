// Lists as people and scripts get them: they differ in what they read, how a row looks, and its JSON.
#pragma once

#include <utility>

#include "app/list_json.h"
#include "base/result.h"
#include "cli/output.h"

namespace ordersync::cli {

template <class Page, class ToJson, class ToRow>
int show_page(const Output& output, const Page& page, Table table, ToJson to_json, ToRow to_row,
              const char* when_empty) {
  if (output.is_json()) {
    output.json(app::page_json_of(page, to_json));
    return kDone;
  }
  for (const auto& item : page.items) table.rows.push_back(to_row(item));
  output.table(table, when_empty, page.next);
  return kDone;
}

template <class Page, class ToJson, class ToRow>
int show_page(const Output& output, const base::Result<Page>& page, Table table, ToJson to_json, ToRow to_row,
              const char* when_empty) {
  if (!page.ok()) return output.failure(page.error());
  return show_page(output, *page, std::move(table), to_json, to_row, when_empty);
}

}  // namespace ordersync::cli
