// Writes requests for the load generator: one for each line of a numbers file, as protobuf
// messages, each behind its length as a varint.
#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>
#include <string>

#include "google/protobuf/util/delimited_message_util.h"
#include "tests/bench/look_up.h"
#include "tests/bench/numbers_file.h"
#include "tests/bench/program.h"

int main(int argc, char** argv) {
  namespace bench = ringback::bench;
  std::string numbers, method, kept_by, out;
  size_t skip = 0, count = SIZE_MAX;
  CLI::App app("Writes requests for the load generator.", "make_requests");
  bench::AddBuildFlag(&app);
  app.add_option("--numbers", numbers, "A file that tools/make-data wrote")->required();
  app.add_option("--method", method, "What the requests ask for")
      ->required()
      ->check(CLI::IsMember({"LookupCaller", "RecordAttempt"}));
  app.add_option("--skip", skip, "Lines to pass over");
  app.add_option("--count", count, "The most requests to write");
  app.add_option("--kept-by", kept_by,
                 "Look the numbers up in this store, and write only those whose cards it keeps");
  app.add_option("--out", out, "The file to write")->required();
  CLI11_PARSE(app, argc, argv);

  std::unique_ptr<ringback::Engine> engine;
  if (!kept_by.empty()) engine = bench::OpenStore(kept_by);
  size_t not_kept = 0;
  std::ofstream file(out, std::ios::binary);
  for (const bench::ReturnCall& call : bench::ReadNumbers(numbers)) {
    if (skip > 0) {
      --skip;
      continue;
    }
    if (engine != nullptr && !bench::IsKept(*engine, bench::LookupOf(call))) {
      ++not_kept;
      continue;
    }
    if (count-- == 0) break;
    using google::protobuf::util::SerializeDelimitedToOstream;
    const bool written = method == "LookupCaller"
                             ? SerializeDelimitedToOstream(bench::LookupOf(call), &file)
                             : SerializeDelimitedToOstream(bench::AttemptOf(call), &file);
    if (!written) bench::Die("cannot write " + out);
  }
  file.close();
  if (!file) bench::Die("cannot write " + out);
  bench::JsonLine().Add("not_kept", static_cast<double>(not_kept)).Print();
  return 0;
}
