// Tenants and agents in the store.
#ifndef RINGBACK_RECORDS_TENANT_TABLE_H_
#define RINGBACK_RECORDS_TENANT_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ringback/phone/phone_number.h"
#include "ringback/records/tenant_directory.h"
#include "ringback/store/store.h"
#include "ringback/v1/tenant.pb.h"

namespace ringback {

// The tenant with this id. NOT_FOUND when there is none.
absl::StatusOr<TenantRecord> ReadTenant(store::Session& session, std::string_view id);

// The ids of at most `rows` tenants after `after`, in order.
absl::StatusOr<std::vector<std::string>> ListTenantIds(store::Session& session,
                                                       std::string_view after, int64_t rows);

// Whether `number` is a line of another tenant than `tenant`.
absl::StatusOr<bool> IsLineOfAnother(store::Session& session, std::string_view tenant,
                                     PhoneNumber number);

// Writes a tenant, whose fields are complete and checked, in the place of whatever its id has.
absl::Status WriteTenant(store::WriteSession& session, const TenantRecord& record,
                         int64_t create_us, int64_t update_us);

// An agent and the revision behind their etag.
struct AgentRecord {
  v1::Agent agent;
  int64_t revision = 0;
};

// The agent with this id, or nullopt.
absl::StatusOr<std::optional<AgentRecord>> ReadAgent(store::Session& session,
                                                     std::string_view tenant, std::string_view id);

// An agent's name made of their id: "Tracy" of "tracy".
std::string AgentShown(std::string_view id);

// The agent; when there is none by this id, one who has only a name, made of the id. For cards,
// which name people.
absl::StatusOr<v1::Agent> ReadAgentOrId(store::Session& session, std::string_view tenant,
                                        std::string_view id);

// At most `rows` agents after `after`, by id.
absl::StatusOr<std::vector<v1::Agent>> ListAgentRows(store::Session& session,
                                                     std::string_view tenant,
                                                     std::string_view after, int64_t rows);

// Adds or replaces an agent; its name, times and revision are those of `record`.
absl::Status WriteAgent(store::WriteSession& session, const AgentRecord& record);

absl::Status RemoveAgent(store::WriteSession& session, std::string_view tenant,
                         std::string_view id);

// Moves an agent's presence as their calls begin and end: FREE only from ON_CALL, ON_CALL from
// anything. Returns the agent if that changed their presence. An id that nobody has is no error: an
// agent need not be entered to be named.
absl::StatusOr<std::optional<v1::Agent>> WritePresence(store::WriteSession& session,
                                                       std::string_view tenant, std::string_view id,
                                                       v1::Presence presence);

}  // namespace ringback

#endif  // RINGBACK_RECORDS_TENANT_TABLE_H_
