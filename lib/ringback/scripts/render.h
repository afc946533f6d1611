// What a script says to one customer. Knows no channel: who sends it is somebody else.
#ifndef RINGBACK_SCRIPTS_RENDER_H_
#define RINGBACK_SCRIPTS_RENDER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ringback/store/store.h"
#include "ringback/tenants/tenant_directory.h"
#include "ringback/v1/lead.pb.h"
#include "ringback/v1/script.pb.h"

namespace ringback {

// A script with what is known filled in.
struct Rendered {
  std::string script;                // its resource name; "" for a built-in one
  std::string subject;               // on one line
  std::string text;                  // plain text, UTF-8, lines end in \n
  std::vector<std::string> missing;  // the variables that it names and that were empty, sorted
};

// What a script says for `lead` and its caller at `now`. `script_name` is a resource name, or the
// id alone, of a script of this tenant; "" takes the tenant's best for `use`, the caller's language
// and the purpose, else the built-in one. `agent` is who says it, a resource name, an id or "".
// `purpose` is why; "" takes the lead's interest. Reads through `session` alone and writes nothing.
//
// NOT_FOUND when there is no such script, or the lead's caller is gone; INVALID_ARGUMENT when
// `script_name` is of another tenant; RESOURCE_EXHAUSTED when the text would be longer than
// 64 KiB.
absl::StatusOr<Rendered> RenderForLead(store::Session& session, const TenantRecord& tenant,
                                       v1::Script::Use use, std::string_view script_name,
                                       const v1::Lead& lead, std::string_view agent,
                                       std::string_view purpose, absl::Time now);

}  // namespace ringback

#endif  // RINGBACK_SCRIPTS_RENDER_H_
