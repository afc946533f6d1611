// Cadences that tests follow.
#ifndef TESTS_UNIT_FOLLOWUP_CADENCES_H_
#define TESTS_UNIT_FOLLOWUP_CADENCES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "ringback/v1/follow_up.pb.h"

namespace ringback::test {

// Two calls on the first day, an e-mail on the second, a call on the fourth.
inline v1::Cadence WebLeads(std::string_view name = "") {
  constexpr int64_t kHour = 3600;
  constexpr int64_t kDay = 24 * kHour;
  v1::Cadence cadence;
  cadence.set_name(std::string(name));
  cadence.set_display_name("New web leads");
  const auto add = [&](int64_t offset, v1::Channel channel) {
    v1::CadenceStep* const step = cadence.add_steps();
    step->mutable_offset()->set_seconds(offset);
    step->set_channel(channel);
    step->set_purpose("your boiler");
  };
  add(0, v1::CHANNEL_UNSPECIFIED);  // which is a call
  add(2 * kHour, v1::CHANNEL_CALL);
  add(kDay, v1::CHANNEL_EMAIL);
  add(3 * kDay, v1::CHANNEL_CALL);
  return cadence;
}

}  // namespace ringback::test

#endif  // TESTS_UNIT_FOLLOWUP_CADENCES_H_
