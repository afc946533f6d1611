// Every command, as it is parsed: that its options belong to fields of its request.
#include "apps/ringback/verb.h"

#include <fstream>
#include <string>
#include <vector>

#include "apps/ringback/commands.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ringback::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Parses and runs a command against a server that is not there.
absl::Status RunWords(std::vector<std::string> words) {
  CLI::App app;
  Command chosen;
  app.fallthrough();
  for (const auto add :
       {AddLookupCommand, AddAttemptCommands, AddCallCommands, AddCallerCommands, AddLeadCommands,
        AddNoteCommands, AddArticleCommands, AddQuestionCommands, AddScriptCommands,
        AddTenantCommands, AddAgentCommands, AddImportCommand, AddWatchCommand}) {
    add(app, &chosen);
  }
  std::reverse(words.begin(), words.end());
  try {
    app.parse(words);
  } catch (const CLI::ParseError& error) {
    return absl::InvalidArgumentError(error.what());
  }
  Options options;
  // Short: a socket's path has at most 107 characters.
  options.server = "unix:/nobody-listens-here.sock";
  Session session(options, nullptr);
  return chosen(session);
}

// A request was made of it: what is missing is the server.
void ExpectReadsAll(const std::vector<std::string>& words) {
  const absl::Status status = RunWords(words);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << words[0] << ": " << status;
}

TEST(Commands, EveryOptionBelongsToAFieldOfItsRequest) {
  ExpectReadsAll({"lookup", "+1", "--dnis", "2", "--agent", "sam", "--name-hint", "x",
                  "--verification", "failed"});
  ExpectReadsAll({"attempt",     "start", "--caller",  "c",   "--number",     "1",
                  "--extension", "2",     "--agent",   "a",   "--lead",       "l",
                  "--caller-id", "3",     "--channel", "sms", "--campaign",   "x",
                  "--purpose",   "p",     "--offer",   "o",   "--request-id", "r"});
  ExpectReadsAll({"attempt", "finish", "a", "--outcome", "no-answer", "--voicemail", "x",
                  "--request-id", "r"});
  ExpectReadsAll({"attempt", "record", "--number", "1", "--outcome", "busy", "--voicemail", "x"});
  ExpectReadsAll({"attempt", "list", "--caller", "c", "--agent", "a", "--number", "1", "--outcome",
                  "busy", "--limit", "3"});
  ExpectReadsAll({"attempt", "get", "a"});
  ExpectReadsAll({"article",      "create", "--title",      "t", "--kind",   "price-list",
                  "--body",       "b",      "--tag",        "x", "--tag",    "y",
                  "--language",   "en",     "--source-url", "u", "--author", "a",
                  "--request-id", "r"});
  ExpectReadsAll({"article", "update", "a", "--title", "t", "--etag", "1"});
  ExpectReadsAll({"article", "update", "a", "--file", "/dev/null"});
  ExpectReadsAll({"article", "get", "a", "--revision", "2"});
  ExpectReadsAll({"article", "list", "--kind", "faq", "--tag", "x", "--limit", "3"});
  ExpectReadsAll({"article", "history", "a", "--limit", "3"});
  ExpectReadsAll(
      {"article", "search", "heat", "pump", "--kind", "faq", "--tag", "x", "--limit", "3"});
  ExpectReadsAll({"article", "delete", "a", "--etag", "1", "--request-id", "r"});
  ExpectReadsAll({"question", "ask", "Why?", "--caller", "c", "--call", "d", "--agent", "a",
                  "--request-id", "r"});
  ExpectReadsAll({"question", "get", "q"});
  ExpectReadsAll({"question", "list", "--state", "open", "--limit", "3"});
  ExpectReadsAll(
      {"question", "answer", "q", "So.", "--article", "x", "--agent", "a", "--request-id", "r"});
  ExpectReadsAll({"question", "answer", "q", "--file", "/dev/null"});
  ExpectReadsAll({"call", "start", "", "--dnis", "2", "--agent", "a", "--sip-call-id", "s",
                  "--verification", "a", "--name-hint", "n", "--request-id", "r"});
  ExpectReadsAll({"call", "answer", "c", "--agent", "a", "--request-id", "r"});
  ExpectReadsAll({"call", "end", "c", "--outcome", "sold", "--lead", "l", "--request-id", "r"});
  ExpectReadsAll({"call", "identify", "c", "--caller", "x", "--verdict", "reject", "--agent", "a",
                  "--request-id", "r"});
  ExpectReadsAll({"call", "get", "c"});
  ExpectReadsAll({"call", "list", "--caller", "c", "--agent", "a", "--from", "1"});
  ExpectReadsAll({"caller", "list", "--external-id", "crm:1"});
  ExpectReadsAll({"caller", "search", "jones"});
  ExpectReadsAll({"caller", "get", "c"});
  ExpectReadsAll({"caller", "delete", "c", "--force", "--etag", "e", "--request-id", "r"});
  ExpectReadsAll({"lead", "list", "--caller", "c", "--owner", "a", "--state", "won"});
  ExpectReadsAll({"lead", "get", "l"});
  ExpectReadsAll({"lead", "advance", "l", "--agent", "a", "--next-step", "s", "--next-channel",
                  "call", "--next-reason", "p", "--milestone", "committed", "--milestone",
                  "let-us-lead", "--etag", "e", "--request-id", "r"});
  ExpectReadsAll({"lead", "close", "l", "--agent", "a", "--state", "won", "--reason", "w",
                  "--value", "5", "--currency", "EUR", "--etag", "e", "--request-id", "r"});
  ExpectReadsAll({"lead", "return", "l", "--agent", "a", "--reason", "no-number", "--text", "t",
                  "--etag", "e", "--request-id", "r"});
  ExpectReadsAll(
      {"lead", "reopen", "l", "--agent", "a", "--reason", "w", "--etag", "e", "--request-id", "r"});
  ExpectReadsAll({"lead", "history", "l"});
  ExpectReadsAll({"note",      "create",       "text", "--caller",        "c", "--lead",
                  "l",         "--call",       "k",    "--agent",         "a", "--need",
                  "n",         "--need",       "m",    "--unstated-need", "u", "--milestone",
                  "committed", "--request-id", "r"});
  ExpectReadsAll({"note", "list", "--caller", "c", "--lead", "l", "--call", "k"});
  ExpectReadsAll({"note", "get", "n"});
  ExpectReadsAll({"script", "list"});
  ExpectReadsAll({"script", "get", "s"});
  ExpectReadsAll({"script", "delete", "s", "--etag", "e", "--request-id", "r"});
  ExpectReadsAll({"script", "render", "s", "--use", "voicemail", "--lead", "l", "--caller", "c",
                  "--agent", "a", "--purpose", "p", "--language", "de", "--subject", "x", "--body",
                  "b"});
  ExpectReadsAll({"tenant", "list"});
  ExpectReadsAll({"tenant", "get", "t"});
  ExpectReadsAll({"agent", "list"});
  ExpectReadsAll({"agent", "get", "a"});
  ExpectReadsAll({"agent", "delete", "a", "--etag", "e", "--request-id", "r"});
  ExpectReadsAll(
      {"watch", "--type", "call-started", "--agent", "a", "--resume", "start", "--count", "1"});
}

TEST(Commands, CreateAndUpdateTakeTheSameFields) {
  const std::vector<std::string> script = {"--display-name", "d",
                                           "--use",          "email",
                                           "--purpose",      "p",
                                           "--language",     "de",
                                           "--confidence",   "known",
                                           "--subject",      "s",
                                           "--body",         "[the] [text]",
                                           "--request-id",   "r"};
  const std::vector<std::string> caller = {
      "--honorific",   "Mr.", "--given-name", "a",   "--family-name", "b",  "--display-name", "c",
      "--company",     "d",   "--household",  "e",   "--phone",       "1",  "--phone",        "2",
      "--email",       "f",   "--address",    "g",   "--language",    "en", "--time-zone",    "h",
      "--external-id", "s:1", "--annotation", "k=v", "--request-id",  "r"};
  const std::vector<std::string> lead = {
      "--interest",     "a", "--source",      "referral", "--state",        "won",
      "--owner",        "b", "--team",        "c",        "--next-channel", "call",
      "--next-reason",  "d", "--cadence",     "e",        "--milestone",    "committed",
      "--close-reason", "f", "--value",       "5",        "--currency",     "EUR",
      "--campaign",     "g", "--source-name", "h",        "--request-id",   "r"};
  const std::vector<std::string> tenant = {"--display-name",
                                           "a",
                                           "--region",
                                           "DE",
                                           "--time-zone",
                                           "b",
                                           "--own-number",
                                           "1",
                                           "--caller-id",
                                           "2",
                                           "--callback-window",
                                           "3d",
                                           "--calling-hours",
                                           "mon 08:00-09:00",
                                           "--retention",
                                           "90d",
                                           "--website",
                                           "w",
                                           "--language",
                                           "de",
                                           "--default-cadence",
                                           "web-leads",
                                           "--long-conversation",
                                           "10m",
                                           "--closers",
                                           "closers",
                                           "--promise-grace",
                                           "2m",
                                           "--supervisor",
                                           "mary",
                                           "--max-touches-per-day",
                                           "5",
                                           "--handoff-email",
                                           "a@b.example",
                                           "--handoff-webhook",
                                           "crm",
                                           "--request-id",
                                           "r"};
  const std::vector<std::string> agent = {"--display-name", "a",    "--team",       "b",
                                          "--extension",    "1",    "--email",      "c",
                                          "--presence",     "free", "--request-id", "r"};
  const auto expect_both = [](const std::string& group, std::vector<std::string> create,
                              const std::vector<std::string>& fields) {
    create.insert(create.begin(), {group, "create"});
    create.insert(create.end(), fields.begin(), fields.end());
    ExpectReadsAll(create);
    std::vector<std::string> update = {group, "update", "x", "--etag", "e"};
    update.insert(update.end(), fields.begin(), fields.end());
    ExpectReadsAll(update);
  };
  expect_both("caller", {}, caller);
  expect_both("lead", {"--caller", "c"}, lead);
  expect_both("tenant", {"id"}, tenant);
  expect_both("agent", {"id"}, agent);
  expect_both("script", {"id"}, script);
}

TEST(Commands, AScriptsTextIsReadFromAFile) {
  const std::string path = ::testing::TempDir() + "script.txt";
  std::ofstream(path) << "Dear {{CALLER_NAME}},\n";
  ExpectReadsAll({"script", "create", "x", "--use", "email", "--file", path});
  ExpectReadsAll({"script", "update", "x", "--file", path});
  ExpectReadsAll({"script", "render", "--use", "email", "--file", path});
  EXPECT_EQ(RunWords({"script", "update", "x", "--file", path + ".gone"}).code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(RunWords({"script", "update", "x", "--file", path, "--body", "b"}).code(),
            absl::StatusCode::kInvalidArgument)
      << "one of them";
  EXPECT_THAT(std::string(RunWords({"script", "update", "x"}).message()),
              HasSubstr("say what to change"));
}

TEST(Commands, AResourceOfWhichNothingIsSaidIsSentAllTheSame) {
  Session session(Options(), nullptr);
  v1::CreateBookableResourceRequest create;
  ASSERT_TRUE(FillRequest({}, session, &create).ok());
  EXPECT_TRUE(create.has_bookable_resource()) << "\"resource create van-2\" is all that it takes";
  v1::CompleteDueContactRequest complete;
  ASSERT_TRUE(FillRequest({}, session, &complete).ok());
  EXPECT_EQ(complete.ByteSizeLong(), 0) << "what may be left out is";
}

TEST(Commands, MissingServerComesWithAdvice) {
  const std::string message(RunWords({"caller", "get", "c"}).message());
  EXPECT_THAT(message, HasSubstr("start ringbackd, or open a file with --store"));
}

TEST(Commands, BadValueIsNamedByItsOption) {
  EXPECT_THAT(std::string(RunWords({"attempt", "finish", "a", "--outcome", "maybe"}).message()),
              HasSubstr("--outcome: \"maybe\" is none of: in-progress"));
  EXPECT_THAT(std::string(RunWords({"caller", "update", "c"}).message()),
              HasSubstr("say what to change"));
  EXPECT_EQ(RunWords({"attempt", "start", "--limit"}).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(RunWords({"caller", "get", "a", "b"}).code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace ringback::cli
