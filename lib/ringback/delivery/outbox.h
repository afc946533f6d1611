// What is to go out, durable with the write that asks for it.
#ifndef RINGBACK_DELIVERY_OUTBOX_H_
#define RINGBACK_DELIVERY_OUTBOX_H_

#include <string>

#include "absl/status/statusor.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/article.pb.h"
#include "ringback/v1/delivery.pb.h"
#include "ringback/v1/follow_up.pb.h"

namespace ringback {

// Forwards a question to the client company, as Tenant.handoff says. Returns whether it has one.
absl::StatusOr<bool> QueueQuestion(WriteScope& scope, const v1::Question& question);

}  // namespace ringback

#endif  // RINGBACK_DELIVERY_OUTBOX_H_
