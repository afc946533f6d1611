// The C ABI on a file and on a server alike.
#ifndef TESTS_BINDINGS_C_C_FIXTURE_H_
#define TESTS_BINDINGS_C_C_FIXTURE_H_

#include <memory>
#include <string>
#include <string_view>

#include "bindings/c/ringback.h"
#include "gtest/gtest.h"
#include "ringback/engine.h"
#include "tests/store/scratch_folder.h"

namespace ringback::test {

// A buffer that is freed.
class Buffer {
 public:
  ~Buffer() { rb_buffer_free(&buffer_); }
  rb_buffer* out() { return &buffer_; }
  std::string text() const {
    return buffer_.data == nullptr ? "" : std::string(buffer_.data, buffer_.size);
  }
  const rb_buffer& get() const { return buffer_; }

 private:
  rb_buffer buffer_ = {nullptr, 0};
};

// A card that is freed.
class CardPointer {
 public:
  ~CardPointer() { rb_card_free(card_); }
  rb_card** out() { return &card_; }
  const rb_card* operator->() const { return card_; }
  const rb_card* get() const { return card_; }

 private:
  rb_card* card_ = nullptr;
};

enum class Kind { kFile, kServer };

inline std::string NameOf(Kind kind) { return kind == Kind::kFile ? "File" : "Server"; }

// client() is open on a new store: a file of this process, or one that an engine serves on
// loopback.
class CApi {
 public:
  explicit CApi(Kind kind);
  ~CApi();

  rb_client client() const { return client_; }
  const std::string& target() const { return target_; }
  // Ends the server, as far as there is one.
  void StopServer() { server_.reset(); }

  // Calls a method in JSON.
  int Call(std::string_view method, std::string_view request, Buffer* response) const;
  // The same where it must go well; the answer.
  std::string MustCall(std::string_view method, std::string_view request) const;
  // Records an attempt to a number, not answered.
  void RecordAttempt(std::string_view number, std::string_view purpose) const;

 private:
  const ScratchFolder folder_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Server> server_;
  std::string target_;
  rb_client client_ = 0;
};

class CApiTest : public ::testing::TestWithParam<Kind> {
 protected:
  CApi api_{GetParam()};
};

}  // namespace ringback::test

#endif  // TESTS_BINDINGS_C_C_FIXTURE_H_
