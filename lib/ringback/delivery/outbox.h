// What is to go out, durable with the write that asks for it.
#ifndef RINGBACK_DELIVERY_OUTBOX_H_
#define RINGBACK_DELIVERY_OUTBOX_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/article.pb.h"
#include "ringback/v1/delivery.pb.h"
#include "ringback/v1/follow_up.pb.h"

namespace ringback {

// A message to the tenant's own people.
struct TeamMessage {
  v1::Delivery::Kind kind = v1::Delivery::KIND_UNSPECIFIED;
  std::string resource = {};  // what it is about
  std::string subject = {};   // of an e-mail
  std::string text = {};      // of an e-mail
  std::string json = {};      // for a webhook
  std::string caller = {};    // whose data it has: a resource name or ""
  std::string lead = {};      // a resource name or ""
  std::string agent = {};     // who sends it: a resource name or ""
};

// Whether Tenant.handoff says where messages to the tenant's own people go.
bool HasHandoff(const v1::Tenant& tenant);

// Queues a message for the one channel of Tenant.handoff. FAILED_PRECONDITION (NOT_SET_UP) when the
// tenant has none, or its webhook is disabled or gone.
absl::StatusOr<v1::Delivery> QueueForTeam(WriteScope& scope, const TeamMessage& message);

// Forwards a question to the client company, as Tenant.handoff says. Returns whether it has one.
absl::StatusOr<bool> QueueQuestion(WriteScope& scope, const v1::Question& question);

}  // namespace ringback

#endif  // RINGBACK_DELIVERY_OUTBOX_H_
