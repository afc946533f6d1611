// A resource in full, for a person.
#ifndef RINGBACK_APPS_RINGBACK_DESCRIBE_H_
#define RINGBACK_APPS_RINGBACK_DESCRIBE_H_

#include <string>

#include "apps/ringback/terminal.h"
#include "apps/ringback/times.h"
#include "google/protobuf/message.h"
#include "ringback/v1/caller.pb.h"

namespace ringback::cli {

// One line for each field that is set, in the order of the fields: what it is called, and its value
// in words.
std::string Describe(const google::protobuf::Message& resource, const Clock& clock, const Ink& ink);

// "+12025550143 ext. 12 (mobile, do not call)".
std::string PhoneText(const v1::Phone& phone);

// What to call a caller: "Mr. Robert Jones, Sample Bakery". Never empty.
std::string CallerText(const v1::Caller& caller);

// An address, written on one line.
std::string AddressText(const std::string& address);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_DESCRIBE_H_
