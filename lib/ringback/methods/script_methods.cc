#include "ringback/methods/script_methods.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/field_mask.h"
#include "ringback/model/paging.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/text.h"
#include "ringback/model/timestamps.h"
#include "ringback/model/validate.h"
#include "ringback/records/lead_table.h"
#include "ringback/records/script_table.h"
#include "ringback/scripts/render.h"

namespace ringback {
namespace {

using v1::Script;

// Whether a tag has the form of BCP 47: parts of one to eight letters and digits, the first of
// letters alone.
bool IsLanguageTag(const std::string& tag) {
  bool first = true;
  for (const absl::string_view part : absl::StrSplit(tag, '-')) {
    if (part.empty() || part.size() > 8) return false;
    for (const char c : part) {
      const auto byte = static_cast<unsigned char>(c);
      if (!(first ? absl::ascii_isalpha(byte) : absl::ascii_isalnum(byte))) return false;
    }
    first = false;
  }
  return true;
}

// Checks what one field's rule cannot say, and compiles it.
absl::StatusOr<CompiledScript> CheckScript(const Script& script, std::string_view path) {
  if (!script.language().empty() && !IsLanguageTag(script.language())) {
    return InvalidField(absl::StrCat(std::string(path), ".language"),
                        Quote(script.language()) + " is not a BCP 47 tag, such as \"de-AT\"");
  }
  return Compile(script, path);
}

absl::Status EmitScript(WriteScope& scope, const Script& script) {
  return scope.Emit(v1::EVENT_TYPE_SCRIPT_CHANGED, "", script.name(),
                    [&](v1::Event& event) { *event.mutable_script() = script; });
}

// For whom RenderScript is asked.
struct Audience {
  std::optional<v1::Lead> lead;
  std::string caller;
};

absl::StatusOr<Audience> AudienceOf(ReadScope& scope, const v1::RenderScriptRequest& request) {
  Audience audience;
  audience.caller = request.caller();
  if (request.lead().empty()) return audience;
  RINGBACK_ASSIGN_OR_RETURN(LeadRecord record, NeedLead(scope.session, request.lead()));
  if (!audience.caller.empty() && audience.caller != record.lead.caller()) {
    return InvalidField("caller", Quote(audience.caller) + " is not the caller of the lead");
  }
  audience.caller = record.lead.caller();
  audience.lead = std::move(record.lead);
  return audience;
}

// The script that RenderScript names or brings; nullopt when it asks for the best.
absl::StatusOr<std::optional<CompiledScript>> ScriptAsked(ReadScope& scope,
                                                          const v1::RenderScriptRequest& request) {
  if (!request.name().empty() && request.has_draft()) {
    return InvalidField("draft", "cannot be given with a name");
  }
  if (request.has_draft()) {
    RINGBACK_ASSIGN_OR_RETURN(auto compiled, CheckScript(request.draft(), "draft"));
    compiled.script.clear_name();
    return compiled;
  }
  if (!request.name().empty()) {
    RINGBACK_ASSIGN_OR_RETURN(const ScriptRecord record, NeedScript(scope.session, request.name()));
    RINGBACK_ASSIGN_OR_RETURN(auto compiled, Compile(record.script, "script"));
    return compiled;
  }
  if (request.use() == Script::USE_UNSPECIFIED) {
    return InvalidField("use", "must be given when there is neither a name nor a draft");
  }
  return std::nullopt;
}

}  // namespace

absl::Status ScriptMethods::Save(WriteScope& scope, const ScriptRecord& record) {
  RINGBACK_ASSIGN_OR_RETURN(auto compiled, CheckScript(record.script, "script"));
  RINGBACK_RETURN_IF_ERROR(WriteScript(scope.session, record));
  auto page = std::make_shared<const CompiledScript>(std::move(compiled));
  scope.session.OnCommit([this, page] { directory_.Put(page); });
  return EmitScript(scope, record.script);
}

absl::StatusOr<Script> ScriptMethods::CreateScript(const v1::CreateScriptRequest& request,
                                                   const RequestContext& context) {
  return runner_.Write<Script>(request, context, [&](WriteScope& scope) -> absl::StatusOr<Script> {
    ScriptRecord record{.revision = 1, .script = request.script()};
    Script& script = record.script;
    script.set_name(ResourceName(scope.tenant_id(), "scripts", request.script_id()));
    RINGBACK_ASSIGN_OR_RETURN(const auto found,
                              ReadScriptRow(scope.session, scope.tenant_id(), request.script_id()));
    if (found) return AlreadyExists("script_id", script.name());
    RINGBACK_ASSIGN_OR_RETURN(const int64_t count, CountScripts(scope.session, scope.tenant_id()));
    if (count >= kMaxScripts) {
      return InvalidField("script_id",
                          absl::StrCat(TenantName(scope.tenant_id()), " has ", count,
                                       " scripts; at most ", kMaxScripts, " are allowed"));
    }
    script.set_etag(absl::StrCat(record.revision));
    *script.mutable_create_time() = FromMicros(scope.now_us());
    *script.mutable_update_time() = FromMicros(scope.now_us());
    RINGBACK_RETURN_IF_ERROR(Save(scope, record));
    return script;
  });
}

absl::StatusOr<Script> ScriptMethods::GetScript(const v1::GetScriptRequest& request,
                                                const RequestContext& context) {
  return runner_.Read<Script>(request, context, [&](ReadScope& scope) -> absl::StatusOr<Script> {
    RINGBACK_ASSIGN_OR_RETURN(ScriptRecord record, NeedScript(scope.session, request.name()));
    return std::move(record.script);
  });
}

absl::StatusOr<Script> ScriptMethods::UpdateScript(const v1::UpdateScriptRequest& request,
                                                   const RequestContext& context) {
  const std::string& name = request.script().name();
  return runner_.Write<Script>(request, context, [&](WriteScope& scope) -> absl::StatusOr<Script> {
    RINGBACK_ASSIGN_OR_RETURN(ScriptRecord record, NeedScript(scope.session, name));
    if (!request.script().etag().empty() && request.script().etag() != record.script.etag()) {
      return EtagMismatch(name, record.script.etag());
    }
    RINGBACK_RETURN_IF_ERROR(
        ApplyUpdate(request.script(), request.update_mask(), {}, &record.script));
    RINGBACK_RETURN_IF_ERROR(ValidateResource(record.script, "script"));
    record.script.set_etag(absl::StrCat(++record.revision));
    *record.script.mutable_update_time() = FromMicros(scope.now_us());
    RINGBACK_RETURN_IF_ERROR(Save(scope, record));
    return record.script;
  });
}

absl::StatusOr<Script> ScriptMethods::DeleteScript(const v1::DeleteScriptRequest& request,
                                                   const RequestContext& context) {
  return runner_.Write<Script>(request, context, [&](WriteScope& scope) -> absl::StatusOr<Script> {
    RINGBACK_ASSIGN_OR_RETURN(ScriptRecord record, NeedScript(scope.session, request.name()));
    if (!request.etag().empty() && request.etag() != record.script.etag()) {
      return EtagMismatch(request.name(), record.script.etag());
    }
    RINGBACK_RETURN_IF_ERROR(RemoveScript(scope.session, request.name()));
    scope.session.OnCommit([this, name = request.name()] { directory_.Remove(name); });
    RINGBACK_RETURN_IF_ERROR(EmitScript(scope, record.script));
    return std::move(record.script);
  });
}

absl::StatusOr<v1::ListScriptsResponse> ScriptMethods::ListScripts(
    const v1::ListScriptsRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListScriptsResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::ListScriptsResponse> {
        const std::string list = absl::StrCat("scripts of ", scope.tenant.id);
        RINGBACK_ASSIGN_OR_RETURN(const std::string after,
                                  ReadPageToken(list, request.page_token()));
        const int64_t rows = RowsOfPage(request.page_size());
        RINGBACK_ASSIGN_OR_RETURN(
            auto scripts, ListScriptRows(scope.session, scope.tenant_id(), after, rows + 1));
        v1::ListScriptsResponse response;
        response.set_next_page_token(TakePage(list, rows, &scripts));
        for (auto& script : scripts) *response.add_scripts() = std::move(script);
        return response;
      });
}

absl::StatusOr<v1::RenderScriptResponse> ScriptMethods::RenderScript(
    const v1::RenderScriptRequest& request, const RequestContext& context) {
  return runner_.Read<v1::RenderScriptResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::RenderScriptResponse> {
        const std::string agent = AgentName(scope.tenant_id(), request.agent());
        RINGBACK_ASSIGN_OR_RETURN(const Audience audience, AudienceOf(scope, request));
        RINGBACK_ASSIGN_OR_RETURN(const auto script, ScriptAsked(scope, request));
        const RenderQuestion question{.use = script ? script->script.use() : request.use(),
                                      .script = script ? &*script : nullptr,
                                      .lead = audience.lead ? &*audience.lead : nullptr,
                                      .caller = audience.caller,
                                      .agent = LastSegment(agent),
                                      .purpose = request.purpose(),
                                      .now_us = scope.context.now_micros()};
        RINGBACK_ASSIGN_OR_RETURN(Rendered rendered, Render(scope.session, scope.tenant, question));
        v1::RenderScriptResponse response;
        response.set_script(std::move(rendered.script));
        response.set_subject(std::move(rendered.subject));
        response.set_text(std::move(rendered.text));
        for (std::string& name : rendered.missing) {
          response.add_missing_variables(std::move(name));
        }
        return response;
      });
}

}  // namespace ringback
