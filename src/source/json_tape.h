// PURE: one JSON text, read once and completely, as a flat list of nodes that keep the exact text of every
// number. Everything is validated, known or not: UTF-8, escapes, numbers, duplicate keys. Not for editing or
// writing.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "source/json_text.h"

namespace ordersync::source {

enum class JsonType : std::uint8_t { null, boolean, number, string, array, object };

struct JsonNode {
  JsonType type = JsonType::null;
  std::uint32_t next = 0;  // index of the node after this one and all that it holds
  std::uint32_t children = 0;
  std::uint32_t key_hash = 0;  // hash_key(key)
  std::string_view key;        // unescaped; empty in an array
  std::string_view text;       // a string unescaped; a number, true, false and null as they stand

  bool is_container() const { return type == JsonType::array || type == JsonType::object; }
  bool is_text_or_number() const { return type == JsonType::string || type == JsonType::number; }
};

std::uint32_t hash_key(std::string_view key);

// Reusable; one thread at a time. Views into it live until the next parse().
class JsonTape {
 public:
  enum class Outcome { ok, malformed, bad_utf8, too_deep };

  JsonTape();
  ~JsonTape();
  JsonTape(const JsonTape&) = delete;
  JsonTape& operator=(const JsonTape&) = delete;

  // Reads an object or an array that fills `json` (blanks around it aside). The root is level 1; a container
  // past level `max_depth` is too deep. Unless ok, there are no nodes.
  Outcome parse(std::string_view json, int max_depth);

  std::span<const JsonNode> nodes() const { return nodes_; }  // in the order of the text; the root first
  const JsonNode& root() const { return nodes_.front(); }

  class Iterator {
   public:
    Iterator(const JsonNode* base, std::uint32_t at) : base_(base), at_(at) {}
    const JsonNode& operator*() const { return base_[at_]; }
    Iterator& operator++() {
      at_ = base_[at_].next;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }

   private:
    const JsonNode* base_;
    std::uint32_t at_;
  };
  struct Children {
    Iterator first, last;
    Iterator begin() const { return first; }
    Iterator end() const { return last; }
  };
  Children children(const JsonNode& container) const;

  // The first member of that name or element of that index; nullptr when there is none.
  const JsonNode* at(const JsonPointer& pointer) const;
  // "OrderItems[2].Price"; empty for the root.
  std::string path_of(const JsonNode& node) const;

  // Members whose key stood in the same object before, in the order they were found.
  std::span<const std::uint32_t> duplicates() const { return duplicates_; }

 private:
  struct Parser;
  void find_duplicates(std::uint32_t object);

  std::unique_ptr<Parser> parser_;
  std::vector<JsonNode> nodes_;
  std::vector<std::uint32_t> duplicates_;
  std::vector<std::uint32_t> members_;  // scratch of find_duplicates()
};

}  // namespace ordersync::source
