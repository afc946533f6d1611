#include <cstdio>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "apps/ringback/commands.h"
#include "apps/ringback/enum_words.h"
#include "apps/ringback/terminal.h"

namespace ringback::cli {

namespace {

using Scripts = v1::ScriptService::Stub;

// What can be said about a script, apart from its text.
std::vector<Flag> ScriptFlags() {
  return {{"--display-name", "script.display_name", "What people call it"},
          {"--use", "script.use", "What it is for"},
          {"--purpose", "script.purpose", "Only for this purpose; any unless given"},
          {"--language", "script.language", "Only for callers of this language: de"},
          {"--confidence", "script.confidence", "Only when the best match is this sure"},
          {"--subject", "script.subject", "The subject of an e-mail or letter"},
          {"--request-id", "request_id", "Makes it safe to repeat"}};
}

std::vector<Column<v1::Script>> ScriptColumns() {
  return {
      {"SCRIPT", [](const v1::Script& s, const Clock&) { return s.name(); }},
      {"USE", [](const v1::Script& s, const Clock&) { return Words(s.use()); }},
      {"PURPOSE", [](const v1::Script& s, const Clock&) { return s.purpose(); }},
      {"LANGUAGE", [](const v1::Script& s, const Clock&) { return s.language(); }},
      {"CONFIDENCE", [](const v1::Script& s, const Clock&) { return Words(s.confidence()); }},
      {"CALLED", [](const v1::Script& s, const Clock&) { return s.display_name(); }},
  };
}

// What a file has, "-" being standard input.
absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::FILE* file = path == "-" ? stdin : std::fopen(path.c_str(), "rb");
  if (file == nullptr) return absl::NotFoundError(path + ": the file cannot be opened");
  std::string text;
  char block[4096];
  while (const size_t got = std::fread(block, 1, sizeof block, file)) text.append(block, got);
  const bool failed = std::ferror(file) != 0;
  if (file != stdin) std::fclose(file);
  if (failed) return absl::InternalError(path + ": the file cannot be read");
  return text;
}

// When a verb reads a script's text from standard input.
enum class Stdin { kUnlessGiven, kWhenAsked };

// A verb that takes a script's text, too, from --body or --file into the field `body`. `complete`
// does to the request what flags cannot say.
template <typename Request, typename Response>
void AddTextVerb(CLI::App& group, Command* chosen, const VerbText& text, std::vector<Flag> flags,
                 const std::string& body, Stdin use_of_stdin,
                 Method<Scripts, Request, Response> method, std::function<void(Request*)> complete,
                 std::function<void(Session&, const Response&)> show) {
  CLI::App& app = AddSubcommand(group, text);
  flags.push_back({"--body", body, "The text itself"});
  const auto bound = BindFlags(app, Request::default_instance(), flags);
  CLI::Option* given = bound.back().option;
  const auto path = std::make_shared<std::string>();
  const bool needed = use_of_stdin == Stdin::kUnlessGiven;
  const CLI::Option* file =
      app.add_option("--file", *path,
                     needed ? "The file that has the text; standard input unless given"
                            : "The file that has the text; - is standard input")
          ->excludes(given);
  app.callback([=] {
    *chosen = [=](Session& session) -> absl::Status {
      if (file->count() > 0 || (needed && given->count() == 0)) {
        auto read = ReadFile(file->count() > 0 ? *path : "-");
        if (!read.ok()) return read.status();
        given->add_result(*std::move(read));
      }
      Request request;
      absl::Status filled = FillRequest(bound, session, &request);
      if (!filled.ok()) return filled;
      complete(&request);
      const absl::StatusOr<Response> response = session.Call(method.stub, method.call, request);
      if (response.ok()) show(session, *response);
      return response.status();
    };
  });
}

void ShowScript(Session& session, const v1::Script& script) { session.ShowResource(script); }

void ShowRendered(Session& session, const v1::RenderScriptResponse& answer) {
  if (session.options().json) return session.Print(ToJson(answer, /*pretty=*/true));
  if (!answer.subject().empty()) {
    session.Print(absl::StrCat(session.ink().Bold(OneLine(answer.subject())), "\n\n"));
  }
  session.Print(Lines(answer.text(), 0) + "\n");
}

void AddRender(CLI::App& group, Command* chosen) {
  AddTextVerb<v1::RenderScriptRequest, v1::RenderScriptResponse>(
      group, chosen,
      {"render", "Shows what a script, saved or not, says to a customer",
       "ringback script render first-mail --lead 0sczz0z40pd2q --agent tracy"},
      {{"SCRIPT", "name", "The script: a name or an id; the best for --use unless given"},
       {"--use", "use", "What it is for, when no script is named"},
       {"--lead", "lead", "For this lead and its caller"},
       {"--caller", "caller", "For this caller"},
       {"--agent", "agent", "Who says it"},
       {"--purpose", "purpose", "What it is about; the lead's interest unless given"},
       {"--language", "draft.language", "The language that the text given here is in"},
       {"--subject", "draft.subject", "The subject of the text given here"}},
      "draft.body", Stdin::kWhenAsked, {&Client::scripts, &Scripts::RenderScript},
      [](v1::RenderScriptRequest* request) {
        if (request->has_draft()) request->mutable_draft()->set_use(request->use());
      },
      ShowRendered);
}

}  // namespace

void AddScriptCommands(CLI::App& root, Command* chosen) {
  CLI::App& group = AddGroup(root, "script", "What agents say and what letters say");
  std::vector<Flag> create = ScriptFlags();
  create.push_back({"ID", "script_id", "The id: a-z, 0-9 and '-'", true});
  AddTextVerb<v1::CreateScriptRequest, v1::Script>(
      group, chosen,
      {"create", "Adds a script",
       "ringback script create first-mail --use email --subject \"About {{PURPOSE}}\" --file "
       "mail.txt"},
      create, "script.body", Stdin::kUnlessGiven, {&Client::scripts, &Scripts::CreateScript},
      [](v1::CreateScriptRequest*) {}, ShowScript);
  AddVerb(group, chosen, {"get", "Shows a script", "ringback script get first-mail"},
          {{"SCRIPT", "name", "The script: a name or an id", true}},
          Method<Scripts, v1::GetScriptRequest, v1::Script>{&Client::scripts, &Scripts::GetScript});
  AddList(
      group, chosen, {"list", "Lists the scripts", "ringback script list"}, {},
      Method<Scripts, v1::ListScriptsRequest, v1::ListScriptsResponse>{&Client::scripts,
                                                                       &Scripts::ListScripts},
      [](const v1::ListScriptsResponse& page) { return page.scripts(); }, ScriptColumns());
  std::vector<Flag> update = ScriptFlags();
  update.push_back({"SCRIPT", "script.name", "The script: a name or an id", true});
  update.push_back({"--etag", "script.etag", "Only if it is still this version"});
  AddTextVerb<v1::UpdateScriptRequest, v1::Script>(
      group, chosen,
      {"update", "Changes what is named; an empty value removes it",
       "ringback script update first-mail --file mail.txt"},
      update, "script.body", Stdin::kWhenAsked, {&Client::scripts, &Scripts::UpdateScript},
      [](v1::UpdateScriptRequest*) {}, ShowScript);
  AddVerb(group, chosen, {"delete", "Removes a script", "ringback script delete first-mail"},
          {{"SCRIPT", "name", "The script: a name or an id", true},
           {"--etag", "etag", "Only if it is still this version"},
           {"--request-id", "request_id", "Makes it safe to repeat"}},
          Method<Scripts, v1::DeleteScriptRequest, v1::Script>{&Client::scripts,
                                                               &Scripts::DeleteScript});
  AddRender(group, chosen);
}

}  // namespace ringback::cli
