// Requests that break one rule each, made by reflection from the contract.
#ifndef TESTS_E2E_BAD_VALUES_H_
#define TESTS_E2E_BAD_VALUES_H_

#include <functional>
#include <memory>
#include <string>

#include "google/protobuf/message.h"

namespace ringback::test {

// A request in which one field breaks a rule.
struct BadRequest {
  std::string what;   // in words
  std::string field;  // the path that the error must name
  const google::protobuf::Message& request;
};

// A request of the same type as `prototype` that keeps every rule of the contract: what is required
// is set, and names resources that nobody has.
std::unique_ptr<google::protobuf::Message> GoodRequest(const google::protobuf::Message& prototype);

// Calls `use` with every request that can be made of GoodRequest(prototype) by breaking one rule of
// one field, at any depth.
void ForEachBadRequest(const google::protobuf::Message& prototype,
                       const std::function<void(const BadRequest&)>& use);

}  // namespace ringback::test

#endif  // TESTS_E2E_BAD_VALUES_H_
