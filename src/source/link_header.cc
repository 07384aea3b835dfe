// A reader of `<target>; name=value; name="value", <target> …` that skips what it does not understand.
#include "source/link_header.h"

#include "http/transport.h"

namespace ordersync::source {
namespace {

class LinkReader {
 public:
  explicit LinkReader(std::string_view text) : text_(text) {}

  bool done() const { return at_ >= text_.size(); }
  bool take(char c) {
    skip_blanks();
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  // Up to one of `ends`, which stays.
  std::string_view until(std::string_view ends) {
    skip_blanks();
    const std::size_t end = std::min(text_.find_first_of(ends, at_), text_.size());
    std::string_view taken = text_.substr(at_, end - at_);
    at_ = end;
    while (!taken.empty() && (taken.back() == ' ' || taken.back() == '\t')) taken.remove_suffix(1);
    return taken;
  }
  // After the opening quote, through the closing one.
  std::string quoted() {
    std::string value;
    while (!done() && text_[at_] != '"') {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      value += text_[at_++];
    }
    ++at_;
    return value;
  }

 private:
  void skip_blanks() {
    while (!done() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  std::string_view text_;
  std::size_t at_ = 0;
};

bool has_relation(std::string_view relations, std::string_view wanted) {
  while (!relations.empty()) {
    const std::size_t end = std::min(relations.find_first_of(" \t"), relations.size());
    if (http::same_name(relations.substr(0, end), wanted)) return true;
    relations.remove_prefix(std::min(end + 1, relations.size()));
  }
  return false;
}

struct Link {
  std::string target;
  std::optional<std::string> relations;  // only the first rel parameter counts
  bool about_another = false;            // an anchor: the link is not from this page
};

void read_parameters(LinkReader& reader, Link& link) {
  while (reader.take(';')) {
    const std::string name(reader.until("=;,"));
    std::string value;
    if (reader.take('=')) value = reader.take('"') ? reader.quoted() : std::string(reader.until(";,"));
    if (http::same_name(name, "anchor")) link.about_another = true;
    if (http::same_name(name, "rel") && !link.relations) link.relations = std::move(value);
  }
}

}  // namespace

std::optional<std::string> next_link(std::string_view header) {
  LinkReader reader(header);
  while (!reader.done()) {
    if (reader.take('<')) {
      Link link;
      link.target = reader.until(">");
      if (!reader.take('>')) return std::nullopt;
      read_parameters(reader, link);
      if (!link.about_another && has_relation(link.relations.value_or(""), "next")) return link.target;
    }
    reader.until(",");
    reader.take(',');
  }
  return std::nullopt;
}

}  // namespace ordersync::source
