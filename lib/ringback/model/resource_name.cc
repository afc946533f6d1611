#include "ringback/model/resource_name.h"

#include "absl/strings/str_cat.h"
#include "ringback/model/ids.h"

namespace ringback {
namespace {

constexpr size_t kMaxIdCharacters = 63;

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

// Takes the first segment off `rest`.
std::string_view TakeSegment(std::string_view& rest) {
  const size_t slash = rest.find('/');
  const std::string_view segment = rest.substr(0, slash);
  rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  return segment;
}

bool MatchesOne(std::string_view name, std::string_view pattern) {
  if (!name.empty() && name.back() == '/') return false;
  while (!pattern.empty() && !name.empty()) {
    const std::string_view wanted = TakeSegment(pattern);
    const std::string_view found = TakeSegment(name);
    if (wanted == "*" ? !IsClientId(found) : wanted != found) return false;
  }
  return pattern.empty() && name.empty();
}

}  // namespace

bool IsClientId(std::string_view text) {
  if (text.empty() || text.size() > kMaxIdCharacters || text.front() == '-') return false;
  for (const char c : text) {
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
  }
  return true;
}

bool MatchesPattern(std::string_view name, std::string_view pattern) {
  while (!pattern.empty()) {
    const size_t comma = pattern.find(',');
    if (MatchesOne(name, pattern.substr(0, comma))) return true;
    pattern = comma == std::string_view::npos ? std::string_view() : pattern.substr(comma + 1);
  }
  return false;
}

std::string_view TenantOf(std::string_view name) {
  if (name.empty()) return kDefaultTenant;
  TakeSegment(name);
  return TakeSegment(name);
}

std::string_view LastSegment(std::string_view name) { return name.substr(name.rfind('/') + 1); }

int64_t IdOf(std::string_view name) { return ParseId(LastSegment(name)).value_or(0); }

int64_t FilterIdOf(std::string_view name) {
  if (name.empty()) return 0;
  const int64_t id = IdOf(name);
  return id == 0 ? -1 : id;
}

std::string TenantName(std::string_view tenant) { return absl::StrCat("tenants/", View(tenant)); }

std::string ResourceName(std::string_view tenant, std::string_view collection,
                         std::string_view id) {
  return absl::StrCat("tenants/", View(tenant), "/", View(collection), "/", View(id));
}

std::string ResourceName(std::string_view tenant, std::string_view collection, int64_t id) {
  std::string name;
  WriteResourceName(tenant, collection, id, &name);
  return name;
}

void WriteResourceName(std::string_view tenant, std::string_view collection, int64_t id,
                       std::string* name) {
  name->clear();
  if (id == 0) return;
  constexpr std::string_view kTenants = "tenants/";
  name->reserve(kTenants.size() + tenant.size() + collection.size() + 2 + kIdCharacters);
  name->append(kTenants).append(tenant).append("/").append(collection).append("/");
  AppendId(id, name);
}

std::string AgentName(std::string_view tenant, std::string_view agent) {
  return IsClientId(agent) ? ResourceName(tenant, "agents", agent) : std::string(agent);
}

}  // namespace ringback
