// ringback: the command line.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "CLI/CLI.hpp"
#include "apps/ringback/commands.h"
#include "apps/ringback/exit_code.h"
#include "apps/ringback/local_store.h"
#include "apps/ringback/session.h"
#include "ringback/base/version.h"

namespace ringback::cli {

namespace {

constexpr char kDefaultServer[] = "127.0.0.1:7443";

std::string FromEnvironment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

void AddOptions(CLI::App& app, Options* options) {
  CLI::Option* server = app.add_option("--server", options->server,
                                       "Where ringbackd is: HOST:PORT or unix:PATH "
                                       "[RINGBACK_SERVER, else 127.0.0.1:7443]");
  app.add_option("--store", options->store,
                 "A file to open instead of asking a server: sqlite:PATH")
      ->excludes(server);
  CLI::Option* ca = app.add_option("--tls-ca", options->tls.ca,
                                   "Speak TLS with the server: a PEM file with the authority that "
                                   "vouches for it");
  CLI::Option* certificate = app.add_option("--tls-cert", options->tls.certificate,
                                            "A PEM file with a certificate, for a server that asks "
                                            "for one");
  CLI::Option* key = app.add_option("--tls-key", options->tls.key,
                                    "A PEM file with its private key, without a passphrase");
  certificate->needs(ca)->needs(key);
  key->needs(certificate);
  app.add_option("--tenant", options->tenant, "The company whose calls it is about")
      ->capture_default_str();
  app.add_option("--timeout", options->timeout_seconds, "Seconds to wait for an answer")
      ->capture_default_str()
      ->check(CLI::Range(0.001, 86400.0));
  CLI::Option* json = app.add_flag("--json", options->json, "Print JSON");
  app.add_flag("-q,--quiet", options->quiet, "Print the names of resources alone")->excludes(json);
}

void AddCommands(CLI::App& app, Command* chosen) {
  app.require_subcommand(1);
  // The options above may stand behind the command as well.
  app.fallthrough();
  AddLookupCommand(app, chosen);
  AddCallCommands(app, chosen);
  AddAttemptCommands(app, chosen);
  AddCallerCommands(app, chosen);
  AddLeadCommands(app, chosen);
  AddCadenceCommands(app, chosen);
  AddDueCommands(app, chosen);
  AddNoteCommands(app, chosen);
  AddAppointmentCommands(app, chosen);
  AddBookableResourceCommands(app, chosen);
  AddArticleCommands(app, chosen);
  AddQuestionCommands(app, chosen);
  AddScriptCommands(app, chosen);
  AddTenantCommands(app, chosen);
  AddAgentCommands(app, chosen);
  AddWebhookCommands(app, chosen);
  AddDeliveryCommands(app, chosen);
  AddImportCommand(app, chosen);
  AddReportCommands(app, chosen);
  AddWatchCommand(app, chosen);
}

int Complain(std::string_view message, int exit_code) {
  std::fprintf(stderr, "ringback: %s\n", OneLine(message).c_str());
  return exit_code;
}

int Run(int argc, char** argv) {
  // What gRPC says of a connection that fails is in the error, which is printed once.
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  CLI::App app("Who is calling, and why did we call them?", "ringback");
  Options options;
  Command chosen;
  AddOptions(app, &options);
  AddCommands(app, &chosen);
  app.set_version_flag("--version", std::string("ringback ") + kVersion,
                       "Print the version and exit");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // CLI11 asks for help with an exception too; what it prints then goes to stdout.
    if (error.get_exit_code() == 0) return app.exit(error);
    return Complain(std::string(error.what()) + " (--help tells more)", kExitUsage);
  }
  if (options.server.empty()) options.server = FromEnvironment("RINGBACK_SERVER");
  if (options.server.empty()) options.server = kDefaultServer;
  Session session(options, OpenLocalStore);
  absl::Status status = chosen(session);
  if (status.ok()) return 0;
  const int code = ExitCodeOf(status);
  // An import has said itself which rows failed.
  return status.message().empty() ? code : Complain(std::string(status.message()), code);
}

}  // namespace

}  // namespace ringback::cli

int main(int argc, char** argv) { return ringback::cli::Run(argc, argv); }
