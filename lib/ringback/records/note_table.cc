#include "ringback/records/note_table.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/ids.h"
#include "ringback/model/marks.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/caller_table.h"
#include "ringback/store/field_reader.h"
#include "ringback/store/statements.h"

namespace ringback {
namespace {

using store::FieldReader;
using store::Row;
using store::Session;
using store::WriteSession;

#define RINGBACK_NOTE_COLUMNS \
  "id, caller, lead, call, agent, body, note_us, create_us, need_count, milestone_count"

#define RINGBACK_OLD_NOTES "tenant = $1 AND id > $2 AND id <= $3 AND note_us < $4"

// How many rows of a note there are in other tables.
struct PartCounts {
  int64_t needs = 0;
  int64_t milestones = 0;
};

v1::CallNote NoteFromRow(std::string_view tenant, const Row& row, PartCounts* parts) {
  v1::CallNote note;
  FieldReader<v1::CallNote> in(row, &note);
  in.Name(tenant, "callNotes", &v1::CallNote::mutable_name);
  in.Name(tenant, "callers", &v1::CallNote::mutable_caller);
  in.Name(tenant, "leads", &v1::CallNote::mutable_lead);
  in.Name(tenant, "calls", &v1::CallNote::mutable_call);
  in.ChosenName(tenant, "agents", &v1::CallNote::mutable_agent);
  in.Text(&v1::CallNote::mutable_text);
  SetMicros(in.Int(), note.mutable_note_time());
  SetMicros(in.Int(), note.mutable_create_time());
  parts->needs = in.Int();
  parts->milestones = in.Int();
  return note;
}

absl::Status ReadNeeds(Session& session, std::string_view tenant, v1::CallNote* note) {
  return session.Query(
      "SELECT stated, need FROM call_note_needs WHERE tenant = $1 AND note = $2 "
      "ORDER BY stated, position",
      {tenant, IdOf(note->name())}, [&](const Row& row) {
        (row.Int(0) != 0 ? note->add_stated_needs() : note->add_unstated_needs())
            ->assign(row.Text(1));
      });
}

absl::Status ReadMilestones(Session& session, std::string_view tenant, v1::CallNote* note) {
  return session.Query(
      "SELECT milestone FROM call_note_milestones WHERE tenant = $1 AND note = $2 ORDER BY "
      "milestone",
      {tenant, IdOf(note->name())},
      [&](const Row& row) { note->add_milestones(static_cast<v1::Milestone>(row.Int(0))); });
}

absl::StatusOr<std::vector<v1::CallNote>> Notes(Session& session, std::string_view tenant,
                                                std::string_view sql,
                                                absl::Span<const store::Param> params) {
  std::vector<v1::CallNote> notes;
  std::vector<PartCounts> parts;
  RINGBACK_RETURN_IF_ERROR(session.Query(sql, params, [&](const Row& row) {
    notes.push_back(NoteFromRow(tenant, row, &parts.emplace_back()));
  }));
  for (size_t i = 0; i < notes.size(); ++i) {
    if (parts[i].needs > 0) RINGBACK_RETURN_IF_ERROR(ReadNeeds(session, tenant, &notes[i]));
    if (parts[i].milestones > 0)
      RINGBACK_RETURN_IF_ERROR(ReadMilestones(session, tenant, &notes[i]));
  }
  return notes;
}

absl::Status InsertNeeds(WriteSession& session, std::string_view tenant, int64_t note, bool stated,
                         const google::protobuf::RepeatedPtrField<std::string>& needs) {
  int position = 0;
  for (const std::string& need : needs) {
    RINGBACK_RETURN_IF_ERROR(session
                                 .Execute("INSERT INTO call_note_needs (tenant, note, stated, "
                                          "position, need) VALUES ($1, $2, $3, $4, $5)",
                                          {tenant, note, stated, position++, need})
                                 .status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::CallNote> NeedNote(Session& session, std::string_view name) {
  const std::string_view tenant = TenantOf(name);
  RINGBACK_ASSIGN_OR_RETURN(auto notes, Notes(session, tenant,
                                              "SELECT " RINGBACK_NOTE_COLUMNS
                                              " FROM call_notes WHERE tenant = $1 AND id = $2",
                                              {tenant, IdOf(name)}));
  if (notes.empty()) return NotFound(name);
  return std::move(notes.front());
}

absl::Status InsertNote(WriteSession& session, std::string_view tenant, int64_t id,
                        const v1::CallNote& note) {
  session.Touch(marks::Caller(tenant, IdOf(note.caller())));
  RINGBACK_RETURN_IF_ERROR(SetCallerHas(session, tenant, IdOf(note.caller()), {.notes = true}));
  RINGBACK_RETURN_IF_ERROR(
      session
          .Execute("INSERT INTO call_notes (tenant, " RINGBACK_NOTE_COLUMNS
                   ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                   {tenant, id, IdOf(note.caller()), IdOf(note.lead()), IdOf(note.call()),
                    LastSegment(note.agent()), note.text(), ToMicros(note.note_time()),
                    ToMicros(note.create_time()),
                    note.stated_needs_size() + note.unstated_needs_size(), note.milestones_size()})
          .status());
  RINGBACK_RETURN_IF_ERROR(InsertNeeds(session, tenant, id, true, note.stated_needs()));
  RINGBACK_RETURN_IF_ERROR(InsertNeeds(session, tenant, id, false, note.unstated_needs()));
  for (const int milestone : note.milestones()) {
    RINGBACK_RETURN_IF_ERROR(
        session
            .Execute(
                "INSERT INTO call_note_milestones (tenant, note, milestone) VALUES ($1, $2, $3) "
                "ON CONFLICT (tenant, note, milestone) DO NOTHING",
                {tenant, id, milestone})
            .status());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::CallNote>> ListNoteRows(Session& session, std::string_view tenant,
                                                       const NoteFilter& filter, int64_t before,
                                                       int64_t rows) {
  store::NarrowedQuery query("SELECT " RINGBACK_NOTE_COLUMNS
                             " FROM call_notes WHERE tenant = $1 AND id < $2",
                             {tenant, before, rows});
  if (filter.caller != 0) query.Narrow("caller", filter.caller);
  if (filter.lead != 0) query.Narrow("lead", filter.lead);
  if (filter.call != 0) query.Narrow("call", filter.call);
  query.End(" ORDER BY id DESC LIMIT $3");
  return Notes(session, tenant, query.sql(), query.params());
}

absl::StatusOr<std::vector<v1::CallNote>> RecentNotesOf(Session& session, std::string_view tenant,
                                                        int64_t caller, int64_t at_us,
                                                        int64_t rows) {
  return Notes(session, tenant,
               "SELECT " RINGBACK_NOTE_COLUMNS
               " FROM call_notes WHERE tenant = $1 AND caller = $2 AND note_us <= $3 "
               "ORDER BY note_us DESC, id DESC LIMIT $4",
               {tenant, caller, at_us, rows});
}

absl::Status MoveNotesOfCall(WriteSession& session, std::string_view tenant, int64_t call,
                             int64_t from, int64_t to) {
  session.Touch(marks::Caller(tenant, from));
  session.Touch(marks::Caller(tenant, to));
  RINGBACK_RETURN_IF_ERROR(SetCallerHas(session, tenant, to, {.notes = true}));
  return session
      .Execute(
          "UPDATE call_notes SET caller = $4 WHERE tenant = $1 AND call = $2 AND call <> 0 AND "
          "(caller = 0 OR caller = $3)",
          {tenant, call, from, to})
      .status();
}

absl::Status EraseNotesOf(WriteSession& session, std::string_view tenant, int64_t caller) {
  session.Touch(marks::Caller(tenant, caller));
  return store::ExecuteEach(session,
                            {"DELETE FROM call_note_needs WHERE tenant = $1 AND note IN "
                             "(SELECT id FROM call_notes WHERE tenant = $1 AND caller = $2)",
                             "DELETE FROM call_note_milestones WHERE tenant = $1 AND note IN "
                             "(SELECT id FROM call_notes WHERE tenant = $1 AND caller = $2)",
                             "DELETE FROM call_notes WHERE tenant = $1 AND caller = $2"},
                            {tenant, caller});
}

absl::StatusOr<int64_t> RemoveOldNotes(WriteSession& session, std::string_view tenant,
                                       int64_t cut_us, int64_t after, int64_t rows) {
  int64_t last = 0;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT id, note_us, caller FROM call_notes WHERE tenant = $1 AND id > $2 AND id < $3 ORDER "
      "BY id LIMIT $4",
      {tenant, after, FirstIdAt(absl::FromUnixMicros(cut_us)), rows}, [&](const Row& row) {
        last = row.Int(0);
        if (row.Int(1) < cut_us) session.Touch(marks::Caller(tenant, row.Int(2)));
      }));
  if (last == 0) return 0;
  RINGBACK_RETURN_IF_ERROR(
      store::ExecuteEach(session,
                         {"DELETE FROM call_note_needs WHERE tenant = $1 AND note IN (SELECT id "
                          "FROM call_notes WHERE " RINGBACK_OLD_NOTES ")",
                          "DELETE FROM call_note_milestones WHERE tenant = $1 AND note IN (SELECT "
                          "id FROM call_notes WHERE " RINGBACK_OLD_NOTES ")",
                          "DELETE FROM call_notes WHERE " RINGBACK_OLD_NOTES},
                         {tenant, after, last, cut_us}));
  return last;
}

}  // namespace ringback
