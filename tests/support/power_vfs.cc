// The losing disk; see power_vfs.h. One per process, one thread at a time, as SQLite's C interface wants it.
#include "tests/support/power_vfs.h"

#include <sqlite3.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/random.h"

namespace ordersync::testing {

namespace {

struct Change {
  std::int64_t offset = 0;
  std::string bytes;
  bool truncates = false;  // to `offset`
};

struct Remembered {
  std::string synced;
  std::vector<Change> since;
};

struct Disk {
  sqlite3_vfs* real = nullptr;
  sqlite3_vfs shim{};
  std::map<std::string, Remembered> files;
  int steps = 0;
  int cut_at = 0;
  bool cut = false;
};

Disk* disk = nullptr;

// True when this step still happens.
bool step() {
  if (disk->cut) return false;
  ++disk->steps;
  if (disk->cut_at != 0 && disk->steps >= disk->cut_at) disk->cut = true;
  return !disk->cut;
}

struct File {
  sqlite3_file base;
  const char*
      path;  // SQLite's own; lives as long as the file. Null for temporary files, which nobody misses.
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File* of(sqlite3_file* file) {
  return reinterpret_cast<File*>(file);
}
sqlite3_file* real(sqlite3_file* file) {
  return of(file)->real();
}
const sqlite3_io_methods* methods(sqlite3_file* file) {
  return real(file)->pMethods;
}

std::string read_all(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void apply(const Change& change, std::size_t bytes, std::string& content) {
  const auto offset = static_cast<std::size_t>(change.offset);
  if (change.truncates) return content.resize(offset);
  if (content.size() < offset + bytes) content.resize(offset + bytes);
  content.replace(offset, bytes, change.bytes, 0, bytes);
}

int x_close(sqlite3_file* file) {
  return methods(file)->xClose(real(file));
}
int x_read(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
  return methods(file)->xRead(real(file), to, size, offset);
}
int x_write(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  if (!step()) return SQLITE_IOERR_WRITE;
  if (of(file)->path != nullptr) {
    disk->files[of(file)->path].since.push_back(
        {offset, std::string(static_cast<const char*>(from), static_cast<std::size_t>(size)), false});
  }
  return methods(file)->xWrite(real(file), from, size, offset);
}
int x_truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (!step()) return SQLITE_IOERR_TRUNCATE;
  if (of(file)->path != nullptr) disk->files[of(file)->path].since.push_back({size, {}, true});
  return methods(file)->xTruncate(real(file), size);
}
int x_sync(sqlite3_file* file, int flags) {
  if (!step()) return SQLITE_IOERR_FSYNC;
  const int result = methods(file)->xSync(real(file), flags);
  if (result == SQLITE_OK && of(file)->path != nullptr) {
    Remembered& remembered = disk->files[of(file)->path];
    for (const Change& change : remembered.since) apply(change, change.bytes.size(), remembered.synced);
    remembered.since.clear();
  }
  return result;
}
int x_file_size(sqlite3_file* file, sqlite3_int64* size) {
  return methods(file)->xFileSize(real(file), size);
}
int x_lock(sqlite3_file* file, int level) {
  return methods(file)->xLock(real(file), level);
}
int x_unlock(sqlite3_file* file, int level) {
  return methods(file)->xUnlock(real(file), level);
}
int x_check_reserved(sqlite3_file* file, int* out) {
  return methods(file)->xCheckReservedLock(real(file), out);
}
int x_control(sqlite3_file* file, int op, void* argument) {
  return methods(file)->xFileControl(real(file), op, argument);
}
int x_sector_size(sqlite3_file* file) {
  return methods(file)->xSectorSize(real(file));
}
int x_characteristics(sqlite3_file* file) {
  return methods(file)->xDeviceCharacteristics(real(file));
}
int x_shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** to) {
  return methods(file)->xShmMap(real(file), page, size, extend, to);
}
int x_shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  return methods(file)->xShmLock(real(file), offset, count, flags);
}
void x_shm_barrier(sqlite3_file* file) {
  methods(file)->xShmBarrier(real(file));
}
int x_shm_unmap(sqlite3_file* file, int remove) {
  return methods(file)->xShmUnmap(real(file), remove);
}

// Version 2: without memory-mapped pages, which would bypass x_write.
const sqlite3_io_methods kMethods = {2,
                                     x_close,
                                     x_read,
                                     x_write,
                                     x_truncate,
                                     x_sync,
                                     x_file_size,
                                     x_lock,
                                     x_unlock,
                                     x_check_reserved,
                                     x_control,
                                     x_sector_size,
                                     x_characteristics,
                                     x_shm_map,
                                     x_shm_lock,
                                     x_shm_barrier,
                                     x_shm_unmap,
                                     nullptr,
                                     nullptr};

int x_open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  File* opened = of(file);
  std::memset(opened, 0, sizeof(File));
  if (disk->cut) return SQLITE_CANTOPEN;
  const int result = disk->real->xOpen(disk->real, name, opened->real(), flags, out_flags);
  if (opened->real()->pMethods == nullptr) return result;
  opened->base.pMethods = &kMethods;
  opened->path = name;
  if (name != nullptr && disk->files.find(name) == disk->files.end())
    disk->files[name].synced = read_all(name);
  return result;
}

// A deleted file comes back empty, not at all, or whole: SQLite deletes only what it no longer needs.
int x_delete(sqlite3_vfs*, const char* name, int sync_folder) {
  if (disk->cut) return SQLITE_IOERR_DELETE;
  disk->files.erase(name);
  return disk->real->xDelete(disk->real, name, sync_folder);
}

}  // namespace

PowerDisk::PowerDisk() {
  CHECK(disk == nullptr);
  disk = new Disk;
  disk->real = sqlite3_vfs_find(nullptr);
  disk->shim = *disk->real;
  disk->shim.zName = "power";
  disk->shim.szOsFile = static_cast<int>(sizeof(File)) + disk->real->szOsFile;
  disk->shim.xOpen = x_open;
  disk->shim.xDelete = x_delete;
  sqlite3_vfs_register(&disk->shim, 1);
}

PowerDisk::~PowerDisk() {
  sqlite3_vfs_unregister(&disk->shim);
  sqlite3_vfs_register(disk->real, 1);
  delete disk;
  disk = nullptr;
}

int PowerDisk::steps() const {
  return disk->steps;
}
void PowerDisk::cut_at(int step) {
  disk->steps = 0;
  disk->cut_at = step;
}
bool PowerDisk::is_cut() const {
  return disk->cut;
}

void PowerDisk::come_back(std::uint64_t seed) {
  base::SeededRandom random(seed);
  for (auto& [path, remembered] : disk->files) {
    std::string content = remembered.synced;
    for (const Change& change : remembered.since) {
      switch (random.below(4)) {
        case 0:
          break;  // never reached the disk
        case 1:
          apply(change, random.below(change.bytes.size() + 1), content);
          break;  // torn
        default:
          apply(change, change.bytes.size(), content);
          break;
      }
    }
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
    std::filesystem::remove(path + "-shm");
    remembered = {std::move(content), {}};
  }
  disk->cut = false;
  disk->cut_at = 0;
}

}  // namespace ordersync::testing
