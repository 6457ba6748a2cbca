// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <mutex>

#if defined(__clang__)
#define DAVIT_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define DAVIT_THREAD_ANNOTATION(x)
#endif
#define DAVIT_CAPABILITY(x) DAVIT_THREAD_ANNOTATION(capability(x))
#define DAVIT_SCOPED_CAPABILITY DAVIT_THREAD_ANNOTATION(scoped_lockable)
#define DAVIT_GUARDED_BY(x) DAVIT_THREAD_ANNOTATION(guarded_by(x))
#define DAVIT_REQUIRES(...) DAVIT_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define DAVIT_EXCLUDES(...) DAVIT_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))
#define DAVIT_ACQUIRE(...) DAVIT_THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define DAVIT_RELEASE(...) DAVIT_THREAD_ANNOTATION(release_capability(__VA_ARGS__))

namespace davit {

/// std::mutex as a Clang capability: libstdc++'s own is none, so -Wthread-safety cannot see it.
class DAVIT_CAPABILITY("mutex") Mutex {
 public:
  void lock() DAVIT_ACQUIRE() { mutex_.lock(); }
  void unlock() DAVIT_RELEASE() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

/// Holds a Mutex for a scope.
class DAVIT_SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) DAVIT_ACQUIRE(mutex) : mutex_(mutex) { mutex_.lock(); }
  ~MutexLock() DAVIT_RELEASE() { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

}  // namespace davit
