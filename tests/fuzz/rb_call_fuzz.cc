// Whatever JSON a program hands to rb_call(): it gets an answer that is JSON, or one clear error.
// An input is the name of a method, a line break, and the request.
#include <stdlib.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "bindings/c/ringback.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

namespace {

[[noreturn]] void Fail(const char* problem, const rb_error& error) {
  std::fprintf(stderr, "%s: code %d, %s, field \"%s\": %s\n", problem, error.code, error.reason,
               error.field, error.message);
  std::abort();
}

rb_client OpenScratch() {
  static char folder[] = "/dev/shm/rb_call_fuzzXXXXXX";
  rb_client client = 0;
  if (mkdtemp(folder) == nullptr ||
      rb_open(("sqlite:" + std::string(folder) + "/calls.db").c_str(), nullptr, &client) != RB_OK) {
    Fail("no store", *rb_last_error());
  }
  std::atexit([] { std::system(("rm -rf " + std::string(folder)).c_str()); });
  return client;
}

// The method that an input names, or one that its first byte chooses.
const char* MethodOf(std::string_view name) {
  size_t count = 0;
  const char* const* names = rb_method_names(&count);
  for (size_t i = 0; i < count; ++i) {
    const std::string_view full = names[i];
    if (full.size() >= name.size() && full.substr(full.size() - name.size()) == name &&
        !name.empty()) {
      return names[i];
    }
  }
  return names[name.empty() ? 0 : static_cast<uint8_t>(name[0]) % count];
}

void CheckError() {
  const rb_error& error = *rb_last_error();
  switch (error.code) {
    case RB_INVALID_ARGUMENT:
    case RB_NOT_FOUND:
    case RB_ALREADY_EXISTS:
    case RB_FAILED_PRECONDITION:
    case RB_ABORTED:
    case RB_OUT_OF_RANGE:
      break;
    default:
      Fail("an error that is not the request's", error);
  }
  if (*error.message == '\0' || *error.reason == '\0') Fail("an error without words", error);
}

void CheckAnswer(const rb_buffer& answer) {
  google::protobuf::Struct parsed;
  const google::protobuf::StringPiece json(answer.data, answer.size);
  if (!google::protobuf::util::JsonStringToMessage(json, &parsed).ok()) {
    std::fprintf(stderr, "an answer that is no JSON: %s\n", answer.data);
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const rb_client client = OpenScratch();
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t line = input.find('\n');
  const std::string_view request = line == input.npos ? input : input.substr(line + 1);
  rb_buffer answer;
  const int code = rb_call(client, MethodOf(input.substr(0, line == input.npos ? 0 : line)),
                           RB_JSON, request.data(), request.size(), 0, &answer);
  if (code == RB_OK) {
    CheckAnswer(answer);
  } else {
    CheckError();
  }
  rb_buffer_free(&answer);
  return 0;
}
