// A real file system of a few megabytes, in a mount namespace of this process and its children.
#ifndef TESTS_FAULTS_SMALL_DISK_H_
#define TESTS_FAULTS_SMALL_DISK_H_

#include <string>

namespace ringback::test {

// A tmpfs, gone with this.
class SmallDisk {
 public:
  // Mounts it on `path`, which is made. See ok().
  SmallDisk(std::string path, int megabytes);
  ~SmallDisk();

  // False where mounts are not allowed (no root, some sandboxes); such a test has to be skipped.
  bool ok() const { return ok_; }
  std::string File(const std::string& name) const { return path_ + "/" + name; }

  // Makes the file system read-only, or writable again. No file may be open for writing.
  bool SetReadOnly(bool read_only) const;

 private:
  const std::string path_;
  bool ok_ = false;
};

}  // namespace ringback::test

#endif  // TESTS_FAULTS_SMALL_DISK_H_
