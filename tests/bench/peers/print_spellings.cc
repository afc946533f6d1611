// Prints the spelling table as JSON: lists of {text, region, e164}. A row of "spellings" means its
// number, one of "near_misses" must not find it, one of "nobody" (withheld, or no number) has ""
// and must find no one. "numbers" are those of the rows.
#include <cstdio>
#include <set>
#include <string>

#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "ringback/model/text.h"
#include "ringback/phone/phone_number.h"
#include "tests/unit/phone/spelling_table.h"

namespace ringback::test {
namespace {

using google::protobuf::ListValue;
using google::protobuf::Struct;

void SetText(const char* key, const std::string& text, Struct* row) {
  (*row->mutable_fields())[key].set_string_value(text);
}

void AddQuestion(const std::string& text, const std::string& region, const std::string& e164,
                 ListValue* list) {
  Struct* row = list->add_values()->mutable_struct_value();
  SetText("text", text, row);
  SetText("region", region, row);
  SetText("e164", e164, row);
}

Struct Table() {
  Struct table;
  std::set<std::string> numbers;
  ListValue* spellings = (*table.mutable_fields())["spellings"].mutable_list_value();
  ListValue* nobody = (*table.mutable_fields())["nobody"].mutable_list_value();
  for (const Spelling& spelling : AllSpellings()) {
    const bool number = spelling.kind == Kind::kNumber;
    // JSON has no place for the rows that are not UTF-8.
    AddQuestion(MakeValidUtf8(spelling.text), spelling.region, spelling.e164,
                number ? spellings : nobody);
    if (number) numbers.insert(spelling.e164);
  }
  ListValue* misses = (*table.mutable_fields())["near_misses"].mutable_list_value();
  for (const NearMiss& miss : AllNearMisses()) {
    AddQuestion(miss.text, miss.region, miss.not_e164, misses);
    numbers.insert(miss.not_e164);
  }
  ListValue* kept = (*table.mutable_fields())["numbers"].mutable_list_value();
  for (const std::string& e164 : numbers) {
    kept->add_values()->set_string_value(e164);
  }
  return table;
}

}  // namespace
}  // namespace ringback::test

int main() {
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(ringback::test::Table(), &json);
  if (!status.ok()) {
    std::fprintf(stderr, "print_spellings: %s\n", status.ToString().c_str());
    return 1;
  }
  std::puts(json.c_str());
  return 0;
}
