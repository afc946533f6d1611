// Requests with one hostile value each, made by reflection from the contract.
#ifndef TESTS_E2E_BAD_VALUES_H_
#define TESTS_E2E_BAD_VALUES_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/message.h"

namespace ringback::test {

// A request in which one field has a hostile value.
struct BadRequest {
  std::string what;   // in words
  std::string field;  // the path of it, which an error must name if it breaks a rule
  const google::protobuf::Message& request;
  // Whether it certainly breaks a rule; if not it may be taken or refused.
  bool breaks = true;
};

// A request of the same type as `prototype` that keeps every rule of the contract: what is required
// is set, and names resources that nobody has.
std::unique_ptr<google::protobuf::Message> GoodRequest(const google::protobuf::Message& prototype);

// Calls `use` with every request that can be made of GoodRequest(prototype) by breaking one rule of
// one field, at any depth.
void ForEachBadRequest(const google::protobuf::Message& prototype,
                       const std::function<void(const BadRequest&)>& use);

// Calls `use` with every request that can be made of `good`, which keeps every rule, by giving one
// field a hostile value, at any depth: those that break a rule, and those that may be taken.
// `names` are resources that are there, for fields that take names and for others.
void ForEachHostileRequest(const google::protobuf::Message& good,
                           const std::vector<std::string>& names,
                           const std::function<void(const BadRequest&)>& use);

}  // namespace ringback::test

#endif  // TESTS_E2E_BAD_VALUES_H_
