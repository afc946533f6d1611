#include "apps/ringback/commands.h"
#include "ringback/model/resource_name.h"

namespace ringback::cli {

namespace {

using Notes = v1::NoteService::Stub;

std::vector<Column<v1::CallNote>> NoteColumns() {
  return {
      {"NOTE", [](const v1::CallNote& n, const Clock&) { return n.name(); }},
      {"WHEN", [](const v1::CallNote& n,
                  const Clock& clock) { return ShortTime(FromProto(n.note_time()), clock); }},
      {"CALLER",
       [](const v1::CallNote& n, const Clock&) { return std::string(LastSegment(n.caller())); }},
      {"AGENT",
       [](const v1::CallNote& n, const Clock&) { return std::string(LastSegment(n.agent())); }},
      {"TEXT", [](const v1::CallNote& n, const Clock&) { return n.text(); }},
  };
}

}  // namespace

void AddNoteCommands(CLI::App& root, Command* chosen) {
  CLI::App& group = AddGroup(root, "note", "What was said, and what the customer did");
  AddVerb(group, chosen,
          {"create", "Saves a note",
           "ringback note create \"Wants the check before the holidays\" --call 0sczz0z40pd2q "
           "--agent tracy --milestone revealed-needs"},
          {{"TEXT", "call_note.text", "What was said", true},
           {"--caller", "call_note.caller", "Whom it is about"},
           {"--lead", "call_note.lead", "The lead that it belongs to"},
           {"--call", "call_note.call", "The call that it was taken in"},
           {"--agent", "call_note.agent", "Who took it"},
           {"--need", "call_note.stated_needs", "A need that the customer named"},
           {"--unstated-need", "call_note.unstated_needs", "A need that showed"},
           {"--milestone", "call_note.milestones", "What the customer did"},
           {"--at", "call_note.note_time", "When it was taken; now unless given"},
           {"--request-id", "request_id", "Makes it safe to repeat"}},
          Method<Notes, v1::CreateCallNoteRequest, v1::CallNote>{&Client::notes,
                                                                 &Notes::CreateCallNote});
  AddVerb(group, chosen, {"get", "Shows a note", "ringback note get 0sczz0z40pd2q"},
          {{"NOTE", "name", "The note: a name or an id", true}},
          Method<Notes, v1::GetCallNoteRequest, v1::CallNote>{&Client::notes, &Notes::GetCallNote});
  AddList(
      group, chosen, {"list", "Lists the notes", "ringback note list --caller 0sczz0z40pd2q"},
      {{"--caller", "caller", "Only those about this caller"},
       {"--lead", "lead", "Only those of this lead"},
       {"--call", "call", "Only those taken in this call"}},
      Method<Notes, v1::ListCallNotesRequest, v1::ListCallNotesResponse>{&Client::notes,
                                                                         &Notes::ListCallNotes},
      [](const v1::ListCallNotesResponse& page) { return page.call_notes(); }, NoteColumns());
}

}  // namespace ringback::cli
