#include "ringback/records/caller_table.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/marks.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/text.h"
#include "ringback/model/timestamps.h"
#include "ringback/rules/intake.h"
#include "ringback/store/field_reader.h"
#include "ringback/store/statements.h"

namespace ringback {
namespace {

using store::FieldReader;
using store::Row;
using store::Session;
using store::WriteSession;

constexpr std::string_view kSelectCaller =
    "SELECT honorific, given_name, family_name, display_name, company, household, service_address, "
    "language, time_zone, revision, create_us, update_us, company_key, household_key, phone_count, "
    "email_count, external_id_count, annotation_count, has_leads, has_notes, has_appointments FROM "
    "callers WHERE tenant = $1 AND id = $2";
constexpr std::string_view kSelectPhones =
    "SELECT number, extension, label, raw_input, is_primary, do_not_call FROM caller_phones "
    "WHERE tenant = $1 AND caller = $2 ORDER BY position";
constexpr std::string_view kSelectOwners =
    "SELECT number, extension, label, raw_input, is_primary, do_not_call, caller, national, "
    "region, line_type FROM caller_phones WHERE tenant = $1 AND number = $2 "
    "ORDER BY caller, position";
constexpr std::string_view kSelectEmails =
    "SELECT email FROM caller_emails WHERE tenant = $1 AND caller = $2 ORDER BY position";
constexpr std::string_view kSelectExternalIds =
    "SELECT system, external_id, url FROM caller_external_ids WHERE tenant = $1 AND caller = $2 "
    "ORDER BY position";
constexpr std::string_view kSelectAnnotations =
    "SELECT name, value FROM caller_annotations WHERE tenant = $1 AND caller = $2 ORDER BY name";
// 1 when there is a row about the caller in a table.
#define RINGBACK_HAS(table)                \
  "CASE WHEN EXISTS (SELECT 1 FROM " table \
  " WHERE "                                \
  "tenant = $1 AND caller = $2) THEN 1 ELSE 0 END"
constexpr std::string_view kInsertCaller =
    "INSERT INTO callers (tenant, id, honorific, given_name, family_name, display_name, company, "
    "company_key, household, household_key, service_address, language, time_zone, revision, "
    "create_us, update_us, phone_count, email_count, external_id_count, annotation_count, "
    "has_leads, has_notes, has_appointments) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, "
    "$20, " RINGBACK_HAS("leads") ", " RINGBACK_HAS("call_notes") ", " RINGBACK_HAS(
        "appointments") ")";
constexpr std::string_view kInsertPhone =
    "INSERT INTO caller_phones (tenant, number, caller, position, extension, label, raw_input, "
    "is_primary, do_not_call, national, region, line_type) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

// Everything that belongs to a caller alone and is written anew with them.
constexpr std::string_view kDeleteParts[] = {
    "DELETE FROM callers WHERE tenant = $1 AND id = $2",
    "DELETE FROM caller_phones WHERE tenant = $1 AND caller = $2",
    "DELETE FROM caller_emails WHERE tenant = $1 AND caller = $2",
    "DELETE FROM caller_external_ids WHERE tenant = $1 AND caller = $2",
    "DELETE FROM caller_annotations WHERE tenant = $1 AND caller = $2",
    "DELETE FROM caller_search WHERE tenant = $1 AND caller = $2",
};

// How many rows of a caller there are in other tables, so that those that are not are not looked
// for.
struct PartCounts {
  int64_t phones = 0;
  int64_t emails = 0;
  int64_t external_ids = 0;
  int64_t annotations = 0;
};

void CallerFromRow(const Row& row, v1::Caller* caller, CallerKeys* keys, PartCounts* parts) {
  FieldReader<v1::Caller> in(row, caller);
  in.Text(&v1::Caller::mutable_honorific);
  in.Text(&v1::Caller::mutable_given_name);
  in.Text(&v1::Caller::mutable_family_name);
  in.Text(&v1::Caller::mutable_display_name);
  in.Text(&v1::Caller::mutable_company);
  in.Text(&v1::Caller::mutable_household);
  in.Text(&v1::Caller::mutable_service_address);
  in.Text(&v1::Caller::mutable_language);
  in.Text(&v1::Caller::mutable_time_zone);
  keys->revision = in.Int();
  caller->set_etag(absl::StrCat(keys->revision));
  SetMicros(in.Int(), caller->mutable_create_time());
  SetMicros(in.Int(), caller->mutable_update_time());
  keys->company_key = in.String();
  keys->household_key = in.String();
  parts->phones = in.Int();
  parts->emails = in.Int();
  parts->external_ids = in.Int();
  parts->annotations = in.Int();
  keys->has.leads = in.Bool();
  keys->has.notes = in.Bool();
  keys->has.appointments = in.Bool();
}

void PhoneFromColumns(FieldReader<v1::Phone>& in, v1::Phone* phone) {
  phone->set_number(PhoneNumber::FromDigits(in.Int()).ToE164());
  in.Text(&v1::Phone::mutable_extension);
  in.Text(&v1::Phone::mutable_label);
  in.Text(&v1::Phone::mutable_raw_input);
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
    const PhoneNumber number = PhoneNumber::FromE164(phone.number());
    NumberDetails details = Describe(number);
    // The plan may come to assign it: that is asked anew each time.
    if (!details.valid) details = {};
    RINGBACK_RETURN_IF_ERROR(
        session
            .Execute(kInsertPhone,
                     {tenant, number.digits(), id, position++, phone.extension(), phone.label(),
                      phone.raw_input(), phone.primary(), phone.do_not_call(), details.national,
                      details.region, static_cast<int64_t>(details.type)})
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

// What rests on a caller's record as it is, or was until now.
void TouchAll(WriteSession& session, std::string_view tenant, int64_t id,
              const v1::Caller& caller) {
  session.Touch(marks::Caller(tenant, id));
  for (const v1::Phone& phone : caller.phones()) {
    const int64_t number = PhoneNumber::FromE164(phone.number()).digits();
    session.Touch(marks::Number(tenant, number));
    if (!caller.company().empty()) session.Touch(marks::Block(tenant, number));
  }
  if (!caller.household().empty())
    session.Touch(marks::Household(tenant, Fold(caller.household())));
  if (!caller.company().empty()) session.Touch(marks::Company(tenant, Fold(caller.company())));
}

absl::Status TouchStored(WriteSession& session, std::string_view tenant, int64_t id) {
  RINGBACK_ASSIGN_OR_RETURN(const auto stored, ReadCaller(session, tenant, id));
  if (stored) TouchAll(session, tenant, id, stored->caller);
  return absl::OkStatus();
}

// The caller's record was changed.
absl::Status Revise(WriteSession& session, std::string_view tenant, int64_t caller,
                    int64_t now_us) {
  session.Touch(marks::Caller(tenant, caller));
  return session
      .Execute(
          "UPDATE callers SET revision = revision + 1, update_us = $3, phone_count = "
          "(SELECT COUNT(*) FROM caller_phones WHERE tenant = $1 AND caller = $2) "
          "WHERE tenant = $1 AND id = $2",
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
  RINGBACK_ASSIGN_OR_RETURN(const auto keys,
                            ReadCallerInto(session, tenant, id, nullptr, &record.caller));
  if (!keys) return std::nullopt;
  record.revision = keys->revision;
  return record;
}

absl::StatusOr<std::optional<CallerKeys>> ReadCallerInto(Session& session, std::string_view tenant,
                                                         int64_t id, const v1::Phone* known_phone,
                                                         v1::Caller* caller) {
  std::optional<CallerKeys> keys;
  PartCounts parts;
  RINGBACK_RETURN_IF_ERROR(session.Query(kSelectCaller, {tenant, id}, [&](const Row& row) {
    CallerFromRow(row, caller, &keys.emplace(), &parts);
  }));
  if (!keys) return keys;
  WriteResourceName(tenant, "callers", id, caller->mutable_name());
  if (parts.phones == 1 && known_phone != nullptr) {
    *caller->add_phones() = *known_phone;
  } else if (parts.phones > 0) {
    RINGBACK_RETURN_IF_ERROR(session.Query(kSelectPhones, {tenant, id}, [&](const Row& row) {
      v1::Phone* phone = caller->add_phones();
      FieldReader<v1::Phone> in(row, phone);
      PhoneFromColumns(in, phone);
    }));
  }
  if (parts.emails > 0) {
    RINGBACK_RETURN_IF_ERROR(session.Query(kSelectEmails, {tenant, id}, [&](const Row& row) {
      caller->add_emails()->assign(row.Text(0));
    }));
  }
  if (parts.external_ids > 0) {
    RINGBACK_RETURN_IF_ERROR(session.Query(kSelectExternalIds, {tenant, id}, [&](const Row& row) {
      FieldReader<v1::ExternalId> in(row, caller->add_external_ids());
      in.Text(&v1::ExternalId::mutable_system);
      in.Text(&v1::ExternalId::mutable_id);
      in.Text(&v1::ExternalId::mutable_url);
    }));
  }
  if (parts.annotations > 0) {
    RINGBACK_RETURN_IF_ERROR(session.Query(kSelectAnnotations, {tenant, id}, [&](const Row& row) {
      (*caller->mutable_annotations())[std::string(row.Text(0))] = std::string(row.Text(1));
    }));
  }
  SetMissingFields(caller);
  return keys;
}

absl::StatusOr<CallerRecord> NeedCaller(Session& session, std::string_view name) {
  RINGBACK_ASSIGN_OR_RETURN(auto record, ReadCaller(session, TenantOf(name), IdOf(name)));
  if (!record) return NotFound(name);
  return *std::move(record);
}

absl::Status CheckCaller(Session& session, std::string_view name) {
  bool found = false;
  RINGBACK_RETURN_IF_ERROR(session.Query("SELECT 1 FROM callers WHERE tenant = $1 AND id = $2",
                                         {TenantOf(name), IdOf(name)},
                                         [&](const Row&) { found = true; }));
  return found ? absl::OkStatus() : NotFound(name);
}

absl::Status ReadMissingFields(Session& session, std::string_view name,
                               google::protobuf::RepeatedField<int>* missing) {
  bool found = false;
  RINGBACK_RETURN_IF_ERROR(
      session.Query("SELECT given_name, family_name, phone_count, email_count, service_address "
                    "FROM callers WHERE tenant = $1 AND id = $2",
                    {TenantOf(name), IdOf(name)}, [&](const Row& row) {
                      found = true;
                      SetMissingFields({.full_name = !row.Text(0).empty() && !row.Text(1).empty(),
                                        .callback_number = row.Int(2) > 0,
                                        .email = row.Int(3) > 0,
                                        .service_address = !row.Text(4).empty()},
                                       missing);
                    }));
  return found ? absl::OkStatus() : NotFound(name);
}

absl::Status InsertCaller(WriteSession& session, std::string_view tenant,
                          const CallerRecord& record) {
  RINGBACK_RETURN_IF_ERROR(CheckExternalIds(session, tenant, record));
  const v1::Caller& caller = record.caller;
  TouchAll(session, tenant, record.id, caller);
  RINGBACK_RETURN_IF_ERROR(
      session
          .Execute(kInsertCaller, {tenant,
                                   record.id,
                                   caller.honorific(),
                                   caller.given_name(),
                                   caller.family_name(),
                                   caller.display_name(),
                                   caller.company(),
                                   Fold(caller.company()),
                                   caller.household(),
                                   Fold(caller.household()),
                                   caller.service_address(),
                                   caller.language(),
                                   caller.time_zone(),
                                   record.revision,
                                   ToMicros(caller.create_time()),
                                   ToMicros(caller.update_time()),
                                   caller.phones_size(),
                                   caller.emails_size(),
                                   caller.external_ids_size(),
                                   static_cast<int64_t>(caller.annotations_size())})
          .status());
  return InsertParts(session, tenant, record.id, caller);
}

absl::Status ReplaceCaller(WriteSession& session, std::string_view tenant,
                           const CallerRecord& record) {
  RINGBACK_RETURN_IF_ERROR(TouchStored(session, tenant, record.id));
  RINGBACK_RETURN_IF_ERROR(store::ExecuteEach(session, kDeleteParts, {tenant, record.id}));
  return InsertCaller(session, tenant, record);
}

absl::Status RemoveCaller(WriteSession& session, std::string_view tenant, int64_t id) {
  RINGBACK_RETURN_IF_ERROR(TouchStored(session, tenant, id));
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT number FROM identity_verdicts WHERE tenant = $1 AND caller = $2", {tenant, id},
      [&](const Row& row) { session.Touch(marks::Number(tenant, row.Int(0))); }));
  RINGBACK_RETURN_IF_ERROR(store::ExecuteEach(session, kDeleteParts, {tenant, id}));
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

absl::StatusOr<std::vector<NumberOwner>> OwnersOf(Session& session, std::string_view tenant,
                                                  PhoneNumber number) {
  std::vector<NumberOwner> owners;
  RINGBACK_RETURN_IF_ERROR(
      session.Query(kSelectOwners, {tenant, number.digits()}, [&](const Row& row) {
        NumberOwner owner;
        FieldReader<v1::Phone> in(row, &owner.phone);
        PhoneFromColumns(in, &owner.phone);
        owner.caller = in.Int();
        owner.details.national = in.String();
        owner.details.region = in.String();
        owner.details.type = static_cast<LineType>(in.Int());
        owner.details.valid = !owner.details.national.empty();
        // The same number twice, with two extensions, is one owner's.
        if (owners.empty() || owners.back().caller != owner.caller)
          owners.push_back(std::move(owner));
      }));
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
  session.Touch(marks::Number(tenant, number.digits()));
  session.Touch(marks::Block(tenant, number.digits()));
  RINGBACK_ASSIGN_OR_RETURN(
      const int64_t taken,
      session.Execute("DELETE FROM caller_phones WHERE tenant = $1 AND number = $2 AND "
                      "caller = $3 AND ($4 = '' OR extension = $4)",
                      {tenant, number.digits(), caller, extension}));
  if (taken == 0) return false;
  RINGBACK_RETURN_IF_ERROR(Revise(session, tenant, caller, now_us));
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
  RINGBACK_RETURN_IF_ERROR(Revise(session, tenant, caller, now_us));
  return true;
}

absl::StatusOr<std::vector<int64_t>> MembersOf(Session& session, std::string_view tenant,
                                               Group group, std::string_view key, int64_t rows) {
  std::vector<int64_t> members;
  const std::string_view sql = group == Group::kHousehold
                                   ? "SELECT id FROM callers WHERE tenant = $1 AND household_key = "
                                     "$2 AND household_key <> '' ORDER BY id LIMIT $3"
                                   : "SELECT id FROM callers WHERE tenant = $1 AND company_key = "
                                     "$2 AND company_key <> '' ORDER BY id LIMIT $3";
  RINGBACK_RETURN_IF_ERROR(session.Query(sql, {tenant, key, rows},
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

absl::Status SetCallerHas(WriteSession& session, std::string_view tenant, int64_t caller,
                          CallerHas has) {
  if (caller == 0) return absl::OkStatus();
  // Most have it already: then no page is written.
  return session
      .Execute(
          "UPDATE callers SET has_leads = has_leads | $3, has_notes = has_notes | $4, "
          "has_appointments = has_appointments | $5 WHERE tenant = $1 AND id = $2 AND "
          "(has_leads < $3 OR has_notes < $4 OR has_appointments < $5)",
          {tenant, caller, has.leads, has.notes, has.appointments})
      .status();
}

}  // namespace ringback
