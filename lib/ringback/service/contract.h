// The services and methods of the contract, as protobuf describes them: for those who know no
// rooms, such as a client.
#ifndef RINGBACK_SERVICE_CONTRACT_H_
#define RINGBACK_SERVICE_CONTRACT_H_

#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"

namespace ringback {

// Every service of ringback.v1.
const std::vector<const google::protobuf::ServiceDescriptor*>& ContractServices();

// A method by its name, "CallerService.CreateCaller", with or without "ringback.v1." before it;
// nullptr when there is none.
const google::protobuf::MethodDescriptor* FindContractMethod(std::string_view name);

}  // namespace ringback

#endif  // RINGBACK_SERVICE_CONTRACT_H_
