// Prints what the bindings take from the contract, from its descriptors with their comments:
//
//     generate PROTOS OUTPUT
//
// PROTOS is a FileDescriptorSet with source information. OUTPUT is one of
//
//     node-types  the types of bindings/node/contract.d.ts
//     node-words  the words of enumerations for the addon, bindings/node/src/words.h
//     python      bindings/python/ringback/enumerations.py
//     numbers     the names and numbers that ringback.h gives to enumerations, as abi.txt has them
#include <algorithm>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"

namespace ringback::bindings {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;

// Where an enumeration is seen. Cards and what is asked about them are structures in the addon and
// in the C ABI; events are messages.
enum class Seen { kOnCards, kAskedOfCards, kInEvents };

// An enumeration that bindings show: its name in the contract and theirs.
struct Shown {
  const char* full_name;
  const char* name;
  Seen seen = Seen::kOnCards;
};

constexpr Shown kShown[] = {
    {"ringback.v1.Verification", "Verification", Seen::kAskedOfCards},
    {"ringback.v1.Confidence", "Confidence"},
    {"ringback.v1.OutboundAttempt.Outcome", "Outcome"},
    {"ringback.v1.Channel", "Channel"},
    {"ringback.v1.Lead.State", "LeadState"},
    {"ringback.v1.Presence", "Presence"},
    {"ringback.v1.Reason.Code", "ReasonCode"},
    {"ringback.v1.EventType", "EventType", Seen::kInEvents},
};

constexpr const char* kOrigin = "Made from the contract by tools/generate; not to be edited.";

constexpr size_t kColumns = 100;

// The value's name without what the names of all values begin with: "NO_ANSWER".
std::string ShortName(const EnumDescriptor& type, int index) {
  const std::string& zero = type.value(0)->name();
  const size_t prefix = zero.size() - std::string_view("UNSPECIFIED").size();
  return type.value(index)->name().substr(prefix);
}

// "RB_LEAD_STATE_" for LeadState.
std::string NumberPrefix(std::string_view name) {
  std::string prefix = "RB";
  for (const char c : name) {
    absl::StrAppend(&prefix, absl::ascii_isupper(c) ? "_" : "",
                    std::string(1, absl::ascii_toupper(c)));
  }
  return prefix + "_";
}

// The comment before a descriptor, as one paragraph; "" when there is none.
template <typename T>
std::string Comment(const T& described) {
  google::protobuf::SourceLocation location;
  if (!described.GetSourceLocation(&location)) return "";
  const std::vector<std::string> words =
      absl::StrSplit(location.leading_comments, absl::ByAnyChar(" \n"), absl::SkipEmpty());
  return absl::StrJoin(words, " ");
}

// The text in lines of at most kColumns, each after `indent`; the first has been begun by `begin`
// and the last is ended by `end`.
std::string Wrap(const std::string& text, const std::string& begin, const std::string& indent,
                 const std::string& end) {
  std::string wrapped;
  std::string line = begin;
  const std::vector<std::string> words = absl::StrSplit(text, ' ');
  for (size_t i = 0; i < words.size(); ++i) {
    const size_t more = words[i].size() + (i + 1 == words.size() ? end.size() : 0);
    if (line.size() + more > kColumns && line != indent) {
      absl::StrAppend(&wrapped, std::string(absl::StripTrailingAsciiWhitespace(line)), "\n");
      line = indent;
    }
    absl::StrAppend(&line, words[i], i + 1 == words.size() ? "" : " ");
  }
  return absl::StrCat(wrapped, line, end, "\n");
}

std::string JsDoc(const std::string& text, const std::string& indent) {
  if (text.empty()) return "";
  const std::string safe = absl::StrReplaceAll(text, {{"*/", "*\\/"}});
  std::string whole = absl::StrCat(indent, "/** ", safe, " */\n");
  if (whole.size() <= kColumns + 1) return whole;
  return absl::StrCat(indent, "/**\n", Wrap(safe, indent + " * ", indent + " * ", ""), indent,
                      " */\n");
}

// ------------------------------------------------------------------ TypeScript

// What is shown may be a word of a later version; what is asked for is a word that this one knows.
std::string TypeScriptEnum(const EnumDescriptor& type, const Shown& shown) {
  std::string known;
  for (int i = 0; i < type.value_count(); ++i) {
    absl::StrAppend(&known, "\n  | '", type.value(i)->name(), "'");
  }
  const auto declared = [&](const char* sentence, const char* prefix, const std::string& words) {
    const std::string comment =
        absl::StrCat(Comment(type), sentence, " In the contract ", type.full_name(), ".");
    return absl::StrCat(JsDoc(comment, ""), "export type ", prefix, shown.name, " =", words, ";\n");
  };
  constexpr const char* kOpen = " Later versions may add some.";
  constexpr const char* kOther = "\n  | (string & {})";
  switch (shown.seen) {
    case Seen::kOnCards:
      return declared(kOpen, "", known + kOther);
    case Seen::kAskedOfCards:
      return declared("", "", known);
    case Seen::kInEvents:
      return declared(" Those that this version knows.", "Known", known) + "\n" +
             declared(kOpen, "", absl::StrCat("\n  | Known", shown.name, kOther));
  }
  return "";
}

std::string TypeScriptType(const FieldDescriptor& field) {
  if (field.message_type() != nullptr) {
    return field.message_type()->full_name() == "google.protobuf.Timestamp" ? "string"
                                                                            : "Record<string, any>";
  }
  // ProtoJSON has a value that the library does not know as its number.
  return field.enum_type() != nullptr ? field.enum_type()->name() + " | number" : "string";
}

std::string TypeScriptEvent(const Descriptor& event) {
  // What every event has; the others are left out where there is nothing to say.
  constexpr std::string_view kAlways[] = {"name", "type", "event_time", "resume_token"};
  std::string text = absl::StrCat(
      JsDoc(
          "Something that happened: a ringback.v1.Event in ProtoJSON, that is `EventJson`. Of the "
          "resources it has the one that it is about, as it is when the event is sent; none when "
          "it is gone. A type that this version does not know is a number.",
          ""),
      "export interface WatchEvent {\n");
  for (int i = 0; i < event.field_count(); ++i) {
    const FieldDescriptor& field = *event.field(i);
    const bool always =
        std::find(std::begin(kAlways), std::end(kAlways), field.name()) != std::end(kAlways);
    absl::StrAppend(&text, JsDoc(Comment(field), "  "), "  ", field.json_name(), always ? "" : "?",
                    ": ", TypeScriptType(field), ";\n");
  }
  return text + "}\n";
}

// ------------------------------------------------------------------ C++, Python, C

std::string CppWords(const EnumDescriptor& type, const Shown& shown) {
  std::string text =
      absl::StrCat("inline constexpr std::string_view k", shown.name, "Words[] = {\n");
  for (int i = 0; i < type.value_count(); ++i) {
    absl::StrAppend(&text, "    \"", type.value(i)->name(), "\",\n");
  }
  return text + "};\n";
}

std::string PythonEnum(const EnumDescriptor& type, const Shown& shown) {
  std::string text = absl::StrCat("\n\nclass ", shown.name, "(Number):\n",
                                  Wrap(Comment(type), "    \"\"\"", "    ", "\"\"\""), "\n");
  for (int i = 0; i < type.value_count(); ++i) {
    absl::StrAppend(&text, "    ", ShortName(type, i), " = ", type.value(i)->number(), "\n");
  }
  return text;
}

std::string Numbers(const EnumDescriptor& type, const Shown& shown) {
  std::string text;
  for (int i = 0; i < type.value_count(); ++i) {
    absl::StrAppend(&text, NumberPrefix(shown.name), ShortName(type, i), " ",
                    type.value(i)->number(), "\n");
  }
  return text;
}

// ------------------------------------------------------------------ the files

// The blocks of `print` for each enumeration, with `between` two.
std::string ForEach(const DescriptorPool& pool, bool cards_alone, const char* between,
                    std::string (*print)(const EnumDescriptor&, const Shown&)) {
  std::vector<std::string> blocks;
  for (const Shown& shown : kShown) {
    if (cards_alone && shown.seen == Seen::kInEvents) continue;
    blocks.push_back(print(*pool.FindEnumTypeByName(shown.full_name), shown));
  }
  return absl::StrJoin(blocks, between);
}

std::string Generate(const DescriptorPool& pool, std::string_view output) {
  if (output == "node-types") {
    return absl::StrCat("// ", kOrigin, "\n\n", ForEach(pool, false, "\n", TypeScriptEnum), "\n",
                        TypeScriptEvent(*pool.FindMessageTypeByName("ringback.v1.Event")));
  }
  if (output == "node-words") {
    return absl::StrCat(
        "// The words of enumerations as ProtoJSON has them, by number.\n// ", kOrigin,
        "\n#ifndef RINGBACK_BINDINGS_NODE_WORDS_H_\n#define RINGBACK_BINDINGS_NODE_WORDS_H_\n\n"
        "#include <string_view>\n\nnamespace ringback::node {\n\n// clang-format off\n\n",
        ForEach(pool, true, "\n", CppWords),
        "\n// clang-format on\n\n}  // namespace ringback::node\n\n#endif  // "
        "RINGBACK_BINDINGS_NODE_WORDS_H_\n");
  }
  if (output == "python") {
    return absl::StrCat("\"\"\"The enumerations of the contract. ", kOrigin,
                        "\"\"\"\n\nfrom ringback._number import Number\n",
                        ForEach(pool, false, "", PythonEnum));
  }
  if (output == "numbers") return ForEach(pool, true, "", Numbers);
  return "";
}

// Why the enumerations cannot be shown as they are, or "": words are found by number.
std::string Unfit(const DescriptorPool& pool) {
  for (const Shown& shown : kShown) {
    const EnumDescriptor* type = pool.FindEnumTypeByName(shown.full_name);
    if (type == nullptr) return absl::StrCat("there is no ", shown.full_name);
    for (int i = 0; i < type->value_count(); ++i) {
      if (type->value(i)->number() != i) {
        return absl::StrCat(type->full_name(), " leaves out ", i);
      }
    }
  }
  return "";
}

int Main(int count, char** arguments) {
  google::protobuf::FileDescriptorSet files;
  std::ifstream in(count == 3 ? arguments[1] : "", std::ios::binary);
  if (!files.ParseFromIstream(&in)) {
    std::cerr << "usage: generate PROTOS OUTPUT\n";
    return 2;
  }
  DescriptorPool pool;
  for (const auto& file : files.file()) {
    if (pool.BuildFile(file) == nullptr) return 1;
  }
  const std::string problem = Unfit(pool);
  const std::string text = problem.empty() ? Generate(pool, arguments[2]) : "";
  if (text.empty()) {
    std::cerr << "generate: " << (problem.empty() ? "no such output" : problem) << "\n";
    return 1;
  }
  std::cout << text;
  return 0;
}

}  // namespace
}  // namespace ringback::bindings

int main(int argc, char** argv) { return ringback::bindings::Main(argc, argv); }
