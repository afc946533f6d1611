#include "tests/bench/make_data.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/engine.h"
#include "ringback/model/resource_name.h"
#include "ringback/phone/phone_number.h"
#include "tests/bench/make_data_file.h"
#include "tests/bench/make_data_numbers.h"
#include "tests/bench/make_data_random.h"
#include "tests/bench/make_data_tenant.h"

namespace ringback::bench {
namespace {

// The names of sample data have neither commas nor quotes, so that no field needs any.
absl::Status WriteContacts(const std::vector<SideData::Contact>& contacts,
                           const std::string& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  std::ofstream out(folder + "/callers.csv");
  out << "id,name,company,phone,e164\n";
  int64_t id = 0;
  for (const SideData::Contact& contact : contacts) {
    out << ++id << ',' << contact.name << ',' << contact.company << ',' << contact.phone << ','
        << contact.e164 << '\n';
  }
  out.close();
  return out ? absl::OkStatus() : absl::UnavailableError("cannot write " + folder);
}

absl::Status WriteNumbers(std::vector<SideData::Explained> numbers, uint64_t seed,
                          const std::string& path) {
  SampleRandom random(seed);
  random.Shuffle(&numbers);
  std::ofstream out(path);
  for (const SideData::Explained& line : numbers) {
    out << line.tenant << '\t' << PhoneNumber::FromDigits(line.ani).ToE164() << '\t'
        << PhoneNumber::FromDigits(line.dnis).ToE164() << '\t'
        << ResourceName(line.tenant, "callers", line.caller) << '\n';
  }
  out.close();
  return out ? absl::OkStatus() : absl::UnavailableError("cannot write " + path);
}

absl::Status CheckPlan(const DataPlan& plan, const DataFiles& files) {
  if (plan.tenants < 1 || plan.callers < plan.tenants || plan.attempts < 0) {
    return absl::InvalidArgumentError("needs a tenant, and a caller for each tenant");
  }
  if (std::filesystem::exists(files.store)) {
    return absl::AlreadyExistsError(absl::StrCat(files.store, " is there already"));
  }
  return absl::OkStatus();
}

absl::Status FillStore(const DataPlan& plan, const std::string& path, SideData* side) {
  const NumberPlan numbers;
  const std::vector<TenantPlan> tenants = PlanTenants(plan, numbers);
  RINGBACK_RETURN_IF_ERROR(CreateTenants(path, plan, tenants));
  RINGBACK_ASSIGN_OR_RETURN(const auto file, BulkFile::Open(path));
  for (const TenantPlan& tenant : tenants) {
    RINGBACK_RETURN_IF_ERROR(file->Begin());
    RINGBACK_RETURN_IF_ERROR(WriteTenantData(plan, tenant, numbers, file->session(), side));
    RINGBACK_RETURN_IF_ERROR(file->Commit());
  }
  return file->Finish();
}

}  // namespace

absl::Status MakeData(const DataPlan& plan, const DataFiles& files) {
  RINGBACK_RETURN_IF_ERROR(CheckPlan(plan, files));
  SideData side;
  side.wants_contacts = !files.csv.empty();
  side.wants_numbers = !files.numbers.empty();
  RINGBACK_RETURN_IF_ERROR(FillStore(plan, files.store, &side));
  if (side.wants_contacts) RINGBACK_RETURN_IF_ERROR(WriteContacts(side.contacts, files.csv));
  if (side.wants_numbers) {
    RINGBACK_RETURN_IF_ERROR(WriteNumbers(std::move(side.numbers), plan.seed, files.numbers));
  }
  // The engine has the last word on whether it is a store.
  return Engine::Open("sqlite:" + files.store).status();
}

}  // namespace ringback::bench
