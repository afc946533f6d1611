// The commands, a group a file.
#ifndef RINGBACK_APPS_RINGBACK_COMMANDS_H_
#define RINGBACK_APPS_RINGBACK_COMMANDS_H_

#include "CLI/CLI.hpp"
#include "apps/ringback/verb.h"

namespace ringback::cli {

// Each adds its commands to `root`. When one of them is on the command line, parsing it puts what
// is to be done into `chosen`, which must outlive `root`.
void AddLookupCommand(CLI::App& root, Command* chosen);
void AddAttemptCommands(CLI::App& root, Command* chosen);
void AddCallCommands(CLI::App& root, Command* chosen);
void AddCallerCommands(CLI::App& root, Command* chosen);
void AddLeadCommands(CLI::App& root, Command* chosen);
void AddCadenceCommands(CLI::App& root, Command* chosen);  // after AddLeadCommands
void AddDueCommands(CLI::App& root, Command* chosen);
void AddAppointmentCommands(CLI::App& root, Command* chosen);
void AddBookableResourceCommands(CLI::App& root, Command* chosen);
void AddNoteCommands(CLI::App& root, Command* chosen);
void AddArticleCommands(CLI::App& root, Command* chosen);
void AddQuestionCommands(CLI::App& root, Command* chosen);
void AddScriptCommands(CLI::App& root, Command* chosen);
void AddTenantCommands(CLI::App& root, Command* chosen);
void AddAgentCommands(CLI::App& root, Command* chosen);
void AddWebhookCommands(CLI::App& root, Command* chosen);
void AddDeliveryCommands(CLI::App& root, Command* chosen);
void AddImportCommand(CLI::App& root, Command* chosen);
void AddReportCommands(CLI::App& root, Command* chosen);
void AddWatchCommand(CLI::App& root, Command* chosen);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_COMMANDS_H_
