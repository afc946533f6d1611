// What a script says to one customer. Knows no channel: who sends it is somebody else.
#ifndef RINGBACK_SCRIPTS_RENDER_H_
#define RINGBACK_SCRIPTS_RENDER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ringback/records/tenant_directory.h"
#include "ringback/scripts/facts.h"
#include "ringback/scripts/script_book.h"
#include "ringback/store/store.h"
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
// Sentences that need what is not known are left out. Of the best scripts one that comes to nothing
// is passed over, and the built-in ones never do; a script that is named may come to "". An e-mail
// or a letter whose script has no subject, or one that comes to nothing, has the built-in one.
//
// NOT_FOUND when there is no such script, or the lead's caller is gone; INVALID_ARGUMENT when
// `script_name` is of another tenant; RESOURCE_EXHAUSTED when the text would be longer than
// kMaxFilledIn.
absl::StatusOr<Rendered> RenderForLead(store::Session& session, const TenantRecord& tenant,
                                       v1::Script::Use use, std::string_view script_name,
                                       const v1::Lead& lead, std::string_view agent,
                                       std::string_view purpose, absl::Time now);

// What is to be said to whom. Everything but `use` and `now_us` may be left out.
struct RenderQuestion {
  v1::Script::Use use = v1::Script::USE_UNSPECIFIED;
  const CompiledScript* script = nullptr;  // this one; nullptr: the best
  const v1::Lead* lead = nullptr;
  std::string_view caller;   // resource name; "": nobody
  std::string_view agent;    // id
  std::string_view purpose;  // "": the lead's interest
  int64_t now_us = 0;
};

// The same with a script that was compiled before, and for whoever there is.
absl::StatusOr<Rendered> Render(store::Session& session, const TenantRecord& tenant,
                                const RenderQuestion& question);

// How many scripts are tried for a card: a tenant with a thousand that come to nothing must not
// take the time of all look-ups.
inline constexpr size_t kMostTried = 8;

// What the best of `scripts` that does not come to nothing says; nullopt when the first kMostTried
// of them do, or none of those is short enough. `facts->language` becomes that script's, if it has
// one. No subject.
std::optional<Rendered> SayBest(const std::vector<ScriptBook::Page>& scripts, Facts facts);

}  // namespace ringback

#endif  // RINGBACK_SCRIPTS_RENDER_H_
