#include "ringback/records/script_table.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/marks.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/store/field_reader.h"

#define RINGBACK_SCRIPT_COLUMNS                                                          \
  "id, display_name, used_for, purpose, language, confidence, subject, body, revision, " \
  "create_us, update_us"

namespace ringback {
namespace {

using store::FieldReader;
using store::Row;
using store::Session;
using store::WriteSession;

ScriptRecord ScriptFromRow(std::string_view tenant, const Row& row) {
  ScriptRecord record;
  v1::Script& script = record.script;
  FieldReader<v1::Script> in(row, &script);
  in.ChosenName(tenant, "scripts", &v1::Script::mutable_name);
  in.Text(&v1::Script::mutable_display_name);
  script.set_use(static_cast<v1::Script::Use>(in.Int()));
  in.Text(&v1::Script::mutable_purpose);
  in.Text(&v1::Script::mutable_language);
  script.set_confidence(static_cast<v1::Confidence>(in.Int()));
  in.Text(&v1::Script::mutable_subject);
  in.Text(&v1::Script::mutable_body);
  record.revision = in.Int();
  script.set_etag(absl::StrCat(record.revision));
  SetMicros(in.Int(), script.mutable_create_time());
  SetMicros(in.Int(), script.mutable_update_time());
  return record;
}

absl::StatusOr<std::vector<v1::Script>> Scripts(Session& session, std::string_view tenant,
                                                std::string_view sql,
                                                absl::Span<const store::Param> params) {
  std::vector<v1::Script> scripts;
  RINGBACK_RETURN_IF_ERROR(session.Query(sql, params, [&](const Row& row) {
    scripts.push_back(std::move(ScriptFromRow(tenant, row).script));
  }));
  return scripts;
}

}  // namespace

absl::StatusOr<std::optional<ScriptRecord>> ReadScriptRow(Session& session, std::string_view tenant,
                                                          std::string_view id) {
  std::optional<ScriptRecord> record;
  RINGBACK_RETURN_IF_ERROR(
      session.Query("SELECT " RINGBACK_SCRIPT_COLUMNS " FROM scripts WHERE tenant = $1 AND id = $2",
                    {tenant, id}, [&](const Row& row) { record = ScriptFromRow(tenant, row); }));
  return record;
}

absl::StatusOr<ScriptRecord> NeedScript(Session& session, std::string_view name) {
  RINGBACK_ASSIGN_OR_RETURN(auto record, ReadScriptRow(session, TenantOf(name), LastSegment(name)));
  if (!record) return NotFound(name);
  return *std::move(record);
}

absl::StatusOr<std::vector<v1::Script>> ListScriptRows(Session& session, std::string_view tenant,
                                                       std::string_view after, int64_t rows) {
  return Scripts(session, tenant,
                 "SELECT " RINGBACK_SCRIPT_COLUMNS
                 " FROM scripts WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3",
                 {tenant, after, rows});
}

absl::StatusOr<std::vector<v1::Script>> ScriptsFor(Session& session, std::string_view tenant,
                                                   v1::Script::Use use) {
  return Scripts(session, tenant,
                 "SELECT " RINGBACK_SCRIPT_COLUMNS
                 " FROM scripts WHERE tenant = $1 AND used_for = $2 ORDER BY id",
                 {tenant, static_cast<int64_t>(use)});
}

absl::StatusOr<int64_t> CountScripts(Session& session, std::string_view tenant) {
  int64_t count = 0;
  RINGBACK_RETURN_IF_ERROR(session.Query("SELECT COUNT(*) FROM scripts WHERE tenant = $1", {tenant},
                                         [&](const Row& row) { count = row.Int(0); }));
  return count;
}

absl::Status WriteScript(WriteSession& session, const ScriptRecord& record) {
  const v1::Script& script = record.script;
  session.Touch(marks::Tenant(TenantOf(script.name())));
  return session
      .Execute(
          "INSERT INTO scripts (tenant, " RINGBACK_SCRIPT_COLUMNS
          ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
          "ON CONFLICT (tenant, id) DO UPDATE SET display_name = excluded.display_name, "
          "used_for = excluded.used_for, purpose = excluded.purpose, language = excluded.language, "
          "confidence = excluded.confidence, subject = excluded.subject, body = excluded.body, "
          "revision = excluded.revision, update_us = excluded.update_us",
          {TenantOf(script.name()), LastSegment(script.name()), script.display_name(),
           static_cast<int64_t>(script.use()), script.purpose(), script.language(),
           static_cast<int64_t>(script.confidence()), script.subject(), script.body(),
           record.revision, ToMicros(script.create_time()), ToMicros(script.update_time())})
      .status();
}

absl::Status RemoveScript(WriteSession& session, std::string_view name) {
  session.Touch(marks::Tenant(TenantOf(name)));
  return session
      .Execute("DELETE FROM scripts WHERE tenant = $1 AND id = $2",
               {TenantOf(name), LastSegment(name)})
      .status();
}

}  // namespace ringback
