// A softphone's use of the C++ library: records on the engine, looks up through a client of it.
#include <grpcpp/grpcpp.h>

#include <iostream>

#include "ringback/client.h"
#include "ringback/engine.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  auto engine = ringback::Engine::Open(argv[1]);
  if (!engine.ok()) {
    std::cerr << engine.status().message() << "\n";
    return 1;
  }
  ringback::v1::RecordAttemptRequest record;
  record.mutable_attempt()->set_agent("tenants/default/agents/tracy");
  record.mutable_attempt()->set_dialed_number("(202) 555-0143");
  record.mutable_attempt()->set_purpose("your autumn heating check");
  record.mutable_attempt()->set_outcome(ringback::v1::OutboundAttempt::OUTCOME_NO_ANSWER);
  auto attempt = (*engine)->attempts().RecordAttempt(record, {});
  if (!attempt.ok()) {
    std::cerr << attempt.status().message() << "\n";
    return 1;
  }
  ringback::v1::LookupCallerRequest lookup;
  lookup.set_ani("sip:+12025550143@carrier.example");
  ringback::v1::CallerContext card;
  grpc::ClientContext context;
  const ringback::Client client((*engine)->channel());
  const grpc::Status found = client.context().LookupCaller(&context, lookup, &card);
  if (!found.ok()) {
    std::cerr << found.error_message() << "\n";
    return 1;
  }
  std::cout << card.opening_line() << "\n";
}
