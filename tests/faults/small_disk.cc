#include "tests/faults/small_disk.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <utility>

namespace ringback::test {
namespace {

// Once a process: from then on its mounts are its own.
bool HaveOwnMounts() {
  static const bool have =
      unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
  return have;
}

}  // namespace

SmallDisk::SmallDisk(std::string path, int megabytes) : path_(std::move(path)) {
  const std::string options = "size=" + std::to_string(megabytes) + "m";
  ok_ = mkdir(path_.c_str(), 0700) == 0 && HaveOwnMounts() &&
        mount("tmpfs", path_.c_str(), "tmpfs", 0, options.c_str()) == 0;
}

SmallDisk::~SmallDisk() {
  if (ok_) umount2(path_.c_str(), MNT_DETACH);
}

bool SmallDisk::SetReadOnly(bool read_only) const {
  return mount("tmpfs", path_.c_str(), "tmpfs", MS_REMOUNT | (read_only ? MS_RDONLY : 0),
               nullptr) == 0;
}

}  // namespace ringback::test
