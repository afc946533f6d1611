#include "tests/simulate/books.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/model/timestamps.h"
#include "tests/simulate/office.h"

namespace ringback::simulate {
namespace {

using v1::DueContact;

absl::CivilDay DayOf(const Story& story, absl::Time time) {
  return absl::ToCivilDay(time, story.customer.zone);
}

}  // namespace

Story& Books::Add(Customer customer) {
  Story& story = stories_.emplace_back();
  story.customer = std::move(customer);
  return story;
}

Story* Books::OfLead(const std::string& lead) {
  const auto found = of_lead_.find(lead);
  return found == of_lead_.end() ? nullptr : found->second;
}

void Books::Opened(Story* story) { of_lead_[story->lead] = story; }

void Books::Leased(const DueContact& contact, const Story& story, absl::Time now) {
  ++leases;
  const auto [held, is_new] = held_.try_emplace(contact.name());
  if (!is_new && held->second.until > now && held->second.agent != contact.lease_agent()) {
    Broken(absl::StrCat(contact.name(), " was given to ", contact.lease_agent(), " while ",
                        held->second.agent, " held it"));
  }
  held->second = {contact.lease_agent(),
                  absl::FromUnixMicros(ToMicros(contact.lease_expire_time()))};
  if (story.closed()) Broken(absl::StrCat(contact.name(), " is of a lead that is closed"));
  if (contact.kind() == DueContact::KIND_PROMISED_CALLBACK) {
    if (absl::FromUnixMicros(ToMicros(contact.promise_time())) != story.promise)
      Broken(absl::StrCat(contact.name(), " was never promised for its minute"));
    return;
  }
  const auto today = story.touches_of_day.find(DayOf(story, now));
  if (today != story.touches_of_day.end() && today->second >= kTouchesPerDay) {
    Broken(absl::StrCat(contact.name(), ": the customer had ", today->second,
                        " touches today already"));
  }
  if (contact.kind() == DueContact::KIND_CADENCE_STEP && story.touches >= kTouchesOfCadence) {
    Broken(absl::StrCat(contact.name(), ": the cadence had ", story.touches, " touches already"));
  }
}

void Books::Touched(const std::string& number, const std::string& purpose, absl::Time now,
                    Story* story) {
  ++story->touches;
  ++story->touches_of_day[DayOf(*story, now)];
  story->last_touch = now;
  story->last_purpose = purpose;
  if (number.empty()) return;
  ++story->calls_made;
  const std::string who = absl::StrCat(story->lead, ", ", number, ", ");
  if (!MayRing(story->customer.zone, now)) {
    Broken(absl::StrCat(
        who, "was rung outside calling hours: ", absl::FormatTime(now, story->customer.zone)));
  }
  if (story->do_not_call.count(number) > 0) Broken(who + "was rung after do-not-call");
  if (story->wrong_numbers.count(number) > 0) Broken(who + "was rung though it is a wrong number");
  if (story->on_phone) Broken(who + "was rung while we were speaking with them");
}

void Books::Broken(std::string what) { broken_.push_back(std::move(what)); }

}  // namespace ringback::simulate
