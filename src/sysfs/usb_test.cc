// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/sysfs/usb.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "davit/testing/temp_tree.h"

namespace davit::sysfs {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using testing::IsOkAndHolds;
using ::testing::SizeIs;
using testing::TempTree;

constexpr char kBus[] = R"(
  sys/bus/usb/devices/usb1 -> ../../../devices/pci0000:00/0000:00:14.0/usb1
  sys/devices/pci0000:00/0000:00:14.0/usb1/idVendor = 1d6b
  sys/devices/pci0000:00/0000:00:14.0/usb1/idProduct = 0002
  sys/devices/pci0000:00/0000:00:14.0/usb1/serial = 0000:00:14.0
  sys/devices/pci0000:00/0000:00:14.0/usb1/busnum = 1
  sys/devices/pci0000:00/0000:00:14.0/usb1/devnum = 1
  sys/bus/usb/devices/1-4 -> ../../../devices/pci0000:00/0000:00:14.0/usb1/1-4
  sys/devices/pci0000:00/0000:00:14.0/usb1/1-4/idVendor = 1a86
  sys/devices/pci0000:00/0000:00:14.0/usb1/1-4/idProduct = 7523
  sys/devices/pci0000:00/0000:00:14.0/usb1/1-4/busnum = 1
  sys/devices/pci0000:00/0000:00:14.0/usb1/1-4/devnum = 12
  sys/devices/pci0000:00/0000:00:14.0/usb1/1-4/authorized = 1
  sys/bus/usb/devices/1-4:1.0 -> ../../../devices/pci0000:00/0000:00:14.0/usb1/1-4/1-4:1.0
  sys/devices/pci0000:00/0000:00:14.0/usb1/1-4/1-4:1.0/bInterfaceClass = ff
)";

TEST(UsbTest, ReadsDevicesAndLeavesInterfacesOut) {
  const TempTree tree(kBus);

  const UsbDevice hub = {"usb1", 0x1d6b, 0x0002, "0000:00:14.0", "1", "1", true};
  const UsbDevice serial = {"1-4", 0x1a86, 0x7523, std::nullopt, "1", "12", true};
  EXPECT_THAT(ScanUsb(tree.root()), IsOkAndHolds(ElementsAre(hub, serial)));
}

TEST(UsbTest, SortsByBusAndDeviceNumber) {
  TempTree tree(kBus);
  tree.Add(R"(
    sys/bus/usb/devices/1-1/idVendor = 0403
    sys/bus/usb/devices/1-1/idProduct = 6001
    sys/bus/usb/devices/1-1/busnum = 1
    sys/bus/usb/devices/1-1/devnum = 101
    sys/bus/usb/devices/1-9/idVendor = 0403
    sys/bus/usb/devices/1-9/idProduct = 6001
    sys/bus/usb/devices/1-9/busnum = 1
    sys/bus/usb/devices/1-9/devnum = 2
  )");

  EXPECT_THAT(
      ScanUsb(tree.root()),
      IsOkAndHolds(ElementsAre(Field(&UsbDevice::devnum, "1"), Field(&UsbDevice::devnum, "2"),
                               Field(&UsbDevice::devnum, "12"), Field(&UsbDevice::devnum, "101"))));
}

TEST(UsbTest, TellsADeviceThatTheKernelMayNotUse) {
  const TempTree tree(kBus);
  tree.Write("sys/devices/pci0000:00/0000:00:14.0/usb1/1-4/authorized", "0\n");

  const auto devices = ScanUsb(tree.root());

  ASSERT_THAT(devices, IsOkAndHolds(SizeIs(2)));
  EXPECT_FALSE((*devices)[1].authorized);
}

TEST(UsbTest, ADeviceWithGarbageIsLeftOut) {
  for (const auto& [file, text] :
       {std::pair("idVendor", "xyz"), std::pair("idProduct", "12345"), std::pair("busnum", "../1"),
        std::pair("devnum", "0"), std::pair("devnum", "1000"), std::pair("devnum", "")}) {
    const TempTree tree(kBus);
    tree.Write(std::string("sys/bus/usb/devices/1-4/") + file, std::string(text) + "\n");
    EXPECT_THAT(ScanUsb(tree.root()), IsOkAndHolds(SizeIs(1))) << file << " = " << text;
  }
}

TEST(UsbTest, AMachineWithoutUsbHasNoDevices) {
  EXPECT_THAT(ScanUsb(TempTree("sys/").root()), IsOkAndHolds(IsEmpty()));
}

TEST(UsbTest, TheNodesPathHasThreeDigitsEach) {
  UsbDevice device;
  device.busnum = "1";
  device.devnum = "12";

  EXPECT_EQ(UsbNodePath(device), "/dev/bus/usb/001/012");
}

}  // namespace
}  // namespace davit::sysfs
