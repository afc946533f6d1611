#include "tests/bench/numbers_file.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/bench/program.h"

namespace ringback::bench {

std::vector<ReturnCall> ReadNumbers(const std::string& path) {
  std::ifstream in(path);
  std::vector<ReturnCall> calls;
  for (std::string line; std::getline(in, line);) {
    const std::vector<std::string> fields = absl::StrSplit(line, '\t');
    if (fields.size() != 4) Die(absl::StrCat(path, ": not a line of four fields: ", line));
    calls.push_back({fields[0], fields[1], fields[2], fields[3]});
  }
  if (calls.empty()) Die("no numbers in " + path);
  return calls;
}

v1::LookupCallerRequest LookupOf(const ReturnCall& call) {
  v1::LookupCallerRequest request;
  request.set_parent(absl::StrCat("tenants/", call.tenant));
  request.set_ani(call.ani);
  request.set_dnis(call.dnis);
  return request;
}

v1::RecordAttemptRequest AttemptOf(const ReturnCall& call) {
  v1::RecordAttemptRequest request;
  request.set_parent(absl::StrCat("tenants/", call.tenant));
  v1::OutboundAttempt* attempt = request.mutable_attempt();
  attempt->set_agent(absl::StrCat(request.parent(), "/agents/sample"));
  attempt->set_caller(call.caller);
  attempt->set_channel(v1::CHANNEL_CALL);
  attempt->set_dialed_number(call.ani);
  attempt->set_caller_id(call.dnis);
  attempt->set_purpose("your autumn heating check");
  attempt->set_outcome(v1::OutboundAttempt::OUTCOME_NO_ANSWER);
  return request;
}

}  // namespace ringback::bench
