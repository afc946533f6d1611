// Every way to break a request, made from the rules that stand in the proto.
#ifndef TESTS_E2E_BAD_INPUT_REQUEST_WALK_H_
#define TESTS_E2E_BAD_INPUT_REQUEST_WALK_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/message.h"

namespace ringback::test {

// One broken request.
struct BrokenRequest {
  std::string field;  // the path that the error must name
  std::string how;    // "too long", "year 9999", …
  std::string wire;   // the request, serialised
};

// A request of this type whose required fields are set. `name_for` gives a resource name that
// exists for a pattern such as "tenants/*/callers/*".
using NameFor = std::function<std::string(const std::string& pattern)>;
std::unique_ptr<google::protobuf::Message> ValidRequest(const google::protobuf::Descriptor& type,
                                                        const NameFor& name_for);

// Every field of `type` that a client can set, recursively, broken in every way that its rule
// knows.
std::vector<BrokenRequest> BreakEveryField(const google::protobuf::Descriptor& type,
                                           const NameFor& name_for);

// The fields that a client can set and that have no limit: text without max_bytes, lists without
// max_items.
std::vector<std::string> FieldsWithoutLimit(const google::protobuf::Descriptor& type);

}  // namespace ringback::test

#endif  // TESTS_E2E_BAD_INPUT_REQUEST_WALK_H_
