// Secrets at rest: the key file, sealing and unsealing.
#include "base/secret.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <type_traits>

namespace ordersync::base {
namespace {

namespace fs = std::filesystem;

class SecretBoxTest : public ::testing::Test {
 protected:
  SecretBoxTest() {
    std::string pattern = (fs::temp_directory_path() / "secret_test.XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~SecretBoxTest() override { fs::remove_all(folder_); }

  std::string path() const { return (folder_ / "key").string(); }
  void write_key(const std::string& bytes, ::mode_t mode) const {
    std::ofstream(path(), std::ios::binary) << bytes;
    ::chmod(path().c_str(), mode);
  }

  fs::path folder_;
};

TEST_F(SecretBoxTest, SealedTextOpensWithTheSameKeyFile) {
  const std::string sealed = SecretBox::open(path())->seal(Secret("sk_live_1"), "sync:7");
  EXPECT_EQ(sealed.find("sk_live_1"), std::string::npos);
  EXPECT_EQ(SecretBox::open(path())->unseal(sealed, "sync:7")->reveal(), "sk_live_1");
}

TEST_F(SecretBoxTest, EmptyTextIsSealedToo) {
  const SecretBox box = *SecretBox::open(path());
  EXPECT_EQ(box.unseal(box.seal(Secret(), "sync:7"), "sync:7")->reveal(), "");
}

TEST_F(SecretBoxTest, SealingTwiceGivesDifferentBytes) {
  const SecretBox box = *SecretBox::open(path());
  EXPECT_NE(box.seal(Secret("k"), "sync:7"), box.seal(Secret("k"), "sync:7"));
}

TEST_F(SecretBoxTest, SealedTextCannotMoveToAnotherRecord) {
  const SecretBox box = *SecretBox::open(path());
  EXPECT_EQ(box.unseal(box.seal(Secret("k"), "sync:7"), "sync:8").error().code, "secret_unreadable");
}

TEST_F(SecretBoxTest, EveryChangedByteIsNoticed) {
  const SecretBox box = *SecretBox::open(path());
  const std::string sealed = box.seal(Secret("key"), "sync:7");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_EQ(box.unseal(changed, "sync:7").error().code, "secret_unreadable") << i;
    EXPECT_EQ(box.unseal(sealed.substr(0, i), "sync:7").error().code, "secret_unreadable") << i;
  }
}

TEST_F(SecretBoxTest, AnotherKeyFileCannotOpenIt) {
  const std::string sealed = SecretBox::open(path())->seal(Secret("k"), "sync:7");
  fs::remove(path());
  EXPECT_EQ(SecretBox::open(path())->unseal(sealed, "sync:7").error().code, "secret_unreadable");
}

TEST_F(SecretBoxTest, AMacIsOfItsKeyFileAndItsPurpose) {
  const Sha256Mac mac = SecretBox::open(path())->mac("requests", {"POST ", "/users"});
  EXPECT_EQ(SecretBox::open(path())->mac("requests", {"POST /us", "ers"}), mac);
  EXPECT_NE(SecretBox::open(path())->mac("answers", {"POST /users"}), mac);
  fs::remove(path());
  EXPECT_NE(SecretBox::open(path())->mac("requests", {"POST /users"}), mac);
}

TEST_F(SecretBoxTest, KeyFileIsMadeForItsOwnerOnlyAndNothingElseIsLeft) {
  ASSERT_TRUE(SecretBox::open(path()).ok());
  struct stat status {};
  ASSERT_EQ(::stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_EQ(status.st_size, 32);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(SecretBoxTest, KeyFileThatOthersMayReadIsRefused) {
  for (const ::mode_t mode : {0640, 0604, 0644, 0660}) {
    write_key(std::string(32, 'k'), mode);
    EXPECT_EQ(SecretBox::open(path()).error().code, "key_file_permissions") << mode;
  }
}

TEST_F(SecretBoxTest, KeyFileOfAnotherSizeIsRefusedAndKept) {
  for (const std::size_t size : {0, 31, 33, 4000}) {
    write_key(std::string(size, 'k'), 0600);
    EXPECT_EQ(SecretBox::open(path()).error().code, "key_file_corrupt") << size;
    EXPECT_EQ(fs::file_size(path()), size);
  }
}

TEST_F(SecretBoxTest, FolderInPlaceOfTheKeyFileIsRefused) {
  fs::create_directory(path());
  EXPECT_EQ(SecretBox::open(path()).error().code, "key_file_corrupt");
}

TEST_F(SecretBoxTest, MissingFolderIsUnavailableAndNamed) {
  const std::string missing = (folder_ / "no" / "key").string();
  const Result<SecretBox> box = SecretBox::open(missing);
  EXPECT_EQ(box.error().code, "key_file_unavailable");
  EXPECT_NE(box.error().message.find(missing), std::string::npos);
}

TEST(Secret, MovedFromIsEmptyAndCopiesAreEqual) {
  Secret first("key");
  const Secret copy = first;
  const Secret moved = std::move(first);
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that is the promise
  EXPECT_EQ(copy.reveal(), "key");
  EXPECT_EQ(moved.reveal(), "key");
}

template <class T, class = void>
struct Streams : std::false_type {};
template <class T>
struct Streams<T, std::void_t<decltype(std::declval<std::ostream&>() << std::declval<const T&>())>>
    : std::true_type {};

TEST(Secret, CannotBePrinted) {
  EXPECT_FALSE(Streams<Secret>::value);
}

}  // namespace
}  // namespace ordersync::base
