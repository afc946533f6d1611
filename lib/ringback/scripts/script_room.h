// The rules of scripts.
#ifndef RINGBACK_SCRIPTS_SCRIPT_ROOM_H_
#define RINGBACK_SCRIPTS_SCRIPT_ROOM_H_

#include "absl/status/statusor.h"
#include "ringback/model/request_context.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/script.pb.h"

namespace ringback {

// The methods of ringback.v1.ScriptService; the proto says what each does and which errors it
// gives. Safe from any thread.
class ScriptRoom {
 public:
  explicit ScriptRoom(RequestRunner* runner) : runner_(*runner) {}

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
  RequestRunner& runner_;
};

}  // namespace ringback

#endif  // RINGBACK_SCRIPTS_SCRIPT_ROOM_H_
