#include "ringback/methods/note_methods.h"

#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/followup/lead_update.h"
#include "ringback/model/errors.h"
#include "ringback/model/ids.h"
#include "ringback/model/paging.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/call_table.h"
#include "ringback/records/caller_table.h"
#include "ringback/records/note_table.h"
#include "ringback/rules/life.h"

namespace ringback {
namespace {

// Checks that what the note names is there, and sets its caller from the lead or the call when none
// is given. The lead that it is about, if it names one, is put into `lead`.
absl::Status FindSubject(WriteScope& scope, v1::CallNote* note, std::optional<LeadInHand>* lead) {
  if (!note->lead().empty()) {
    RINGBACK_ASSIGN_OR_RETURN(*lead, TakeLead(scope.session, note->lead()));
    if (note->caller().empty()) note->set_caller((*lead)->lead().caller());
  }
  if (!note->call().empty()) {
    RINGBACK_ASSIGN_OR_RETURN(const v1::Call call, NeedCall(scope.session, note->call()));
    if (note->caller().empty()) note->set_caller(call.caller());
    if (note->agent().empty()) note->set_agent(call.agent());
  }
  if (!note->caller().empty()) return CheckCaller(scope.session, note->caller());
  // A call whose caller nobody has identified yet may have notes all the same.
  if (!note->call().empty()) return absl::OkStatus();
  return InvalidField("call_note.caller", "must be given, or a lead or a call");
}

}  // namespace

absl::StatusOr<v1::CallNote> NoteMethods::CreateCallNote(const v1::CreateCallNoteRequest& request,
                                                         const RequestContext& context) {
  return runner_.Write<v1::CallNote>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<v1::CallNote> {
        v1::CallNote note = request.call_note();
        std::optional<LeadInHand> lead;
        RINGBACK_RETURN_IF_ERROR(FindSubject(scope, &note, &lead));
        const int64_t id = NewId(scope.context.now);
        if (!note.has_note_time()) *note.mutable_note_time() = FromMicros(scope.now_us());
        *note.mutable_create_time() = FromMicros(scope.now_us());
        RINGBACK_RETURN_IF_ERROR(InsertNote(scope.session, scope.tenant_id(), id, note));
        note.set_name(ResourceName(scope.tenant_id(), "callNotes", id));
        RINGBACK_ASSIGN_OR_RETURN(note, NeedNote(scope.session, note.name()));
        if (lead && AddMilestones(note.milestones(), &lead->lead())) {
          RINGBACK_RETURN_IF_ERROR(SaveLead(scope, {.agent = note.agent(), .reason = {}}, &*lead));
        }
        RINGBACK_RETURN_IF_ERROR(
            scope.Emit(v1::EVENT_TYPE_CALL_NOTE_CREATED, note.agent(), note.name(),
                       [&](v1::Event& event) { *event.mutable_call_note() = note; }));
        return note;
      });
}

absl::StatusOr<v1::CallNote> NoteMethods::GetCallNote(const v1::GetCallNoteRequest& request,
                                                      const RequestContext& context) {
  return runner_.Read<v1::CallNote>(request, context,
                                    [&](ReadScope& scope) -> absl::StatusOr<v1::CallNote> {
                                      return NeedNote(scope.session, request.name());
                                    });
}

absl::StatusOr<v1::ListCallNotesResponse> NoteMethods::ListCallNotes(
    const v1::ListCallNotesRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListCallNotesResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::ListCallNotesResponse> {
        const std::string list = absl::StrCat("notes of ", scope.tenant.id, " ", request.caller(),
                                              " ", request.lead(), " ", request.call());
        RINGBACK_ASSIGN_OR_RETURN(const std::string after,
                                  ReadPageToken(list, request.page_token()));
        const int64_t rows = RowsOfPage(request.page_size());
        const NoteFilter filter{.caller = FilterIdOf(request.caller()),
                                .lead = FilterIdOf(request.lead()),
                                .call = FilterIdOf(request.call())};
        const int64_t before = ParseId(after).value_or(std::numeric_limits<int64_t>::max());
        RINGBACK_ASSIGN_OR_RETURN(
            auto notes, ListNoteRows(scope.session, scope.tenant_id(), filter, before, rows + 1));
        v1::ListCallNotesResponse response;
        response.set_next_page_token(TakePage(list, rows, &notes));
        for (auto& note : notes) *response.add_call_notes() = std::move(note);
        return response;
      });
}

}  // namespace ringback
