#include "bindings/c/error.h"

#include <string>

#include "bindings/c/ringback.h"
#include "ringback/model/errors.h"

namespace ringback::c {
namespace {

struct LastError {
  rb_error error = {RB_OK, "", "", ""};
  std::string message;
  std::string reason;
  std::string field;
};

LastError& OfThisThread() {
  thread_local LastError last;
  return last;
}

}  // namespace

int Report(const absl::Status& status) noexcept {
  LastError& last = OfThisThread();
  const int code = static_cast<int>(status.code());
  if (status.ok()) {
    last.error = {RB_OK, "", "", ""};
    return code;
  }
  try {
    last.message = std::string(status.message());
    last.reason = ReasonOf(status);
    last.field = MetadataOf(status, "field");
    last.error = {code, last.message.c_str(), last.reason.c_str(), last.field.c_str()};
  } catch (...) {
    last.error = {code, "no memory for the words of this error", "", ""};
  }
  return code;
}

}  // namespace ringback::c

extern "C" const rb_error* rb_last_error(void) { return &ringback::c::OfThisThread().error; }
