#include "ringback/scripts/script_room.h"

namespace ringback {

absl::StatusOr<v1::Script> ScriptRoom::CreateScript(const v1::CreateScriptRequest& request,
                                                    const RequestContext& context) {
  return runner_.Write<v1::Script>(request, request.parent(), context,
                                   [&](WriteScope&) -> absl::StatusOr<v1::Script> {
                                     return absl::UnimplementedError("CreateScript");
                                   });
}

absl::StatusOr<v1::Script> ScriptRoom::GetScript(const v1::GetScriptRequest& request,
                                                 const RequestContext& context) {
  return runner_.Read<v1::Script>(request, request.name(), context,
                                  [&](ReadScope&) -> absl::StatusOr<v1::Script> {
                                    return absl::UnimplementedError("GetScript");
                                  });
}

absl::StatusOr<v1::Script> ScriptRoom::UpdateScript(const v1::UpdateScriptRequest& request,
                                                    const RequestContext& context) {
  return runner_.Write<v1::Script>(request, request.script().name(), context,
                                   [&](WriteScope&) -> absl::StatusOr<v1::Script> {
                                     return absl::UnimplementedError("UpdateScript");
                                   });
}

absl::StatusOr<v1::Script> ScriptRoom::DeleteScript(const v1::DeleteScriptRequest& request,
                                                    const RequestContext& context) {
  return runner_.Write<v1::Script>(request, request.name(), context,
                                   [&](WriteScope&) -> absl::StatusOr<v1::Script> {
                                     return absl::UnimplementedError("DeleteScript");
                                   });
}

absl::StatusOr<v1::ListScriptsResponse> ScriptRoom::ListScripts(
    const v1::ListScriptsRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListScriptsResponse>(
      request, request.parent(), context,
      [&](ReadScope&) -> absl::StatusOr<v1::ListScriptsResponse> {
        return absl::UnimplementedError("ListScripts");
      });
}

absl::StatusOr<v1::RenderScriptResponse> ScriptRoom::RenderScript(
    const v1::RenderScriptRequest& request, const RequestContext& context) {
  return runner_.Read<v1::RenderScriptResponse>(
      request, request.parent(), context,
      [&](ReadScope&) -> absl::StatusOr<v1::RenderScriptResponse> {
        return absl::UnimplementedError("RenderScript");
      });
}

}  // namespace ringback
