// Every tenant, in memory.
#ifndef RINGBACK_RECORDS_TENANT_DIRECTORY_H_
#define RINGBACK_RECORDS_TENANT_DIRECTORY_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ringback/phone/phone_number.h"
#include "ringback/store/store.h"
#include "ringback/v1/tenant.pb.h"

namespace ringback {

// A tenant with what is made of its fields once.
struct TenantRecord {
  std::string id;
  int64_t revision = 0;
  v1::Tenant tenant;                   // as GetTenant returns it
  absl::TimeZone time_zone;            // of tenant.time_zone
  absl::flat_hash_set<int64_t> lines;  // tenant.own_numbers, as E.164 digits
  absl::flat_hash_set<int64_t> shown;  // tenant.outbound_caller_ids, as E.164 digits

  const std::string& region() const { return tenant.default_region(); }
  int64_t callback_window_micros() const { return tenant.callback_window().seconds() * 1'000'000; }
  // Whether it is one of the tenant's lines or outbound caller IDs.
  bool IsOwn(PhoneNumber number) const {
    return lines.contains(number.digits()) || shown.contains(number.digits());
  }
};

// Every tenant, in memory: each request needs one, and there are few. Safe from any thread.
class TenantDirectory {
 public:
  // Reads all tenants from the store.
  absl::Status Load(store::Store& store);

  // The tenant with this id, or nullptr.
  std::shared_ptr<const TenantRecord> Find(std::string_view id) const;

  // The tenant that has `number` among its lines; where none has, the only one that shows it on
  // outbound calls. nullptr when there is none or more than one: a guess would greet the caller in
  // the name of another company.
  std::shared_ptr<const TenantRecord> FindByNumber(PhoneNumber number) const;

  // Puts a tenant, new or changed, in. Called when it is durable.
  void Put(std::shared_ptr<const TenantRecord> record);

 private:
  mutable std::mutex mutex_;
  absl::flat_hash_map<std::string, std::shared_ptr<const TenantRecord>> tenants_;
};

}  // namespace ringback

#endif  // RINGBACK_RECORDS_TENANT_DIRECTORY_H_
