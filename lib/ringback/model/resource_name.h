// Resource names: tenants/{tenant}/callers/{caller} (AIP-122).
#ifndef RINGBACK_MODEL_RESOURCE_NAME_H_
#define RINGBACK_MODEL_RESOURCE_NAME_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ringback {

// The tenant that is there from the start, and the one that an empty parent means.
inline constexpr std::string_view kDefaultTenant = "default";

// Stands for all tenants, in the `parent` of the few methods that take it (AIP-159), and its id.
inline constexpr std::string_view kEveryTenant = "tenants/-";
inline constexpr std::string_view kEveryTenantId = "-";

// Whether `text` can be an id that a client chooses: 1 to 63 of a-z, 0-9 and '-', not beginning
// with '-'.
bool IsClientId(std::string_view text);

// Whether `name` has the form of `pattern`: "tenants/*/callers/*". A '*' stands for one id; several
// patterns are separated by commas.
bool MatchesPattern(std::string_view name, std::string_view pattern);

// The id of the tenant in any resource name or parent; "" means the default tenant. `name` must be
// well-formed.
std::string_view TenantOf(std::string_view name);

// The last segment of a name: the id of the resource itself.
std::string_view LastSegment(std::string_view name);

// The number behind the last segment of a name whose ids the server makes. 0 when the name is
// empty, or when the segment is not such an id, so that no resource can have it.
int64_t IdOf(std::string_view name);

// What a list is narrowed to by a name: its id, 0 for no name, and -1, which no resource has, for a
// name that cannot be.
int64_t FilterIdOf(std::string_view name);

// "tenants/{tenant}".
std::string TenantName(std::string_view tenant);

// "tenants/{tenant}/{collection}/{id}".
std::string ResourceName(std::string_view tenant, std::string_view collection, std::string_view id);

// The same for an id that the server made; "" for 0.
std::string ResourceName(std::string_view tenant, std::string_view collection, int64_t id);

// Puts it in the place of `name`.
void WriteResourceName(std::string_view tenant, std::string_view collection, int64_t id,
                       std::string* name);

// The resource name of an agent of `tenant` who is named by that or by the id alone, as the rules
// of a field allow; "" for "".
std::string AgentName(std::string_view tenant, std::string_view agent);

}  // namespace ringback

#endif  // RINGBACK_MODEL_RESOURCE_NAME_H_
