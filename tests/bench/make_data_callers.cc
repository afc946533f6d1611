#include "tests/bench/make_data_callers.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "tests/bench/make_data_words.h"

namespace ringback::bench {
namespace {

// The layout of ids that ringback/model/ids.h documents.
constexpr int64_t kIdEpochMillis = 1577836800000;  // 2020-01-01T00:00:00Z
constexpr int kIdSequenceBits = 22;

constexpr int64_t kDayMicros = int64_t{24} * 3600 * 1'000'000;
constexpr int64_t kOldestCallerDays = 1200;
constexpr int64_t kNewCallerDays = 30;

// Shares, in percent.
constexpr double kNewCallers = 3;
// One household in ten units makes about 8 % of all numbers shared ones.
constexpr double kHouseholds = 10;
constexpr double kHouseholdsOfThree = 30;
constexpr double kSeveralNumbers = 15;
constexpr double kThirdNumbers = 30;  // of those
constexpr double kInCompany = 20;
constexpr double kOnSwitchboard = 50;  // of those
constexpr double kMobile = 45;
constexpr double kFromAbroad = 2;
constexpr double kDoNotCall = 1;
constexpr double kEmail = 60;
constexpr double kExternalId = 50;

constexpr int64_t kCallersPerCompany = 15;
constexpr double kCompanySkew = 1.5;

constexpr const char* kHonorifics[] = {"Mr.", "Mrs.", "Ms.", "Dr."};
constexpr const char* kRegions[] = {"US", "GB", "DE"};

std::string SampleAddress(SampleRandom* random) {
  return absl::StrCat(random->Below(200) + 1, " ", SampleFamilyName(random), " Street, ",
                      SampleTown(random));
}

void AddPhones(const TenantPlan& tenant, const CallerDraft& draft, SampleRandom* random,
               v1::Caller* caller) {
  for (const SampleNumber& number : draft.numbers) {
    v1::Phone* phone = caller->add_phones();
    phone->set_number(number.number.ToE164());
    phone->set_raw_input(AsTyped(number, tenant.region != number.area->region, random));
    phone->set_label(number.area->mobile ? "mobile" : draft.company >= 0 ? "work" : "home");
    phone->set_primary(draft.numbers.size() > 1 && caller->phones_size() == 1);
    phone->set_do_not_call(draft.do_not_call);
    if (draft.company >= 0 && random->Percent(10)) {
      phone->set_extension(absl::StrCat(random->Below(900) + 100));
    }
  }
}

void AddElsewhere(int64_t number, SampleRandom* random, v1::Caller* caller) {
  if (random->Percent(kEmail)) {
    caller->add_emails(absl::AsciiStrToLower(
        absl::StrCat(caller->given_name(), ".", caller->family_name(), number, "@mail.example")));
  }
  if (random->Percent(kExternalId)) {
    v1::ExternalId* external = caller->add_external_ids();
    external->set_system("sample-crm");
    external->set_id(absl::StrFormat("SAMPLE-%08d", number));
    external->set_url("https://crm.example/contacts/" + external->id());
  }
  if (random->Percent(10)) (*caller->mutable_annotations())["plan"] = "sample basic";
}

}  // namespace

int64_t SampleIds::Next(int64_t now_us) {
  const int64_t fresh = ((now_us / 1000 - kIdEpochMillis) << kIdSequenceBits) |
                        random_.Below(int64_t{1} << (kIdSequenceBits - 1));
  last_ = std::max(fresh, last_ + 1);
  return last_;
}

CallerDrafter::CallerDrafter(const TenantPlan& tenant, const NumberPlan& numbers, int64_t until_us,
                             SampleRandom* random)
    : tenant_(tenant), numbers_(numbers), until_us_(until_us), random_(*random) {
  for (const SampleNumber& own : tenant.caller_ids) used_.insert(own.number.digits());
  for (int64_t i = 0; i <= tenant.callers / kCallersPerCompany; ++i) {
    switchboards_.push_back(numbers.Draw(tenant.region, false, random));
  }
}

std::vector<CallerDraft> CallerDrafter::Draft() {
  std::vector<CallerDraft> drafts(static_cast<size_t>(tenant_.callers));
  for (CallerDraft& draft : drafts) {
    const int64_t oldest = random_.Percent(kNewCallers) ? kNewCallerDays : kOldestCallerDays;
    draft.create_us = until_us_ - 1 - random_.Below(oldest * kDayMicros);
  }
  const auto older = [](const CallerDraft& a, const CallerDraft& b) {
    return a.create_us < b.create_us;
  };
  std::sort(drafts.begin(), drafts.end(), older);
  SampleIds ids(&random_);
  for (CallerDraft& draft : drafts) draft.id = ids.Next(draft.create_us);
  for (size_t i = 0; i < drafts.size();) {
    size_t members = 1;
    if (random_.Percent(kHouseholds)) members = random_.Percent(kHouseholdsOfThree) ? 3 : 2;
    members = std::min(members, drafts.size() - i);
    if (members > 1) DraftHousehold(&drafts, i, members);
    for (size_t end = i + members; i < end; ++i) DraftPerson(&drafts[i]);
  }
  return drafts;
}

void CallerDrafter::DraftHousehold(std::vector<CallerDraft>* drafts, size_t first, size_t members) {
  const std::string family = SampleFamilyName(&random_);
  const std::string address = SampleAddress(&random_);
  const std::string household = absl::StrCat(family, " household ", first + 1);
  const SampleNumber shared = FreshNumber(false);
  for (size_t i = first; i < first + members; ++i) {
    CallerDraft& draft = (*drafts)[i];
    draft.family_name = family;
    draft.service_address = address;
    draft.household = household;
    draft.numbers.push_back(shared);
  }
}

void CallerDrafter::DraftPerson(CallerDraft* draft) {
  if (draft->family_name.empty()) draft->family_name = SampleFamilyName(&random_);
  if (draft->service_address.empty() && random_.Percent(60)) {
    draft->service_address = SampleAddress(&random_);
  }
  if (random_.Percent(kInCompany)) {
    draft->company = random_.Skewed(static_cast<int64_t>(switchboards_.size()), kCompanySkew);
  }
  draft->do_not_call = random_.Percent(kDoNotCall);
  size_t numbers = 1;
  if (random_.Percent(kSeveralNumbers)) numbers = random_.Percent(kThirdNumbers) ? 3 : 2;
  if (draft->numbers.empty() && draft->company >= 0 && random_.Percent(kOnSwitchboard)) {
    draft->numbers.push_back(CompanyLine(draft->company));
  }
  while (draft->numbers.size() < numbers) {
    draft->numbers.push_back(FreshNumber(random_.Percent(kMobile)));
  }
}

SampleNumber CallerDrafter::CompanyLine(int64_t company) {
  for (int tries = 0; tries < 8; ++tries) {
    const SampleNumber line = NeighbourOf(switchboards_[static_cast<size_t>(company)], &random_);
    if (used_.insert(line.number.digits()).second) return line;
  }
  return FreshNumber(false);
}

SampleNumber CallerDrafter::FreshNumber(bool mobile) {
  const std::string_view region =
      random_.Percent(kFromAbroad) ? random_.Pick(kRegions) : std::string_view(tenant_.region);
  while (true) {
    const SampleNumber number = numbers_.Draw(region, mobile, &random_);
    if (used_.insert(number.number.digits()).second) return number;
  }
}

CallerRecord MakeCaller(const TenantPlan& tenant, const CallerDraft& draft, int64_t number,
                        SampleRandom* random) {
  CallerRecord record{.id = draft.id, .revision = 1, .caller = {}};
  v1::Caller& caller = record.caller;
  caller.set_name(ResourceName(tenant.id, "callers", draft.id));
  if (random->Percent(60)) caller.set_honorific(random->Pick(kHonorifics));
  caller.set_given_name(SampleGivenName(random));
  caller.set_family_name(draft.family_name);
  caller.set_display_name(absl::StrCat(caller.given_name(), " ", caller.family_name()));
  if (draft.company >= 0) caller.set_company(SampleCompany(draft.company));
  caller.set_household(draft.household);
  caller.set_service_address(draft.service_address);
  if (random->Percent(10)) caller.set_language(tenant.region == "DE" ? "de" : "en");
  AddPhones(tenant, draft, random, &caller);
  AddElsewhere(number, random, &caller);
  *caller.mutable_create_time() = FromMicros(draft.create_us);
  *caller.mutable_update_time() = FromMicros(draft.create_us);
  return record;
}

}  // namespace ringback::bench
