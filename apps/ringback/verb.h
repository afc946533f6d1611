// A command that fills one request from its options, sends it and prints the answer.
#ifndef RINGBACK_APPS_RINGBACK_VERB_H_
#define RINGBACK_APPS_RINGBACK_VERB_H_

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "apps/ringback/session.h"
#include "apps/ringback/table.h"
#include "google/protobuf/message.h"

namespace ringback::cli {

// What the command line chose to do; empty until it is parsed.
using Command = std::function<absl::Status(Session&)>;

// An option of a verb, and the field of the request that its values go into.
struct Flag {
  std::string name;   // "--caller", or "CALLER" for a word without a dash
  std::string field;  // "attempt.caller"
  std::string help;
  bool required = false;
};

// How a verb is called.
struct VerbText {
  std::string name;     // "start"
  std::string help;     // "Says that an agent is trying a customer now"
  std::string example;  // "ringback attempt start --caller 01j… --agent tracy"
};

// A method of a service, as Session::Call takes it.
template <typename Stub, typename Request, typename Response>
struct Method {
  Stub& (Client::*stub)() const;
  grpc::Status (Stub::*call)(grpc::ClientContext*, const Request&, Response*);
};

// A flag and what CLI11 found for it.
struct BoundFlag {
  Flag flag;
  CLI::Option* option;
};

// Adds a subcommand with an example in its help.
CLI::App& AddSubcommand(CLI::App& group, const VerbText& text);

// Adds a group of verbs: "caller".
CLI::App& AddGroup(CLI::App& root, const std::string& name, const std::string& help);

// Adds the options to `app`. `request` says what kind of value each field takes.
std::vector<BoundFlag> BindFlags(CLI::App& app, const google::protobuf::Message& request,
                                 const std::vector<Flag>& flags);

// Fills `request` from the flags that were given; `parent` from the session's tenant when the
// request has one and no flag set it; `update_mask` with the fields that flags named.
// INVALID_ARGUMENT names the flag.
absl::Status FillRequest(const std::vector<BoundFlag>& flags, Session& session,
                         google::protobuf::Message* request);

// Adds a verb. `show` prints the answer.
template <typename Stub, typename Request, typename Response>
CLI::App& AddVerb(CLI::App& group, Command* chosen, const VerbText& text,
                  const std::vector<Flag>& flags, Method<Stub, Request, Response> method,
                  std::function<void(Session&, const Response&)> show) {
  CLI::App& app = AddSubcommand(group, text);
  auto bound = BindFlags(app, Request::default_instance(), flags);
  app.callback([chosen, bound, method, show] {
    *chosen = [bound, method, show](Session& session) {
      Request request;
      absl::Status filled = FillRequest(bound, session, &request);
      if (!filled.ok()) return filled;
      const absl::StatusOr<Response> response = session.Call(method.stub, method.call, request);
      if (response.ok()) show(session, *response);
      return response.status();
    };
  });
  return app;
}

// Adds a verb whose answer is a resource.
template <typename Stub, typename Request, typename Response>
CLI::App& AddVerb(CLI::App& group, Command* chosen, const VerbText& text,
                  const std::vector<Flag>& flags, Method<Stub, Request, Response> method) {
  return AddVerb(
      group, chosen, text, flags, method,
      std::function<void(Session&, const Response&)>(
          [](Session& session, const Response& answer) { session.ShowResource(answer); }));
}

// A column of a list: its heading, and what it says of a resource.
template <typename Resource>
struct Column {
  std::string heading;
  std::function<std::string(const Resource&, const Clock&)> text;
};

// How far a list goes.
struct ListLimits {
  int limit = 50;          // 0: to the end
  std::string page_token;  // where to begin
};

// Adds --limit and --page-token.
std::shared_ptr<ListLimits> BindLimits(CLI::App& app);

// Says on stderr how to go on after a list that was cut off.
void PrintMore(const Session& session, const std::string& next_page_token);

// Adds a verb that lists resources, page by page, as a table or as one line of JSON each. `items`
// finds them in a page.
template <typename Stub, typename Request, typename Response, typename Items>
void AddList(
    CLI::App& group, Command* chosen, const VerbText& text, const std::vector<Flag>& flags,
    Method<Stub, Request, Response> method, Items items,
    std::vector<
        Column<typename std::decay_t<std::invoke_result_t<Items, const Response&>>::value_type>>
        columns) {
  CLI::App& app = AddSubcommand(group, text);
  const auto limits = BindLimits(app);
  auto bound = BindFlags(app, Request::default_instance(), flags);
  const auto run = [bound, limits, method, items, columns](Session& session) -> absl::Status {
    Request request;
    absl::Status filled = FillRequest(bound, session, &request);
    if (!filled.ok()) return filled;
    request.set_page_token(limits->page_token);
    std::vector<std::string> headings;
    headings.reserve(columns.size());
    for (const auto& column : columns) headings.push_back(column.heading);
    Table table(headings);
    int left = limits->limit;
    do {
      request.set_page_size(limits->limit == 0 ? 1000 : std::min(left, 1000));
      const absl::StatusOr<Response> page = session.Call(method.stub, method.call, request);
      if (!page.ok()) return page.status();
      for (const auto& item : items(*page)) {
        if (session.options().json) {
          session.Print(ToJson(item, /*pretty=*/false));
        } else if (session.options().quiet) {
          session.ShowResource(item);
        } else {
          std::vector<std::string> cells;
          cells.reserve(columns.size());
          const Clock clock = session.ClockForPrinting();
          for (const auto& column : columns) cells.push_back(column.text(item, clock));
          table.AddRow(std::move(cells));
        }
        --left;
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty() && (limits->limit == 0 || left > 0));
    if (!table.empty()) session.Print(table.Render(TerminalColumns(stdout)));
    PrintMore(session, request.page_token());
    return absl::OkStatus();
  };
  app.callback([chosen, run] { *chosen = run; });
}

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_VERB_H_
