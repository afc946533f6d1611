// The rules of scripts.
#ifndef RINGBACK_METHODS_SCRIPT_METHODS_H_
#define RINGBACK_METHODS_SCRIPT_METHODS_H_

#include "absl/status/statusor.h"
#include "ringback/model/request_context.h"
#include "ringback/request/request_runner.h"
#include "ringback/scripts/script_book.h"
#include "ringback/v1/script.pb.h"

namespace ringback {

// The most scripts that a tenant can have: all of them are kept in memory.
inline constexpr int64_t kMaxScripts = 1000;

// The methods of ringback.v1.ScriptService; the proto says what each does and which errors it
// gives. Safe from any thread.
class ScriptMethods {
 public:
  // What is written is put into `directory` when it is durable.
  ScriptMethods(RequestRunner* runner, ScriptDirectory* directory)
      : runner_(*runner), directory_(*directory) {}

  absl::StatusOr<v1::Script> CreateScript(const v1::CreateScriptRequest& request,
                                          const RequestContext& context);
  absl::StatusOr<v1::Script> GetScript(const v1::GetScriptRequest& request,
                                       const RequestContext& context);
  absl::StatusOr<v1::Script> UpdateScript(const v1::UpdateScriptRequest& request,
                                          const RequestContext& context);
  absl::StatusOr<v1::Script> DeleteScript(const v1::DeleteScriptRequest& request,
                                          const RequestContext& context);
  absl::StatusOr<v1::ListScriptsResponse> ListScripts(const v1::ListScriptsRequest& request,
                                                      const RequestContext& context);
  absl::StatusOr<v1::RenderScriptResponse> RenderScript(const v1::RenderScriptRequest& request,
                                                        const RequestContext& context);

 private:
  // Writes a script that was checked, logs it, and puts it into the directory.
  absl::Status Save(WriteScope& scope, const struct ScriptRecord& record);

  RequestRunner& runner_;
  ScriptDirectory& directory_;
};

}  // namespace ringback

#endif  // RINGBACK_METHODS_SCRIPT_METHODS_H_
