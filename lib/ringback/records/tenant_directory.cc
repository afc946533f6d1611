#include "ringback/records/tenant_directory.h"

#include <utility>
#include <vector>

#include "ringback/base/status_macros.h"
#include "ringback/records/tenant_table.h"

namespace ringback {

absl::Status TenantDirectory::Load(store::Store& store) {
  std::vector<std::string> ids;
  return store.Read(absl::InfiniteFuture(), [&](store::Session& session) -> absl::Status {
    RINGBACK_ASSIGN_OR_RETURN(ids, ListTenantIds(session, "", INT32_MAX));
    for (const std::string& id : ids) {
      RINGBACK_ASSIGN_OR_RETURN(auto record, ReadTenant(session, id));
      Put(std::make_shared<TenantRecord>(std::move(record)));
    }
    return absl::OkStatus();
  });
}

std::shared_ptr<const TenantRecord> TenantDirectory::Find(std::string_view id) const {
  std::lock_guard lock(mutex_);
  const auto found = tenants_.find(absl::string_view(id.data(), id.size()));
  return found == tenants_.end() ? nullptr : found->second;
}

std::shared_ptr<const TenantRecord> TenantDirectory::FindByNumber(PhoneNumber number) const {
  if (number.empty()) return nullptr;
  std::vector<std::shared_ptr<const TenantRecord>> with_line;
  std::vector<std::shared_ptr<const TenantRecord>> showing;
  std::lock_guard lock(mutex_);
  for (const auto& [id, record] : tenants_) {
    if (record->lines.contains(number.digits())) with_line.push_back(record);
    if (record->shown.contains(number.digits())) showing.push_back(record);
  }
  const auto& found = with_line.empty() ? showing : with_line;
  return found.size() == 1 ? found.front() : nullptr;
}

void TenantDirectory::Put(std::shared_ptr<const TenantRecord> record) {
  std::lock_guard lock(mutex_);
  tenants_[record->id] = std::move(record);
}

}  // namespace ringback
