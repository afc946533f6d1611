// The services and methods of the contract, as protobuf describes them: for those who know no
// rooms, such as a client.
#ifndef RINGBACK_SERVICE_CONTRACT_H_
#define RINGBACK_SERVICE_CONTRACT_H_

#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"

namespace ringback {

// How long a request may be, in bytes of the wire format. A text of 10 MB is refused by the rules
// of its field, which name it, not by gRPC, which cannot.
inline constexpr int kMaxRequestBytes = 16 << 20;

// Every service of ringback.v1.
const std::vector<const google::protobuf::ServiceDescriptor*>& ContractServices();

// A method by its name, "CallerService.CreateCaller", with or without "ringback.v1." before it;
// nullptr when there is none.
const google::protobuf::MethodDescriptor* FindContractMethod(std::string_view name);

}  // namespace ringback

#endif  // RINGBACK_SERVICE_CONTRACT_H_
