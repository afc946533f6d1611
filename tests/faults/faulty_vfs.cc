#include "tests/faults/faulty_vfs.h"

#include <sqlite3.h>

#include <condition_variable>
#include <mutex>

namespace ringback::test {
namespace {

struct Faults {
  std::mutex mutex;
  std::condition_variable mended;
  bool stall_reads = false;
  bool stall_writes = false;
  bool fail_reads = false;
  bool fail_syncs = false;
  int waiting = 0;
};

Faults& TheFaults() {
  static auto* const faults = new Faults;
  return *faults;
}

void Set(bool Faults::*fault) {
  std::lock_guard lock(TheFaults().mutex);
  TheFaults().*fault = true;
}

// Waits while the disk stalls; whether the call may go on.
bool Pass(bool Faults::*stalls, bool Faults::*fails) {
  Faults& faults = TheFaults();
  std::unique_lock lock(faults.mutex);
  ++faults.waiting;
  faults.mended.wait(lock, [&] { return !(faults.*stalls); });
  --faults.waiting;
  return fails == nullptr || !(faults.*fails);
}

// An open file: the real one lies behind it.
struct File {
  sqlite3_file base;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File* Of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
sqlite3_file* Real(sqlite3_file* file) { return Of(file)->real(); }
const sqlite3_io_methods& Methods(sqlite3_file* file) { return *Real(file)->pMethods; }

int Read(sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
  if (!Pass(&Faults::stall_reads, &Faults::fail_reads)) return SQLITE_IOERR_READ;
  return Methods(f).xRead(Real(f), to, size, at);
}
int Write(sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
  Pass(&Faults::stall_writes, nullptr);
  return Methods(f).xWrite(Real(f), from, size, at);
}
int Sync(sqlite3_file* f, int flags) {
  if (!Pass(&Faults::stall_writes, &Faults::fail_syncs)) return SQLITE_IOERR_FSYNC;
  return Methods(f).xSync(Real(f), flags);
}
int Close(sqlite3_file* f) { return Methods(f).xClose(Real(f)); }
int Truncate(sqlite3_file* f, sqlite3_int64 size) { return Methods(f).xTruncate(Real(f), size); }
int FileSize(sqlite3_file* f, sqlite3_int64* size) { return Methods(f).xFileSize(Real(f), size); }
int Lock(sqlite3_file* f, int level) { return Methods(f).xLock(Real(f), level); }
int Unlock(sqlite3_file* f, int level) { return Methods(f).xUnlock(Real(f), level); }
int CheckReserved(sqlite3_file* f, int* out) { return Methods(f).xCheckReservedLock(Real(f), out); }
int FileControl(sqlite3_file* f, int what, void* arg) {
  return Methods(f).xFileControl(Real(f), what, arg);
}
int SectorSize(sqlite3_file* f) { return Methods(f).xSectorSize(Real(f)); }
int Characteristics(sqlite3_file* f) { return Methods(f).xDeviceCharacteristics(Real(f)); }
int ShmMap(sqlite3_file* f, int region, int size, int extend, void volatile** out) {
  return Methods(f).xShmMap(Real(f), region, size, extend, out);
}
int ShmLock(sqlite3_file* f, int offset, int n, int flags) {
  return Methods(f).xShmLock(Real(f), offset, n, flags);
}
void ShmBarrier(sqlite3_file* f) { Methods(f).xShmBarrier(Real(f)); }
int ShmUnmap(sqlite3_file* f, int remove) { return Methods(f).xShmUnmap(Real(f), remove); }

// Version 2: without memory-mapped pages, so that every page goes through Read.
constexpr sqlite3_io_methods kMethods = {
    2,        Close,         Read,        Write,      Truncate,        Sync,   FileSize, Lock,
    Unlock,   CheckReserved, FileControl, SectorSize, Characteristics, ShmMap, ShmLock,  ShmBarrier,
    ShmUnmap, nullptr,       nullptr};

sqlite3_vfs* RealVfs(sqlite3_vfs* vfs) { return static_cast<sqlite3_vfs*>(vfs->pAppData); }

int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;
  const int code = RealVfs(vfs)->xOpen(RealVfs(vfs), name, Real(file), flags, out_flags);
  if (code == SQLITE_OK) file->pMethods = &kMethods;
  return code;
}

}  // namespace

void FaultyDisk::Install() {
  static sqlite3_vfs* const installed = [] {
    sqlite3_vfs* real = sqlite3_vfs_find(nullptr);
    // The rest of the real one is called with this as its `vfs`, which it does not look into.
    auto* vfs = new sqlite3_vfs(*real);
    vfs->zName = "faulty";
    vfs->pNext = nullptr;
    vfs->pAppData = real;
    vfs->szOsFile = static_cast<int>(sizeof(File)) + real->szOsFile;
    vfs->xOpen = Open;
    vfs->xDelete = [](sqlite3_vfs* v, const char* name, int sync) {
      return RealVfs(v)->xDelete(RealVfs(v), name, sync);
    };
    vfs->xAccess = [](sqlite3_vfs* v, const char* name, int flags, int* out) {
      return RealVfs(v)->xAccess(RealVfs(v), name, flags, out);
    };
    vfs->xFullPathname = [](sqlite3_vfs* v, const char* name, int size, char* out) {
      return RealVfs(v)->xFullPathname(RealVfs(v), name, size, out);
    };
    sqlite3_vfs_register(vfs, /*makeDflt=*/1);
    return vfs;
  }();
  (void)installed;
}

void FaultyDisk::StallReads() { Set(&Faults::stall_reads); }
void FaultyDisk::StallWrites() { Set(&Faults::stall_writes); }
void FaultyDisk::FailReads() { Set(&Faults::fail_reads); }
void FaultyDisk::FailSyncs() { Set(&Faults::fail_syncs); }

void FaultyDisk::Mend() {
  Faults& faults = TheFaults();
  {
    std::lock_guard lock(faults.mutex);
    faults.stall_reads = faults.stall_writes = faults.fail_reads = faults.fail_syncs = false;
  }
  faults.mended.notify_all();
}

int FaultyDisk::waiting() {
  std::lock_guard lock(TheFaults().mutex);
  return TheFaults().waiting;
}

}  // namespace ringback::test
