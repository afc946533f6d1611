// Touches that need no agent: the e-mails and letters of cadences, from the queue of due contacts
// to the outbox and, as attempts, into the history.
#ifndef RINGBACK_DELIVERY_TOUCHES_H_
#define RINGBACK_DELIVERY_TOUCHES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ringback/records/outbox_table.h"
#include "ringback/request/request_runner.h"
#include "ringback/store/store.h"
#include "ringback/v1/types.pb.h"

namespace ringback {

// Where touches of a channel go: kPlaceMail, kPlaceLetters; "" for a channel that needs an agent.
std::string_view PlaceOfChannel(v1::Channel channel);

// A touch that is planned.
struct PlannedTouch {
  std::string contact;  // resource name
  int64_t due_us = 0;
};

// The due contacts that wait, are no promise, and are due by `until_us` by `channel`, longest due
// first, at most `rows`.
absl::StatusOr<std::vector<PlannedTouch>> DueTouches(store::Session& session,
                                                     std::string_view tenant, v1::Channel channel,
                                                     int64_t until_us, int64_t rows);

// Writes what the contact's script says for its lead, and queues it. The contact is leased, by no
// agent, until it is sent or given up. What cannot be sent, as the caller has no address, is an
// attempt that FAILED: the cadence goes on as its rule for that says. Does nothing when the contact
// does not wait any more.
absl::Status QueueTouch(WriteScope& scope, const std::string& contact);

// Whether the contact of a queued touch is still wanted: not made otherwise, nor cancelled.
absl::StatusOr<bool> IsTouchWanted(store::Session& session, std::string_view tenant,
                                   const DeliveryRecord& record);

// Records the attempt that a touch was, which completes its contact, and says so in
// `record->delivery`. With `sent` false it FAILED.
absl::Status RecordTouch(WriteScope& scope, bool sent, DeliveryRecord* record);

}  // namespace ringback

#endif  // RINGBACK_DELIVERY_TOUCHES_H_
