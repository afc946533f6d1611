// The scripts of each tenant, in memory, ready to be filled in.
#ifndef RINGBACK_SCRIPTS_SCRIPT_BOOK_H_
#define RINGBACK_SCRIPTS_SCRIPT_BOOK_H_

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ringback/scripts/template.h"
#include "ringback/store/store.h"
#include "ringback/v1/script.pb.h"

namespace ringback {

// A script, and what was made of it once.
struct CompiledScript {
  v1::Script script;  // without its texts
  std::string purpose_key;
  ScriptTemplate subject;
  ScriptTemplate body;
};

// Checks and parses both texts of a script; `path` is where it stands in a request: "script".
// INVALID_ARGUMENT names the field, line and column.
absl::StatusOr<CompiledScript> Compile(const v1::Script& script, std::string_view path);

// What a script is looked for by.
struct Occasion {
  v1::Script::Use use = v1::Script::USE_UNSPECIFIED;
  std::string purpose_key;    // folded
  std::string_view language;  // BCP 47
  v1::Confidence confidence = v1::CONFIDENCE_UNSPECIFIED;
};

// Whether a script with these fields is for the occasion: of its use, and of no other purpose,
// language or confidence.
bool Fits(const v1::Script& script, std::string_view purpose_key, const Occasion& occasion);

// Whether, of two scripts that fit, `a` is the more specific: one with a purpose before one
// without; then the closer language ("de-AT", "de", any); then one with a confidence; then by id.
bool IsMoreSpecific(const v1::Script& a, const v1::Script& b);

// The scripts of one tenant. Immutable; safe from any thread.
class ScriptBook {
 public:
  using Page = std::shared_ptr<const CompiledScript>;

  explicit ScriptBook(std::vector<Page> pages);

  // Those for the occasion, the most specific first.
  std::vector<Page> For(const Occasion& occasion) const;

  // Whether a script that a card may show names the agent who picks up.
  bool CardsNameAgents() const { return cards_name_agents_; }

  const std::vector<Page>& pages() const { return pages_; }

 private:
  const std::vector<Page> pages_;
  const bool cards_name_agents_;
};

// The books of all tenants. Safe from any thread.
class ScriptDirectory {
 public:
  // Reads all scripts from the store. One that cannot be parsed, by a version that knew more
  // variables, is passed over.
  absl::Status Load(store::Store& store);

  // The book of a tenant, or nullptr when they have no script.
  std::shared_ptr<const ScriptBook> Find(std::string_view tenant) const;

  // Puts a script in, in the place of the one with its name. Called when it is durable.
  void Put(ScriptBook::Page page);

  // Takes the script of this name out.
  void Remove(std::string_view name);

 private:
  // Puts `page`, which may be nullptr, in the place of the script called `name`.
  void Replace(std::string_view name, ScriptBook::Page page);

  mutable std::mutex mutex_;
  absl::flat_hash_map<std::string, std::shared_ptr<const ScriptBook>> books_;
};

}  // namespace ringback

#endif  // RINGBACK_SCRIPTS_SCRIPT_BOOK_H_
