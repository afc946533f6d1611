// What agents said about whose number it is, in the store (rule 8 of
// docs/lookup_rules.md).
#ifndef RINGBACK_RECORDS_IDENTITY_TABLE_H_
#define RINGBACK_RECORDS_IDENTITY_TABLE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ringback/phone/phone_number.h"
#include "ringback/store/store.h"

namespace ringback {

// What an agent said about a number and a caller.
struct IdentityVerdict {
  int64_t caller = 0;
  bool confirmed = false;  // else rejected
  std::string agent;       // id
  int64_t call = 0;
  int64_t verdict_us = 0;
};

// Every verdict on a number, by caller.
absl::StatusOr<std::vector<IdentityVerdict>> VerdictsOn(store::Session& session,
                                                        std::string_view tenant,
                                                        PhoneNumber number);

// Puts a verdict in the place of an earlier one on the same number and caller.
absl::Status WriteVerdict(store::WriteSession& session, std::string_view tenant, PhoneNumber number,
                          const IdentityVerdict& verdict);

// Withdraws the confirmation that `call` taught about a number and a caller.
absl::Status WithdrawConfirmation(store::WriteSession& session, std::string_view tenant,
                                  PhoneNumber number, int64_t caller, int64_t call);

}  // namespace ringback

#endif  // RINGBACK_RECORDS_IDENTITY_TABLE_H_
