// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/sysfs/uevent_monitor.h"

#include <libudev.h>

#include <cerrno>
#include <utility>

namespace davit::sysfs {
namespace {

// A dock with a dozen devices sends a few hundred notices of about 300 bytes at once.
constexpr int kReceiveBuffer = 1 << 20;

struct Unref {
  void operator()(udev* context) const { ::udev_unref(context); }
  void operator()(udev_monitor* monitor) const { ::udev_monitor_unref(monitor); }
  void operator()(udev_device* device) const { ::udev_device_unref(device); }
};

std::string Text(const char* text) { return text == nullptr ? std::string() : std::string(text); }

}  // namespace

struct UeventMonitor::Impl {
  std::unique_ptr<udev, Unref> context;
  std::unique_ptr<udev_monitor, Unref> monitor;
};

UeventMonitor::UeventMonitor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
UeventMonitor::~UeventMonitor() = default;

Result<std::unique_ptr<UeventMonitor>> UeventMonitor::Create() {
  auto impl = std::make_unique<Impl>();
  errno = 0;
  impl->context.reset(::udev_new());
  if (impl->context == nullptr) return ErrnoError("starting libudev", errno);
  impl->monitor.reset(::udev_monitor_new_from_netlink(impl->context.get(), "kernel"));
  if (impl->monitor == nullptr) return ErrnoError("listening for uevents", errno);
  // More room than the default needs CAP_NET_ADMIN; without it an overflow comes sooner, and is
  // reported.
  static_cast<void>(::udev_monitor_set_receive_buffer_size(impl->monitor.get(), kReceiveBuffer));
  if (const int error = ::udev_monitor_enable_receiving(impl->monitor.get()); error < 0) {
    return ErrnoError("listening for uevents", -error);
  }
  return std::unique_ptr<UeventMonitor>(new UeventMonitor(std::move(impl)));
}

int UeventMonitor::fd() const { return ::udev_monitor_get_fd(impl_->monitor.get()); }

Result<> UeventMonitor::Drain(const std::function<void(const order::Uevent&)>& handle) {
  while (true) {
    errno = 0;
    const std::unique_ptr<udev_device, Unref> device(
        ::udev_monitor_receive_device(impl_->monitor.get()));
    if (device != nullptr) {
      handle({Text(::udev_device_get_action(device.get())),
              Text(::udev_device_get_subsystem(device.get())),
              Text(::udev_device_get_devpath(device.get()))});
      continue;
    }
    switch (errno) {
      case 0:
      case EAGAIN:
        return {};
      case ENOBUFS:
        handle({"overflow", {}, {}});
        continue;
      case EINTR:
      case EINVAL:  // a message that is no uevent
      case ENODEV:
        continue;
      default:
        return Error{Code::kUnavailable, ErrnoError("receiving uevents", errno).message};
    }
  }
}

}  // namespace davit::sysfs
