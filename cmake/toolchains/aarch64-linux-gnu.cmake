# SPDX-License-Identifier: Apache-2.0
# 64-bit ARM Linux on another Debian or Ubuntu: g++-aarch64-linux-gnu, the libraries as packages of that architecture (libssl-dev:arm64), and
# qemu-user to run what was built. `./dev test --arm64` installs and uses them.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64)
set(ENV{PKG_CONFIG_LIBDIR} /usr/lib/aarch64-linux-gnu/pkgconfig:/usr/share/pkgconfig)
