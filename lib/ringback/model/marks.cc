#include "ringback/model/marks.h"

#include "absl/hash/hash.h"
#include "absl/strings/string_view.h"

namespace ringback::marks {
namespace {

enum class Kind {
  kCaller,
  kNumber,
  kBlock,
  kHousehold,
  kCompany,
  kCallerId,
  kAgent,
  kTenant,
  kArticles,
};

uint64_t Mark(Kind kind, std::string_view tenant, int64_t id) {
  return absl::HashOf(kind, absl::string_view(tenant.data(), tenant.size()), id);
}

uint64_t Mark(Kind kind, std::string_view tenant, std::string_view id) {
  return absl::HashOf(kind, absl::string_view(tenant.data(), tenant.size()),
                      absl::string_view(id.data(), id.size()));
}

// The leading digits that all lines of one switchboard share: they differ in the last two of at
// least seven digits or, where numbers have no fixed length, in what follows the eighth of at least
// nine (phone/switchboard.h).
int64_t LeadingDigits(int64_t number) {
  constexpr int64_t kNineDigits = 100'000'000;
  const int64_t limit = number >= kNineDigits ? 10'000'000 : 100'000;
  while (number >= limit) number /= 10;
  return number;
}

}  // namespace

uint64_t Caller(std::string_view tenant, int64_t caller) {
  return Mark(Kind::kCaller, tenant, caller);
}

uint64_t Number(std::string_view tenant, int64_t number) {
  return Mark(Kind::kNumber, tenant, number);
}

uint64_t Block(std::string_view tenant, int64_t number) {
  return Mark(Kind::kBlock, tenant, LeadingDigits(number));
}

uint64_t Household(std::string_view tenant, std::string_view key) {
  return Mark(Kind::kHousehold, tenant, key);
}

uint64_t Company(std::string_view tenant, std::string_view key) {
  return Mark(Kind::kCompany, tenant, key);
}

uint64_t CallerId(std::string_view tenant, int64_t number) {
  return Mark(Kind::kCallerId, tenant, number);
}

uint64_t Agent(std::string_view tenant, std::string_view agent) {
  return Mark(Kind::kAgent, tenant, agent);
}

uint64_t Articles(std::string_view tenant) { return Mark(Kind::kArticles, tenant, ""); }

uint64_t Tenant(std::string_view tenant) { return Mark(Kind::kTenant, tenant, ""); }

}  // namespace ringback::marks
