// The walk over simdjson's on-demand documents. On-demand alone accepts junk that nobody visits, so every
// value is visited, and numbers and literals are checked by their own text.
#include "source/json_tape.h"

#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "source/settings.h"

namespace ordersync::source {

namespace ondemand = simdjson::ondemand;

namespace {

// simdjson gives a scalar's text up to the next token, blanks included.
std::string_view without_blanks_behind(std::string_view text) {
  while (!text.empty() && is_json_blank(text.back())) text.remove_suffix(1);
  return text;
}

// The first quote or backslash at or after `at`. REQUIRES: there is one, and 16 readable bytes behind it.
const char* quote_or_backslash(const char* at) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  for (;; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const int found =
        _mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)));
    if (found != 0) return at + std::countr_zero(static_cast<unsigned>(found));
  }
#else
  while (*at != '"' && *at != '\\') ++at;
  return at;
#endif
}

}  // namespace

struct JsonTape::Parser {
  ondemand::parser parser;
  std::vector<char> padded;  // simdjson reads past the end
  std::string unescaped;     // of the strings that hold escapes; never grows while a text is read
  std::vector<JsonNode>* nodes = nullptr;
  JsonTape* tape = nullptr;
  int depth_left = 0;

  Outcome walk_root(ondemand::document& document);
  Outcome walk(ondemand::value value, std::string_view key);
  Outcome walk_object(ondemand::object object, std::uint32_t index);
  Outcome walk_array(ondemand::array array, std::uint32_t index);
  Outcome walk_scalar(ondemand::value value, JsonType type, std::string_view key);
  void close(std::uint32_t index, std::uint32_t children);
  std::uint32_t add(JsonType type, std::string_view key);
  bool text_of(ondemand::raw_json_string raw, std::string_view& text);
};

std::uint32_t hash_key(std::string_view key) {
  std::uint64_t front = 0;
  std::uint64_t back = 0;
  const std::size_t size = key.size();
  if (size >= 8) {
    std::memcpy(&front, key.data(), 8);
    std::memcpy(&back, key.data() + size - 8, 8);
  } else if (size >= 4) {
    std::memcpy(&front, key.data(), 4);
    std::memcpy(&back, key.data() + size - 4, 4);
  } else {
    for (const char c : key) front = front << 8 | static_cast<unsigned char>(c);
  }
  std::uint64_t hash = (front ^ std::rotl(back, 23) ^ size * 0x9E3779B97F4A7C15ULL) * 0xD6E8FEB86659FD93ULL;
  hash ^= hash >> 32;
  return static_cast<std::uint32_t>(hash * 0xD6E8FEB86659FD93ULL >> 32);
}

JsonTape::JsonTape() : parser_(std::make_unique<Parser>()) {
  parser_->nodes = &nodes_;
  parser_->tape = this;
}
JsonTape::~JsonTape() = default;

std::uint32_t JsonTape::Parser::add(JsonType type, std::string_view key) {
  JsonNode node;
  node.type = type;
  node.key = key;
  node.key_hash = key.empty() ? 0 : hash_key(key);
  nodes->push_back(node);
  return static_cast<std::uint32_t>(nodes->size() - 1);
}

// Most strings hold no escape and are read where they stand. simdjson has found their ends, control
// characters and broken UTF-8 before.
bool JsonTape::Parser::text_of(ondemand::raw_json_string raw, std::string_view& text) {
  const char* const begin = raw.raw();
  const char* end = quote_or_backslash(begin);
  if (*end == '"') {
    text = {begin, static_cast<std::size_t>(end - begin)};
    return true;
  }
  while (*end != '"') end = quote_or_backslash(*end == '\\' ? end + 2 : end);
  const std::size_t before = unescaped.size();
  if (!unescape_json({begin, static_cast<std::size_t>(end - begin)}, unescaped)) return false;
  text = std::string_view(unescaped).substr(before);
  return true;
}

JsonTape::Outcome JsonTape::parse(std::string_view json, int max_depth) {
  nodes_.clear();
  duplicates_.clear();
  Parser& p = *parser_;
  const std::size_t needed = json.size() + simdjson::SIMDJSON_PADDING;
  if (p.padded.size() < needed) p.padded.resize(std::max(needed, 2 * p.padded.size()));
  if (!json.empty()) std::memcpy(p.padded.data(), json.data(), json.size());
  std::memset(p.padded.data() + json.size(), 0, simdjson::SIMDJSON_PADDING);
  p.unescaped.clear();
  p.unescaped.reserve(json.size());
  p.depth_left = std::clamp(max_depth, 1, kDeepestOrder);

  if (p.parser.capacity() < json.size() &&
      p.parser.allocate(std::max<std::size_t>(2 * json.size(), 4096), kDeepestOrder + 8)) {
    return Outcome::malformed;
  }
  ondemand::document document;
  const auto error = p.parser.iterate(p.padded.data(), json.size(), p.padded.size()).get(document);
  if (error) return error == simdjson::UTF8_ERROR ? Outcome::bad_utf8 : Outcome::malformed;
  Outcome outcome = p.walk_root(document);
  // Nothing may follow the root.
  if (outcome == Outcome::ok && document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
    outcome = Outcome::malformed;
  }
  if (outcome != Outcome::ok) {
    nodes_.clear();
    duplicates_.clear();
  }
  return outcome;
}

// The document's own doors to its root check that its last bracket is the right one; a value's do not.
JsonTape::Outcome JsonTape::Parser::walk_root(ondemand::document& document) {
  ondemand::json_type found{};
  if (document.type().get(found)) return Outcome::malformed;
  if (found == ondemand::json_type::object) {
    ondemand::object object;
    if (document.get_object().get(object)) return Outcome::malformed;
    return walk_object(object, add(JsonType::object, {}));
  }
  if (found == ondemand::json_type::array) {
    ondemand::array array;
    if (document.get_array().get(array)) return Outcome::malformed;
    return walk_array(array, add(JsonType::array, {}));
  }
  return Outcome::malformed;
}

JsonTape::Outcome JsonTape::Parser::walk(ondemand::value value, std::string_view key) {
  ondemand::json_type found{};
  if (value.type().get(found)) return Outcome::malformed;
  switch (found) {
    case ondemand::json_type::object: {
      const std::uint32_t index = add(JsonType::object, key);
      ondemand::object object;
      if (value.get_object().get(object)) return Outcome::malformed;
      return walk_object(object, index);
    }
    case ondemand::json_type::array: {
      const std::uint32_t index = add(JsonType::array, key);
      ondemand::array array;
      if (value.get_array().get(array)) return Outcome::malformed;
      return walk_array(array, index);
    }
    case ondemand::json_type::string:
      return walk_scalar(value, JsonType::string, key);
    case ondemand::json_type::number:
      return walk_scalar(value, JsonType::number, key);
    case ondemand::json_type::boolean:
      return walk_scalar(value, JsonType::boolean, key);
    case ondemand::json_type::null:
      return walk_scalar(value, JsonType::null, key);
  }
  return Outcome::malformed;
}

JsonTape::Outcome JsonTape::Parser::walk_object(ondemand::object object, std::uint32_t index) {
  if (--depth_left < 0) return Outcome::too_deep;
  std::uint32_t members = 0;
  for (auto member : object) {
    ondemand::field field;
    std::string_view key;
    if (std::move(member).get(field) || !text_of(field.key(), key)) return Outcome::malformed;
    if (const Outcome inner = walk(field.value(), key); inner != Outcome::ok) return inner;
    ++members;
  }
  close(index, members);
  tape->find_duplicates(index);
  return Outcome::ok;
}

JsonTape::Outcome JsonTape::Parser::walk_array(ondemand::array array, std::uint32_t index) {
  if (--depth_left < 0) return Outcome::too_deep;
  std::uint32_t elements = 0;
  for (auto element : array) {
    ondemand::value value;
    if (element.get(value)) return Outcome::malformed;
    if (const Outcome inner = walk(value, {}); inner != Outcome::ok) return inner;
    ++elements;
  }
  close(index, elements);
  return Outcome::ok;
}

void JsonTape::Parser::close(std::uint32_t index, std::uint32_t children) {
  ++depth_left;
  JsonNode& node = (*nodes)[index];
  node.children = children;
  node.next = static_cast<std::uint32_t>(nodes->size());
}

JsonTape::Outcome JsonTape::Parser::walk_scalar(ondemand::value value, JsonType type, std::string_view key) {
  JsonNode& node = (*nodes)[add(type, key)];
  node.next = static_cast<std::uint32_t>(nodes->size());
  if (type == JsonType::string) {
    ondemand::raw_json_string raw;
    const bool read = !value.get_raw_json_string().get(raw) && text_of(raw, node.text);
    return read ? Outcome::ok : Outcome::malformed;
  }
  node.text = without_blanks_behind(value.raw_json_token());
  const bool valid = type == JsonType::number    ? is_json_number(node.text)
                     : type == JsonType::boolean ? node.text == "true" || node.text == "false"
                                                 : node.text == "null";
  return valid ? Outcome::ok : Outcome::malformed;
}

// Few members, as in every honest order, are compared one with another; many are sorted first, so that a
// hostile object with a hundred thousand members costs no more than its size.
void JsonTape::find_duplicates(std::uint32_t object) {
  constexpr std::size_t kFew = 64;
  members_.clear();
  for (std::uint32_t i = object + 1; i < nodes_[object].next; i = nodes_[i].next) members_.push_back(i);
  const auto same = [this](std::uint32_t a, std::uint32_t b) {
    return nodes_[a].key_hash == nodes_[b].key_hash && nodes_[a].key == nodes_[b].key;
  };
  if (members_.size() <= kFew) {
    std::uint32_t hashes[kFew];
    for (std::size_t i = 0; i < members_.size(); ++i) {
      hashes[i] = nodes_[members_[i]].key_hash;
      for (std::size_t j = 0; j < i; ++j) {
        if (hashes[j] == hashes[i] && same(members_[j], members_[i])) {
          duplicates_.push_back(members_[i]);
          break;
        }
      }
    }
    return;
  }
  std::sort(members_.begin(), members_.end(), [this](std::uint32_t a, std::uint32_t b) {
    const JsonNode& x = nodes_[a];
    const JsonNode& y = nodes_[b];
    if (x.key_hash != y.key_hash) return x.key_hash < y.key_hash;
    const int order = x.key.compare(y.key);
    return order != 0 ? order < 0 : a < b;
  });
  for (std::size_t i = 1; i < members_.size(); ++i) {
    if (same(members_[i - 1], members_[i])) duplicates_.push_back(members_[i]);
  }
}

JsonTape::Children JsonTape::children(const JsonNode& container) const {
  const JsonNode* base = nodes_.data();
  const auto index = static_cast<std::uint32_t>(&container - base);
  if (!container.is_container()) return {{base, index + 1}, {base, index + 1}};
  return {{base, index + 1}, {base, container.next}};
}

const JsonNode* JsonTape::at(const JsonPointer& pointer) const {
  const JsonNode* node = nodes_.empty() ? nullptr : &root();
  for (const JsonPointer::Token& token : pointer.tokens) {
    if (node == nullptr) return nullptr;
    const JsonNode* found = nullptr;
    std::int64_t index = 0;
    for (const JsonNode& child : children(*node)) {
      const bool here = node->type == JsonType::object ? child.key == token.key : token.index == index;
      if (here) {
        found = &child;
        break;
      }
      ++index;
    }
    node = found;
  }
  return node;
}

std::string JsonTape::path_of(const JsonNode& wanted) const {
  std::string path;
  const JsonNode* node = &root();
  while (node != &wanted) {
    const JsonNode* holder = nullptr;
    std::int64_t index = 0;
    for (const JsonNode& child : children(*node)) {
      if (&child <= &wanted && &wanted < nodes_.data() + child.next) {
        holder = &child;
        break;
      }
      ++index;
    }
    if (holder == nullptr) break;  // not of this tape
    if (node->type == JsonType::array) {
      path += '[' + std::to_string(index) + ']';
    } else {
      if (!path.empty()) path += '.';
      path += holder->key;
    }
    node = holder;
  }
  return path;
}

}  // namespace ordersync::source
