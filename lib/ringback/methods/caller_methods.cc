#include "ringback/methods/caller_methods.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "ringback/base/status_macros.h"
#include "ringback/followup/plan_caller.h"
#include "ringback/model/email_address.h"
#include "ringback/model/errors.h"
#include "ringback/model/field_mask.h"
#include "ringback/model/ids.h"
#include "ringback/model/local_hours.h"
#include "ringback/model/paging.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/text.h"
#include "ringback/model/timestamps.h"
#include "ringback/model/validate.h"
#include "ringback/phone/phone_number.h"
#include "ringback/records/appointment_table.h"
#include "ringback/records/attempt_table.h"
#include "ringback/records/call_table.h"
#include "ringback/records/caller_table.h"
#include "ringback/records/do_not_call_table.h"
#include "ringback/records/due_contact_table.h"
#include "ringback/records/lead_table.h"
#include "ringback/records/note_table.h"
#include "ringback/records/outbox_table.h"
#include "ringback/records/question_table.h"
#include "ringback/records/request_log.h"
#include "ringback/rules/intake.h"

namespace ringback {
namespace {

constexpr size_t kMinFragmentDigits = 3;
constexpr size_t kMaxDisplayName = 400;

// Reads the phones' numbers in the tenant's region and checks what one field's rule cannot say.
absl::Status CompletePhones(const std::string& region, v1::Caller* caller) {
  int primaries = 0;
  for (int i = 0; i < caller->phones_size(); ++i) {
    v1::Phone* phone = caller->mutable_phones(i);
    const auto read = ReadDialable(phone->number(), region);
    if (!read.ok()) {
      return InvalidField(absl::StrCat("caller.phones[", i, "].number"),
                          std::string(read.status().message()));
    }
    if (phone->raw_input().empty()) phone->set_raw_input(phone->number());
    if (phone->extension().empty()) phone->set_extension(read->extension);
    phone->set_number(read->number.ToE164());
    if (phone->primary() && ++primaries > 1) {
      return InvalidField(absl::StrCat("caller.phones[", i, "].primary"),
                          "another phone is the primary one");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckEmails(const v1::Caller& caller) {
  for (int i = 0; i < caller.emails_size(); ++i) {
    const std::string& email = caller.emails(i);
    if (!IsEmailAddress(email)) {
      return InvalidField(absl::StrCat("caller.emails[", i, "]"),
                          Quote(email) + " is not an e-mail address");
    }
  }
  return absl::OkStatus();
}

// A number on which somebody asked not to be rung has the mark, whoever gets it. It goes, and the
// wish with it, when somebody takes it off who has seen it: `seen` says that they sent the etag of
// what they had read. Who writes numbers blindly knows nothing of it.
absl::Status KeepWishes(WriteScope& scope, const v1::Caller& before, bool seen, v1::Caller* after) {
  for (v1::Phone& phone : *after->mutable_phones()) {
    if (phone.do_not_call()) continue;
    const PhoneNumber number = PhoneNumber::FromE164(phone.number());
    const auto same =
        std::find_if(before.phones().begin(), before.phones().end(),
                     [&](const v1::Phone& p) { return p.number() == phone.number(); });
    if (same == before.phones().end()) {
      RINGBACK_ASSIGN_OR_RETURN(const bool unwanted,
                                IsDoNotCall(scope.session, scope.tenant_id(), number));
      phone.set_do_not_call(unwanted);
    } else if (same->do_not_call() && seen) {
      RINGBACK_RETURN_IF_ERROR(RemoveDoNotCall(scope.session, scope.tenant_id(), number));
    } else {
      phone.set_do_not_call(same->do_not_call());
    }
  }
  return absl::OkStatus();
}

std::string MadeDisplayName(const v1::Caller& caller) {
  std::vector<std::string> parts;
  for (const std::string* part : {&caller.given_name(), &caller.family_name()}) {
    if (!part->empty()) parts.push_back(*part);
  }
  if (!parts.empty()) return std::string(CutUtf8(absl::StrJoin(parts, " "), kMaxDisplayName));
  if (!caller.company().empty()) return caller.company();
  if (!caller.emails().empty()) return caller.emails(0);
  return caller.phones().empty() ? "" : caller.phones(0).number();
}

// Fills what was left empty and checks what one field's rule cannot say.
absl::Status CompleteCaller(const TenantRecord& tenant, v1::Caller* caller) {
  RINGBACK_RETURN_IF_ERROR(CompletePhones(tenant.region(), caller));
  RINGBACK_RETURN_IF_ERROR(CheckEmails(*caller));
  if (!caller->time_zone().empty())
    RINGBACK_RETURN_IF_ERROR(CheckTimeZone("caller.time_zone", caller->time_zone()));
  if (caller->display_name().empty()) caller->set_display_name(MadeDisplayName(*caller));
  if (caller->display_name().empty()) {
    return InvalidField("caller", "needs a name, a company, an e-mail address or a number");
  }
  SetMissingFields(caller);
  return absl::OkStatus();
}

absl::Status EmitCaller(WriteScope& scope, v1::EventType type, const v1::Caller& caller) {
  return scope.Emit(type, "", caller.name(),
                    [&](v1::Event& event) { *event.mutable_caller() = caller; });
}

absl::Status CheckEtag(const std::string& sent, const CallerRecord& record) {
  if (sent.empty() || sent == record.caller.etag()) return absl::OkStatus();
  return EtagMismatch(record.caller.name(), record.caller.etag());
}

// What is kept about a caller elsewhere, in words: "2 attempts, 1 lead".
absl::StatusOr<std::string> HistoryOf(store::Session& session, std::string_view tenant,
                                      int64_t caller) {
  struct Kind {
    std::string_view sql;
    std::string_view name;
  };
  constexpr Kind kKinds[] = {
      {"SELECT COUNT(*) FROM attempts WHERE tenant = $1 AND caller = $2 AND caller <> 0",
       "attempts"},
      {"SELECT COUNT(*) FROM leads WHERE tenant = $1 AND caller = $2", "leads"},
      {"SELECT COUNT(*) FROM call_notes WHERE tenant = $1 AND caller = $2", "notes"},
      {"SELECT COUNT(*) FROM appointments WHERE tenant = $1 AND caller = $2", "appointments"},
      {"SELECT COUNT(*) FROM calls WHERE tenant = $1 AND caller = $2 AND caller <> 0", "calls"},
      {"SELECT COUNT(*) FROM questions WHERE tenant = $1 AND caller = $2 AND caller <> 0",
       "questions"},
  };
  std::vector<std::string> parts;
  for (const Kind& kind : kKinds) {
    int64_t count = 0;
    RINGBACK_RETURN_IF_ERROR(session.Query(kind.sql, {tenant, caller},
                                           [&](const store::Row& row) { count = row.Int(0); }));
    if (count > 0) parts.push_back(absl::StrCat(count, " ", std::string(kind.name)));
  }
  return absl::StrJoin(parts, ", ");
}

// Takes a caller's personal data out of everything that others keep about them.
absl::Status EraseHistory(WriteScope& scope, const CallerRecord& record) {
  const std::string_view tenant = scope.tenant_id();
  RINGBACK_RETURN_IF_ERROR(EraseDueContactsOf(scope.session, tenant, record.id));
  RINGBACK_RETURN_IF_ERROR(EraseLeadsOf(scope.session, tenant, record.id));
  RINGBACK_RETURN_IF_ERROR(EraseNotesOf(scope.session, tenant, record.id));
  RINGBACK_RETURN_IF_ERROR(EraseAppointmentsOf(scope.session, tenant, record.id));
  RINGBACK_RETURN_IF_ERROR(EraseAttemptsTo(scope.session, tenant, record.id));
  RINGBACK_RETURN_IF_ERROR(EraseCallsOf(scope.session, tenant, record.id));
  RINGBACK_RETURN_IF_ERROR(EraseQuestionsOf(scope.session, tenant, record.id));
  RINGBACK_RETURN_IF_ERROR(EraseDeliveriesOf(scope.session, tenant, record.id));
  for (const v1::Phone& phone : record.caller.phones()) {
    // A number that somebody else has too is theirs as well.
    const PhoneNumber number = PhoneNumber::FromE164(phone.number());
    RINGBACK_ASSIGN_OR_RETURN(const auto owners, OwnersOf(scope.session, tenant, number));
    if (owners.size() > 1) continue;
    RINGBACK_RETURN_IF_ERROR(EraseAttemptsToNumber(scope.session, tenant, number));
    RINGBACK_RETURN_IF_ERROR(RemoveDoNotCall(scope.session, tenant, number));
    RINGBACK_RETURN_IF_ERROR(EraseCallsFromNumber(scope.session, tenant, number));
    RINGBACK_RETURN_IF_ERROR(ForgetAnswersAbout(scope.session, tenant, phone.number()));
  }
  return absl::OkStatus();
}

// The words to search for: a query that is a number is its digits.
std::vector<std::string> WordsOf(const std::string& query) {
  std::string digits;
  bool number = true;
  for (const char c : query) {
    if (c >= '0' && c <= '9') {
      digits.push_back(c);
    } else if (std::string_view("+-() ./").find(c) == std::string_view::npos) {
      number = false;
    }
  }
  if (number && digits.size() >= kMinFragmentDigits) {
    // A national number starts with a trunk zero that E.164 does not have.
    return {digits.substr(std::min(digits.find_first_not_of('0'), digits.size() - 1))};
  }
  return absl::StrSplit(Fold(query), ' ', absl::SkipEmpty());
}

// Whether what is planned for the caller's leads may have to change: their numbers, or their clock.
bool IsReachedOtherwise(const v1::Caller& before, const v1::Caller& after) {
  return before.time_zone() != after.time_zone() ||
         !std::equal(before.phones().begin(), before.phones().end(), after.phones().begin(),
                     after.phones().end(), [](const v1::Phone& a, const v1::Phone& b) {
                       return a.number() == b.number() && a.extension() == b.extension() &&
                              a.primary() == b.primary() && a.do_not_call() == b.do_not_call();
                     });
}

}  // namespace

absl::StatusOr<v1::Caller> CallerMethods::CreateCaller(const v1::CreateCallerRequest& request,
                                                       const RequestContext& context) {
  return runner_.Write<v1::Caller>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<v1::Caller> {
        CallerRecord record{
            .id = NewId(scope.context.now), .revision = 1, .caller = request.caller()};
        v1::Caller& caller = record.caller;
        RINGBACK_RETURN_IF_ERROR(CompleteCaller(scope.tenant, &caller));
        RINGBACK_RETURN_IF_ERROR(KeepWishes(scope, v1::Caller(), /*seen=*/false, &caller));
        caller.set_name(ResourceName(scope.tenant_id(), "callers", record.id));
        caller.set_etag(absl::StrCat(record.revision));
        *caller.mutable_create_time() = FromMicros(scope.now_us());
        *caller.mutable_update_time() = FromMicros(scope.now_us());
        RINGBACK_RETURN_IF_ERROR(InsertCaller(scope.session, scope.tenant_id(), record));
        RINGBACK_RETURN_IF_ERROR(EmitCaller(scope, v1::EVENT_TYPE_CALLER_CREATED, caller));
        return caller;
      });
}

absl::StatusOr<v1::Caller> CallerMethods::GetCaller(const v1::GetCallerRequest& request,
                                                    const RequestContext& context) {
  return runner_.Read<v1::Caller>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::Caller> {
        RINGBACK_ASSIGN_OR_RETURN(auto record, NeedCaller(scope.session, request.name()));
        return std::move(record.caller);
      });
}

absl::StatusOr<v1::Caller> CallerMethods::UpdateCaller(const v1::UpdateCallerRequest& request,
                                                       const RequestContext& context) {
  const std::string& name = request.caller().name();
  return runner_.Write<v1::Caller>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<v1::Caller> {
        RINGBACK_ASSIGN_OR_RETURN(CallerRecord record, NeedCaller(scope.session, name));
        RINGBACK_RETURN_IF_ERROR(CheckEtag(request.caller().etag(), record));
        v1::Caller& caller = record.caller;
        const v1::Caller before = caller;
        // A name that was made of other fields follows them, also when a client that read the whole
        // caller sends the old one back.
        const std::string made = MadeDisplayName(caller);
        const bool follows = caller.display_name() == made;
        if (follows) caller.clear_display_name();
        RINGBACK_RETURN_IF_ERROR(ApplyUpdate(request.caller(), request.update_mask(), {}, &caller));
        if (follows && caller.display_name() == made) caller.clear_display_name();
        RINGBACK_RETURN_IF_ERROR(ValidateResource(caller, "caller"));
        RINGBACK_RETURN_IF_ERROR(CompleteCaller(scope.tenant, &caller));
        RINGBACK_RETURN_IF_ERROR(
            KeepWishes(scope, before, !request.caller().etag().empty(), &caller));
        caller.set_etag(absl::StrCat(++record.revision));
        *caller.mutable_update_time() = FromMicros(scope.now_us());
        RINGBACK_RETURN_IF_ERROR(ReplaceCaller(scope.session, scope.tenant_id(), record));
        RINGBACK_RETURN_IF_ERROR(EmitCaller(scope, v1::EVENT_TYPE_CALLER_UPDATED, caller));
        if (IsReachedOtherwise(before, caller))
          RINGBACK_RETURN_IF_ERROR(PlanContactsOf(scope, record.id));
        return caller;
      });
}

absl::StatusOr<v1::Caller> CallerMethods::DeleteCaller(const v1::DeleteCallerRequest& request,
                                                       const RequestContext& context) {
  return runner_.Write<v1::Caller>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<v1::Caller> {
        RINGBACK_ASSIGN_OR_RETURN(const CallerRecord record,
                                  NeedCaller(scope.session, request.name()));
        RINGBACK_RETURN_IF_ERROR(CheckEtag(request.etag(), record));
        RINGBACK_ASSIGN_OR_RETURN(const std::string history,
                                  HistoryOf(scope.session, scope.tenant_id(), record.id));
        if (!history.empty() && !request.force()) {
          return MakeError(
              absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_CALLER_HAS_HISTORY,
              absl::StrCat(
                  request.name(), " has history (", history,
                  "); set force to erase the personal data in all of it, or keep the caller"),
              {{"resource", request.name()}});
        }
        if (request.force()) RINGBACK_RETURN_IF_ERROR(EraseHistory(scope, record));
        RINGBACK_RETURN_IF_ERROR(RemoveCaller(scope.session, scope.tenant_id(), record.id));
        RINGBACK_RETURN_IF_ERROR(
            ForgetAnswersAbout(scope.session, scope.tenant_id(), record.caller.name()));
        scope.ForgetWhatIsKept();
        // What goes out says who is gone by name alone: no personal data.
        v1::Caller tombstone;
        tombstone.set_name(record.caller.name());
        RINGBACK_RETURN_IF_ERROR(EmitCaller(scope, v1::EVENT_TYPE_CALLER_DELETED, tombstone));
        return tombstone;
      });
}

absl::StatusOr<v1::ListCallersResponse> CallerMethods::ListCallers(
    const v1::ListCallersRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListCallersResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::ListCallersResponse> {
        v1::ListCallersResponse response;
        if (request.has_external_id()) {
          RINGBACK_ASSIGN_OR_RETURN(
              const int64_t id,
              FindByExternalId(scope.session, scope.tenant_id(), request.external_id().system(),
                               request.external_id().id()));
          RINGBACK_ASSIGN_OR_RETURN(auto record, ReadCaller(scope.session, scope.tenant_id(), id));
          if (record) *response.add_callers() = std::move(record->caller);
          return response;
        }
        const std::string list = absl::StrCat("callers of ", scope.tenant.id);
        RINGBACK_ASSIGN_OR_RETURN(const std::string after,
                                  ReadPageToken(list, request.page_token()));
        const int64_t rows = RowsOfPage(request.page_size());
        RINGBACK_ASSIGN_OR_RETURN(
            auto callers,
            ListCallerRows(scope.session, scope.tenant_id(), ParseId(after).value_or(0), rows + 1));
        response.set_next_page_token(TakePage(list, rows, &callers));
        for (auto& caller : callers) *response.add_callers() = std::move(caller);
        return response;
      });
}

absl::StatusOr<v1::SearchCallersResponse> CallerMethods::SearchCallers(
    const v1::SearchCallersRequest& request, const RequestContext& context) {
  return runner_.Read<v1::SearchCallersResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::SearchCallersResponse> {
        const std::vector<std::string> words = WordsOf(request.query());
        if (words.empty()) return InvalidField("query", "must have a word or three digits");
        const std::string list =
            absl::StrCat("callers of ", scope.tenant.id, " like ", request.query());
        RINGBACK_ASSIGN_OR_RETURN(const std::string after,
                                  ReadPageToken(list, request.page_token()));
        const int64_t rows = RowsOfPage(request.page_size());
        RINGBACK_ASSIGN_OR_RETURN(auto callers,
                                  SearchCallerRows(scope.session, scope.tenant_id(), words,
                                                   ParseId(after).value_or(0), rows + 1));
        v1::SearchCallersResponse response;
        response.set_next_page_token(TakePage(list, rows, &callers));
        for (auto& caller : callers) *response.add_callers() = std::move(caller);
        return response;
      });
}

}  // namespace ringback
