// Numbers on which somebody asked not to be rung, in the store: whoever has them, and however long
// ago it was.
#ifndef RINGBACK_RECORDS_DO_NOT_CALL_TABLE_H_
#define RINGBACK_RECORDS_DO_NOT_CALL_TABLE_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ringback/phone/phone_number.h"
#include "ringback/store/store.h"

namespace ringback {

// Whether somebody asked not to be rung on `number`.
absl::StatusOr<bool> IsDoNotCall(store::Session& session, std::string_view tenant,
                                 PhoneNumber number);

// Somebody asked so at `asked_us`.
absl::Status AddDoNotCall(store::WriteSession& session, std::string_view tenant, PhoneNumber number,
                          int64_t asked_us);

// They took it back, or what they said is erased.
absl::Status RemoveDoNotCall(store::WriteSession& session, std::string_view tenant,
                             PhoneNumber number);

}  // namespace ringback

#endif  // RINGBACK_RECORDS_DO_NOT_CALL_TABLE_H_
