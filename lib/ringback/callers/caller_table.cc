#include "ringback/callers/caller_table.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/callers/intake.h"
#include "ringback/model/errors.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/text.h"
#include "ringback/model/timestamps.h"

namespace ringback {
namespace {

using store::ColumnReader;
using store::Row;
using store::Session;
using store::WriteSession;

constexpr std::string_view kSelectCaller =
    "SELECT honorific, given_name, family_name, display_name, company, household, service_address, "
    "language, "
    "time_zone, revision, create_us, update_us FROM callers WHERE tenant = $1 AND id = $2";
constexpr std::string_view kSelectPhones =
    "SELECT number, extension, label, raw_input, is_primary, do_not_call FROM caller_phones "
    "WHERE tenant = $1 AND caller = $2 ORDER BY position";
constexpr std::string_view kSelectEmails =
    "SELECT email FROM caller_emails WHERE tenant = $1 AND caller = $2 ORDER BY position";
constexpr std::string_view kSelectExternalIds =
    "SELECT system, external_id, url FROM caller_external_ids WHERE tenant = $1 AND caller = $2 "
    "ORDER BY position";
constexpr std::string_view kSelectAnnotations =
    "SELECT name, value FROM caller_annotations WHERE tenant = $1 AND caller = $2 ORDER BY name";
constexpr std::string_view kInsertCaller =
    "INSERT INTO callers (tenant, id, honorific, given_name, family_name, display_name, company, "
    "company_key, "
    "household, household_key, service_address, language, time_zone, revision, create_us, "
    "update_us) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
constexpr std::string_view kInsertPhone =
    "INSERT INTO caller_phones (tenant, number, caller, position, extension, label, raw_input, "
    "is_primary, do_not_call) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

// Everything that belongs to a caller alone and is written anew with them.
constexpr std::string_view kDeleteParts[] = {
    "DELETE FROM callers WHERE tenant = $1 AND id = $2",
    "DELETE FROM caller_phones WHERE tenant = $1 AND caller = $2",
    "DELETE FROM caller_emails WHERE tenant = $1 AND caller = $2",
    "DELETE FROM caller_external_ids WHERE tenant = $1 AND caller = $2",
    "DELETE FROM caller_annotations WHERE tenant = $1 AND caller = $2",
    "DELETE FROM caller_search WHERE tenant = $1 AND caller = $2",
};

void CallerFromRow(const Row& row, CallerRecord* record) {
  ColumnReader in(row);
  v1::Caller& caller = record->caller;
  caller.set_honorific(in.String());
  caller.set_given_name(in.String());
  caller.set_family_name(in.String());
  caller.set_display_name(in.String());
  caller.set_company(in.String());
  caller.set_household(in.String());
  caller.set_service_address(in.String());
  caller.set_language(in.String());
  caller.set_time_zone(in.String());
  record->revision = in.Int();
  caller.set_etag(absl::StrCat(record->revision));
  *caller.mutable_create_time() = FromMicros(in.Int());
  *caller.mutable_update_time() = FromMicros(in.Int());
}

void PhoneFromRow(const Row& row, v1::Phone* phone) {
  ColumnReader in(row);
  phone->set_number(PhoneNumber::FromDigits(in.Int()).ToE164());
  phone->set_extension(in.String());
  phone->set_label(in.String());
  phone->set_raw_input(in.String());
  phone->set_primary(in.Bool());
  phone->set_do_not_call(in.Bool());
}

// The text that SearchCallers looks in. A number is there with its country code and as digits
// alone.
std::string SearchWords(const v1::Caller& caller) {
  std::string words = absl::StrCat(caller.display_name(), "\n", caller.given_name(), " ",
                                   caller.family_name(), "\n", caller.company());
  for (const std::string& email : caller.emails()) absl::StrAppend(&words, "\n", email);
  for (const v1::Phone& phone : caller.phones()) absl::StrAppend(&words, "\n", phone.number());
  return Fold(words);
}

absl::Status InsertParts(WriteSession& session, std::string_view tenant, int64_t id,
                         const v1::Caller& caller) {
  int position = 0;
  for (const v1::Phone& phone : caller.phones()) {
    RINGBACK_RETURN_IF_ERROR(
        session
            .Execute(kInsertPhone, {tenant, PhoneNumber::FromE164(phone.number()).digits(), id,
                                    position++, phone.extension(), phone.label(), phone.raw_input(),
                                    phone.primary(), phone.do_not_call()})
            .status());
  }
  position = 0;
  for (const std::string& email : caller.emails()) {
    RINGBACK_RETURN_IF_ERROR(session
                                 .Execute("INSERT INTO caller_emails (tenant, caller, position, "
                                          "email) VALUES ($1, $2, $3, $4)",
                                          {tenant, id, position++, email})
                                 .status());
  }
  position = 0;
  for (const v1::ExternalId& external : caller.external_ids()) {
    RINGBACK_RETURN_IF_ERROR(
        session
            .Execute("INSERT INTO caller_external_ids (tenant, caller, position, system, "
                     "external_id, url) "
                     "VALUES ($1, $2, $3, $4, $5, $6)",
                     {tenant, id, position++, external.system(), external.id(), external.url()})
            .status());
  }
  for (const auto& [name, value] : caller.annotations()) {
    RINGBACK_RETURN_IF_ERROR(session
                                 .Execute("INSERT INTO caller_annotations (tenant, caller, name, "
                                          "value) VALUES ($1, $2, $3, $4)",
                                          {tenant, id, name, value})
                                 .status());
  }
  return session
      .Execute("INSERT INTO caller_search (tenant, caller, words) VALUES ($1, $2, $3)",
               {tenant, id, SearchWords(caller)})
      .status();
}

// An external id belongs to one caller.
absl::Status CheckExternalIds(Session& session, std::string_view tenant,
                              const CallerRecord& record) {
  int i = 0;
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const v1::ExternalId& external : record.caller.external_ids()) {
    if (!seen.emplace(external.system(), external.id()).second) {
      return InvalidField(
          absl::StrCat("caller.external_ids[", i, "]"),
          Quote(external.id()) + " of " + Quote(external.system()) + " is given twice");
    }
    RINGBACK_ASSIGN_OR_RETURN(const int64_t owner,
                              FindByExternalId(session, tenant, external.system(), external.id()));
    if (owner != 0 && owner != record.id) {
      const std::string resource = ResourceName(tenant, "callers", owner);
      return MakeError(absl::StatusCode::kAlreadyExists, v1::ERROR_REASON_RESOURCE_EXISTS,
                       absl::StrCat("caller.external_ids[", i, "]: ", Quote(external.id()), " of ",
                                    Quote(external.system()), " belongs to ", resource),
                       {{"resource", resource}});
    }
    ++i;
  }
  return absl::OkStatus();
}

absl::Status Touch(WriteSession& session, std::string_view tenant, int64_t caller, int64_t now_us) {
  return session
      .Execute(
          "UPDATE callers SET revision = revision + 1, update_us = $3 WHERE tenant = $1 AND id = "
          "$2",
          {tenant, caller, now_us})
      .status();
}

absl::StatusOr<std::vector<v1::Caller>> ReadAll(Session& session, std::string_view tenant,
                                                const std::vector<int64_t>& ids) {
  std::vector<v1::Caller> callers;
  for (const int64_t id : ids) {
    RINGBACK_ASSIGN_OR_RETURN(auto record, ReadCaller(session, tenant, id));
    if (record) callers.push_back(std::move(record->caller));
  }
  return callers;
}

// `text` with what LIKE reads as a pattern escaped by '!'.
std::string EscapeLike(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '!') escaped.push_back('!');
    escaped.push_back(c);
  }
  return escaped;
}

}  // namespace

absl::StatusOr<std::optional<CallerRecord>> ReadCaller(Session& session, std::string_view tenant,
                                                       int64_t id) {
  CallerRecord record;
  record.id = id;
  bool found = false;
  RINGBACK_RETURN_IF_ERROR(session.Query(kSelectCaller, {tenant, id}, [&](const Row& row) {
    found = true;
    CallerFromRow(row, &record);
  }));
  if (!found) return std::nullopt;
  v1::Caller& caller = record.caller;
  caller.set_name(ResourceName(tenant, "callers", id));
  RINGBACK_RETURN_IF_ERROR(session.Query(kSelectPhones, {tenant, id}, [&](const Row& row) {
    PhoneFromRow(row, caller.add_phones());
  }));
  RINGBACK_RETURN_IF_ERROR(session.Query(kSelectEmails, {tenant, id}, [&](const Row& row) {
    caller.add_emails(std::string(row.Text(0)));
  }));
  RINGBACK_RETURN_IF_ERROR(session.Query(kSelectExternalIds, {tenant, id}, [&](const Row& row) {
    v1::ExternalId* external = caller.add_external_ids();
    external->set_system(std::string(row.Text(0)));
    external->set_id(std::string(row.Text(1)));
    external->set_url(std::string(row.Text(2)));
  }));
  RINGBACK_RETURN_IF_ERROR(session.Query(kSelectAnnotations, {tenant, id}, [&](const Row& row) {
    (*caller.mutable_annotations())[std::string(row.Text(0))] = std::string(row.Text(1));
  }));
  SetMissingFields(&caller);
  return record;
}

absl::StatusOr<CallerRecord> NeedCaller(Session& session, std::string_view name) {
  RINGBACK_ASSIGN_OR_RETURN(auto record, ReadCaller(session, TenantOf(name), IdOf(name)));
  if (!record) return NotFound(name);
  return *std::move(record);
}

absl::Status InsertCaller(WriteSession& session, std::string_view tenant,
                          const CallerRecord& record) {
  RINGBACK_RETURN_IF_ERROR(CheckExternalIds(session, tenant, record));
  const v1::Caller& caller = record.caller;
  RINGBACK_RETURN_IF_ERROR(
      session
          .Execute(kInsertCaller, {tenant, record.id, caller.honorific(), caller.given_name(),
                                   caller.family_name(), caller.display_name(), caller.company(),
                                   Fold(caller.company()), caller.household(),
                                   Fold(caller.household()), caller.service_address(),
                                   caller.language(), caller.time_zone(), record.revision,
                                   ToMicros(caller.create_time()), ToMicros(caller.update_time())})
          .status());
  return InsertParts(session, tenant, record.id, caller);
}

absl::Status ReplaceCaller(WriteSession& session, std::string_view tenant,
                           const CallerRecord& record) {
  RINGBACK_RETURN_IF_ERROR(CheckExternalIds(session, tenant, record));
  for (const std::string_view sql : kDeleteParts) {
    RINGBACK_RETURN_IF_ERROR(session.Execute(sql, {tenant, record.id}).status());
  }
  return InsertCaller(session, tenant, record);
}

absl::Status RemoveCaller(WriteSession& session, std::string_view tenant, int64_t id) {
  for (const std::string_view sql : kDeleteParts) {
    RINGBACK_RETURN_IF_ERROR(session.Execute(sql, {tenant, id}).status());
  }
  return session
      .Execute("DELETE FROM identity_verdicts WHERE tenant = $1 AND caller = $2", {tenant, id})
      .status();
}

absl::StatusOr<std::vector<v1::Caller>> ListCallerRows(Session& session, std::string_view tenant,
                                                       int64_t after, int64_t rows) {
  std::vector<int64_t> ids;
  RINGBACK_RETURN_IF_ERROR(
      session.Query("SELECT id FROM callers WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3",
                    {tenant, after, rows}, [&](const Row& row) { ids.push_back(row.Int(0)); }));
  return ReadAll(session, tenant, ids);
}

absl::StatusOr<int64_t> FindByExternalId(Session& session, std::string_view tenant,
                                         std::string_view system, std::string_view external_id) {
  int64_t id = 0;
  RINGBACK_RETURN_IF_ERROR(
      session.Query("SELECT caller FROM caller_external_ids WHERE tenant = $1 AND system = $2 AND "
                    "external_id = $3",
                    {tenant, system, external_id}, [&](const Row& row) { id = row.Int(0); }));
  return id;
}

absl::StatusOr<std::vector<v1::Caller>> SearchCallerRows(Session& session, std::string_view tenant,
                                                         const std::vector<std::string>& words,
                                                         int64_t after, int64_t rows) {
  std::string sql = "SELECT caller FROM caller_search WHERE tenant = $1 AND caller > $2";
  std::vector<std::string> patterns;
  patterns.reserve(words.size());
  for (const std::string& word : words)
    patterns.push_back(absl::StrCat("%", EscapeLike(word), "%"));
  std::vector<store::Param> params = {tenant, after, rows};
  for (const std::string& pattern : patterns) {
    params.emplace_back(pattern);
    absl::StrAppend(&sql, " AND words LIKE $", params.size(), " ESCAPE '!'");
  }
  absl::StrAppend(&sql, " ORDER BY caller LIMIT $3");
  std::vector<int64_t> ids;
  RINGBACK_RETURN_IF_ERROR(
      session.Query(sql, params, [&](const Row& row) { ids.push_back(row.Int(0)); }));
  return ReadAll(session, tenant, ids);
}

absl::StatusOr<std::vector<int64_t>> OwnersOf(Session& session, std::string_view tenant,
                                              PhoneNumber number) {
  std::vector<int64_t> owners;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT DISTINCT caller FROM caller_phones WHERE tenant = $1 AND number = $2 ORDER BY caller",
      {tenant, number.digits()}, [&](const Row& row) { owners.push_back(row.Int(0)); }));
  return owners;
}

absl::StatusOr<bool> TakeNumberAway(WriteSession& session, std::string_view tenant, int64_t caller,
                                    PhoneNumber number, std::string_view extension,
                                    int64_t now_us) {
  RINGBACK_RETURN_IF_ERROR(session
                               .Execute("DELETE FROM identity_verdicts WHERE tenant = $1 AND "
                                        "number = $2 AND caller = $3 AND verdict = 1",
                                        {tenant, number.digits(), caller})
                               .status());
  RINGBACK_ASSIGN_OR_RETURN(
      const int64_t taken,
      session.Execute("DELETE FROM caller_phones WHERE tenant = $1 AND number = $2 AND "
                      "caller = $3 AND ($4 = '' OR extension = $4)",
                      {tenant, number.digits(), caller, extension}));
  if (taken == 0) return false;
  RINGBACK_RETURN_IF_ERROR(Touch(session, tenant, caller, now_us));
  RINGBACK_ASSIGN_OR_RETURN(const auto record, ReadCaller(session, tenant, caller));
  if (!record) return false;
  RINGBACK_RETURN_IF_ERROR(
      session
          .Execute("UPDATE caller_search SET words = $3 WHERE tenant = $1 AND caller = $2",
                   {tenant, caller, SearchWords(record->caller)})
          .status());
  return true;
}

absl::StatusOr<bool> MarkDoNotCall(WriteSession& session, std::string_view tenant, int64_t caller,
                                   PhoneNumber number, int64_t now_us) {
  RINGBACK_ASSIGN_OR_RETURN(
      const int64_t marked,
      session.Execute("UPDATE caller_phones SET do_not_call = 1 WHERE tenant = $1 AND "
                      "number = $2 AND caller = $3 AND do_not_call = 0",
                      {tenant, number.digits(), caller}));
  if (marked == 0) return false;
  RINGBACK_RETURN_IF_ERROR(Touch(session, tenant, caller, now_us));
  return true;
}

absl::StatusOr<std::vector<int64_t>> MembersOf(Session& session, std::string_view tenant,
                                               Group group, std::string_view name, int64_t rows) {
  std::vector<int64_t> members;
  const std::string_view sql = group == Group::kHousehold
                                   ? "SELECT id FROM callers WHERE tenant = $1 AND household_key = "
                                     "$2 AND household_key <> '' ORDER BY id LIMIT $3"
                                   : "SELECT id FROM callers WHERE tenant = $1 AND company_key = "
                                     "$2 AND company_key <> '' ORDER BY id LIMIT $3";
  RINGBACK_RETURN_IF_ERROR(session.Query(sql, {tenant, Fold(name), rows},
                                         [&](const Row& row) { members.push_back(row.Int(0)); }));
  return members;
}

absl::StatusOr<std::vector<int64_t>> CompanyLinesIn(Session& session, std::string_view tenant,
                                                    NumberRange range, int64_t rows) {
  std::vector<int64_t> callers;
  RINGBACK_RETURN_IF_ERROR(
      session.Query("SELECT p.caller FROM caller_phones p JOIN callers c ON c.tenant = "
                    "p.tenant AND c.id = p.caller "
                    "WHERE p.tenant = $1 AND p.number BETWEEN $2 AND $3 AND c.company_key <> '' "
                    "ORDER BY p.number LIMIT $4",
                    {tenant, range.first.digits(), range.last.digits(), rows},
                    [&](const Row& row) { callers.push_back(row.Int(0)); }));
  return callers;
}

absl::StatusOr<std::vector<IdentityVerdict>> VerdictsOn(Session& session, std::string_view tenant,
                                                        PhoneNumber number) {
  std::vector<IdentityVerdict> verdicts;
  RINGBACK_RETURN_IF_ERROR(
      session.Query("SELECT caller, verdict, agent, call, verdict_us FROM identity_verdicts WHERE "
                    "tenant = $1 AND number = $2 "
                    "ORDER BY caller",
                    {tenant, number.digits()}, [&](const Row& row) {
                      ColumnReader in(row);
                      IdentityVerdict& verdict = verdicts.emplace_back();
                      verdict.caller = in.Int();
                      verdict.confirmed = in.Int() == 1;
                      verdict.agent = in.String();
                      verdict.call = in.Int();
                      verdict.verdict_us = in.Int();
                    }));
  return verdicts;
}

absl::Status WriteVerdict(WriteSession& session, std::string_view tenant, PhoneNumber number,
                          const IdentityVerdict& verdict) {
  return session
      .Execute(
          "INSERT INTO identity_verdicts (tenant, number, caller, verdict, agent, call, "
          "verdict_us) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant, number, caller) DO UPDATE SET "
          "verdict = excluded.verdict, agent = excluded.agent, call = excluded.call, "
          "verdict_us = excluded.verdict_us",
          {tenant, number.digits(), verdict.caller, verdict.confirmed ? 1 : 2, verdict.agent,
           verdict.call, verdict.verdict_us})
      .status();
}

absl::Status WithdrawConfirmation(WriteSession& session, std::string_view tenant,
                                  PhoneNumber number, int64_t caller, int64_t call) {
  return session
      .Execute(
          "DELETE FROM identity_verdicts WHERE tenant = $1 AND number = $2 AND caller = $3 AND "
          "call = $4 AND "
          "verdict = 1",
          {tenant, number.digits(), caller, call})
      .status();
}

}  // namespace ringback
