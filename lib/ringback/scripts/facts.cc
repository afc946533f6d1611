#include "ringback/scripts/facts.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ringback/model/one_line.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/text.h"
#include "ringback/model/timestamps.h"
#include "ringback/phone/phone_number.h"
#include "ringback/records/tenant_table.h"
#include "ringback/rules/caller_name.h"
#include "ringback/rules/open_slots.h"

namespace ringback {
namespace {

constexpr size_t kMaxValue = 1000;

// The time zone that they live in, else the tenant's.
absl::TimeZone ZoneFor(const TenantRecord& tenant, const v1::Caller* caller) {
  absl::TimeZone zone;
  if (caller != nullptr && !caller->time_zone().empty() &&
      absl::LoadTimeZone(caller->time_zone(), &zone)) {
    return zone;
  }
  return tenant.time_zone;
}

bool SaysTwelveHours(const TenantRecord& tenant) {
  return tenant.region() == "US" || tenant.region() == "CA";
}

// A number as people of its country write it.
std::string Written(std::string_view e164) {
  const PhoneNumber number = PhoneNumber::FromE164(e164);
  return number.empty() ? "" : Describe(number).national;
}

// The line to ring us back on.
std::string OurNumber(const v1::Tenant& tenant) {
  if (!tenant.outbound_caller_ids().empty()) return Written(tenant.outbound_caller_ids(0));
  return tenant.own_numbers().empty() ? "" : Written(tenant.own_numbers(0));
}

std::string CallbackNumber(const v1::Caller& caller) {
  if (caller.phones().empty()) return "";
  const auto primary = std::find_if(caller.phones().begin(), caller.phones().end(),
                                    [](const v1::Phone& phone) { return phone.primary(); });
  return Written((primary == caller.phones().end() ? caller.phones(0) : *primary).number());
}

std::string YesIf(bool holds) { return holds ? "yes" : ""; }

// Says each variable.
class Speaker {
 public:
  explicit Speaker(const Facts& facts)
      : facts_(facts),
        time_(facts.language, SaysTwelveHours(*facts.tenant), ZoneFor(*facts.tenant, facts.caller),
              facts.now_us) {
    if (facts.offered == nullptr) return;
    for (const v1::TimeSlot& slot : OpenSlots(*facts.offered, facts.now_us)) {
      slots_.push_back(ToMicros(slot.start_time()));
    }
  }

  std::string ValueOf(Variable variable) const {
    switch (variable) {
      case Variable::kCompany:
        return OneLine(facts_.tenant->tenant.display_name());
      case Variable::kWebsite:
        return OneLine(facts_.tenant->tenant.website());
      case Variable::kOurNumber:
        return OurNumber(facts_.tenant->tenant);
      case Variable::kAgentName:
        return AgentName(facts_.agent_name, facts_.agent);
      case Variable::kGreeting:
        return time_.Greeting();
      case Variable::kToday:
        return time_.Date();
      case Variable::kTriedName:
        return facts_.tried != nullptr && HasName(*facts_.tried) ? ringback::NameOf(*facts_.tried)
                                                                 : "";
      case Variable::kPurpose:
        return AsPhrase(facts_.purpose);
      case Variable::kInterest:
        return facts_.lead == nullptr ? "" : AsPhrase(facts_.lead->interest());
      case Variable::kPromisedTime:
        return facts_.lead != nullptr && facts_.lead->next_contact().has_contact_time()
                   ? time_.Moment(ToMicros(facts_.lead->next_contact().contact_time()))
                   : "";
      case Variable::kNote:
        return facts_.note == nullptr ? "" : OneLine(facts_.note->text());
      default:
        return facts_.caller != nullptr && IsOfCaller(variable) ? OfCaller(variable)
                                                                : OfAttempts(variable);
    }
  }

 private:
  static std::string AgentName(std::string_view name, std::string_view id) {
    return OneLine(name.empty() ? AgentShown(id) : std::string(name));
  }

  static bool IsOfCaller(Variable variable) {
    switch (variable) {
      case Variable::kCallerName:
      case Variable::kHonorific:
      case Variable::kGivenName:
      case Variable::kFamilyName:
      case Variable::kCallerCompany:
      case Variable::kCallbackNumber:
      case Variable::kEmail:
      case Variable::kServiceAddress:
        return true;
      default:
        return false;
    }
  }

  std::string OfCaller(Variable variable) const {
    const v1::Caller& caller = *facts_.caller;
    switch (variable) {
      case Variable::kCallerName:
        return HasName(caller) ? ringback::NameOf(caller) : "";
      case Variable::kHonorific:
        return OneLine(caller.honorific());
      case Variable::kGivenName:
        return OneLine(caller.given_name());
      case Variable::kFamilyName:
        return OneLine(caller.family_name());
      case Variable::kCallerCompany:
        return OneLine(caller.company());
      case Variable::kCallbackNumber:
        return CallbackNumber(caller);
      case Variable::kEmail:
        return caller.emails().empty() ? "" : OneLine(caller.emails(0));
      case Variable::kServiceAddress:
        return OneLine(caller.service_address());
      default:
        return "";
    }
  }

  std::string OfAttempts(Variable variable) const {
    switch (variable) {
      case Variable::kOfferText:
        return facts_.offered == nullptr ? "" : AsPhrase(facts_.offered->offer().text());
      case Variable::kOfferDays:
        return time_.Days(slots_);
      case Variable::kOfferWhen:
        return time_.When(slots_);
      case Variable::kOfferTimes:
        return time_.Moments(slots_);
      case Variable::kLastAgent:
        return facts_.last == nullptr
                   ? ""
                   : AgentName(facts_.last_agent_name, LastSegment(facts_.last->agent()));
      case Variable::kLastTouchAgo:
        return facts_.last == nullptr ? "" : time_.Ago(ToMicros(facts_.last->start_time()));
      case Variable::kReturnedCall:
        return YesIf(facts_.returned != nullptr);
      case Variable::kSpoke:
        return YesIf(facts_.returned != nullptr &&
                     facts_.returned->outcome() == v1::OutboundAttempt::OUTCOME_CONNECTED);
      case Variable::kSameAgent:
        return YesIf(facts_.returned != nullptr && !facts_.agent.empty() &&
                     LastSegment(facts_.returned->agent()) == facts_.agent);
      case Variable::kSeveralDays:
        return YesIf(std::any_of(slots_.begin(), slots_.end(), [&](int64_t us) {
          return time_.Day(us) != time_.Day(slots_.front());
        }));
      case Variable::kSeveralTimes:
        return YesIf(slots_.size() > 1);
      default:
        return "";
    }
  }

  const Facts& facts_;
  const SpokenTime time_;
  std::vector<int64_t> slots_;
};

}  // namespace

std::string_view LanguageTagFor(const TenantRecord& tenant, const v1::Caller* caller) {
  if (caller != nullptr && !caller->language().empty()) return caller->language();
  return tenant.tenant.language().empty() ? "en" : std::string_view(tenant.tenant.language());
}

std::string AsPhrase(std::string_view text) {
  std::string phrase = OneLine(text);
  while (!phrase.empty() && (phrase.back() == '.' || phrase.back() == ' ')) phrase.pop_back();
  return phrase;
}

std::string PurposeKey(std::string_view text) { return Fold(AsPhrase(text)); }

VariableValues ValuesOf(const Facts& facts, const VariableSet& wanted) {
  VariableValues values;
  const Speaker speaker(facts);
  for (size_t i = 0; i < kVariables; ++i) {
    const auto variable = static_cast<Variable>(i);
    if (!wanted.test(i) || WhoHears(variable) > facts.hears) continue;
    std::string value = speaker.ValueOf(variable);
    if (value.size() > kMaxValue) value = std::string(CutUtf8(value, kMaxValue));
    values[i] = std::move(value);
  }
  return values;
}

}  // namespace ringback
