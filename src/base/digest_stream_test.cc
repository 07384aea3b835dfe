// A digest in pieces is the digest of the whole.
#include "base/digest_stream.h"

#include <gtest/gtest.h>

#include <string>

namespace ordersync::base {
namespace {

TEST(DigestStream, PiecesOfAnySizeGiveTheDigestOfTheWhole) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += std::to_string(i * 7919);
  DigestStream stream;
  for (const std::size_t piece :
       {std::size_t{1}, std::size_t{63}, std::size_t{128}, std::size_t{129}, text.size()}) {
    stream.reset();
    for (std::size_t at = 0; at < text.size(); at += piece)
      stream.update(std::string_view(text).substr(at, piece));
    EXPECT_EQ(stream.finish(), digest_of(text)) << piece;
  }
}

TEST(DigestStream, NothingGivesTheDigestOfNothing) {
  DigestStream stream;
  EXPECT_EQ(stream.finish(), digest_of(""));
}

}  // namespace
}  // namespace ordersync::base
