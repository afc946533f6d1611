// Ringback in a program of your own: remember why you rang, and know it when they ring back.
#include <iostream>

#include "ringback/engine.h"

int main(int argc, char** argv) {
  auto engine = ringback::Engine::Open(argc > 1 ? argv[1] : "sqlite:quickstart.db");
  if (!engine.ok()) {
    std::cerr << engine.status().message() << "\n";
    return 1;
  }

  // Tracy rings a customer; nobody answers.
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

  // The phone rings. The number comes as the network spells it; the card comes with what to say.
  ringback::v1::LookupCallerRequest lookup;
  lookup.set_ani("sip:+12025550143@carrier.example");
  auto card = (*engine)->context().LookupCaller(lookup, {});
  if (!card.ok() || card->matches().empty()) return 1;
  std::cout << card->opening_line() << "\n" << card->matches(0).reasons(0).text() << "\n";
}
