// A folder that a test has to itself.
#ifndef TESTS_STORE_SCRATCH_FOLDER_H_
#define TESTS_STORE_SCRATCH_FOLDER_H_

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace ringback::test {

// A new folder, removed with its contents.
class ScratchFolder {
 public:
  ScratchFolder() : path_(::testing::TempDir() + "/ringbackXXXXXX") {
    if (mkdtemp(path_.data()) == nullptr) ADD_FAILURE() << "no folder " << path_;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string File(std::string_view name) const { return path_ + "/" + std::string(name); }

 private:
  std::string path_;
};

}  // namespace ringback::test

#endif  // TESTS_STORE_SCRATCH_FOLDER_H_
