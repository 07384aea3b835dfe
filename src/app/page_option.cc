// Reading and writing --page; see page_option.h.
#include "app/page_option.h"

#include "base/whole_number.h"

namespace ordersync::app {

namespace {

using base::Result;
using source::PageKind;
using source::Pagination;

base::Error bad(std::string_view text) {
  return base::invalid("bad_option",
                       "--page: \"" + std::string(text) +
                           "\" is not one of page:NAME,size:NAME=100 · offset:NAME,limit:NAME=100 · "
                           "cursor:POINTER=NAME · next:POINTER · link · none");
}

// "NAME=100" → name and number; the number may be left out.
bool name_and_number(std::string_view text, std::string& name, int& number) {
  const auto at = text.find('=');
  name = std::string(text.substr(0, at));
  if (name.empty()) return false;
  if (at == std::string_view::npos) return true;
  const auto read = base::whole_number<int>(text.substr(at + 1));
  number = read.value_or(-1);
  return number >= 0 && number <= 100'000;
}

bool read_size(std::string_view text, Pagination& pagination) {
  const auto colon = text.find(':');
  const std::string_view word = text.substr(0, colon);
  if (colon == std::string_view::npos || (word != "size" && word != "limit")) return false;
  return name_and_number(text.substr(colon + 1), pagination.size_parameter, pagination.size) &&
         pagination.size > 0;
}

bool read_cursor(std::string_view text, Pagination& pagination) {
  const auto at = text.rfind('=');
  if (at == std::string_view::npos) return false;
  pagination.pointer = std::string(text.substr(0, at));
  pagination.parameter = std::string(text.substr(at + 1));
  return pagination.pointer.starts_with('/') && !pagination.parameter.empty();
}

}  // namespace

Result<Pagination> parse_page_option(std::string_view text) {
  Pagination pagination;
  if (text == "none") return pagination;
  if (text == "link") {
    pagination.kind = PageKind::link;
    return pagination;
  }
  std::string_view rest = text;
  if (rest.starts_with("next:")) {
    pagination.kind = PageKind::next;
    pagination.pointer = std::string(rest.substr(5));
    if (!pagination.pointer.starts_with('/')) return bad(text);
    return pagination;
  }
  const auto comma = rest.rfind(',');
  if (comma != std::string_view::npos) {
    if (!read_size(rest.substr(comma + 1), pagination)) return bad(text);
    rest = rest.substr(0, comma);
  }
  bool read = false;
  if (rest.starts_with("page:")) {
    pagination.kind = PageKind::page;
    read = name_and_number(rest.substr(5), pagination.parameter, pagination.first_page);
  } else if (rest.starts_with("offset:")) {
    pagination.kind = PageKind::offset;
    pagination.parameter = std::string(rest.substr(7));  // it counts from 0
    read = !pagination.parameter.empty() && pagination.parameter.find('=') == std::string::npos;
  } else if (rest.starts_with("cursor:")) {
    pagination.kind = PageKind::cursor;
    read = read_cursor(rest.substr(7), pagination);
  }
  if (!read) return bad(text);
  return pagination;
}

std::string page_option(const Pagination& pagination) {
  std::string text;
  switch (pagination.kind) {
    case PageKind::none:
      return "none";
    case PageKind::link:
      return "link";
    case PageKind::next:
      return "next:" + pagination.pointer;
    case PageKind::page:
      text = "page:" + pagination.parameter + "=" + std::to_string(pagination.first_page);
      break;
    case PageKind::offset:
      text = "offset:" + pagination.parameter;
      break;
    case PageKind::cursor:
      text = "cursor:" + pagination.pointer + "=" + pagination.parameter;
      break;
  }
  if (!pagination.size_parameter.empty()) {
    text += ",size:" + pagination.size_parameter + "=" + std::to_string(pagination.size);
  }
  return text;
}

}  // namespace ordersync::app
