# SPDX-License-Identifier: Apache-2.0
# Libraries and programs, as a package of nixpkgs would be written.
{ lib, stdenv, cmake, ninja, pkg-config, python3, curl, openssl, nlohmann_json, pugixml, cli11, httplib }:

stdenv.mkDerivation {
  pname = "dataworks-cpp";
  version = builtins.head (builtins.match ".*define DATAWORKS_VERSION \"([0-9.]+)\".*" (builtins.readFile ../../include/dataworks/version.h));
  src = lib.fileset.toSource {
    root = ../..;
    fileset = lib.fileset.unions [ ../../CMakeLists.txt ../../LICENSE ../../cmake ../../docs/api ../../include ../../src ../../tools ];
  };

  nativeBuildInputs = [ cmake ninja pkg-config python3 ];
  buildInputs = [ curl openssl nlohmann_json pugixml cli11 httplib ];
  cmakeFlags = [ "-DDATAWORKS_BUILD_TESTS=OFF" "-DDATAWORKS_BUILD_EXAMPLES=OFF" ];

  meta = {
    description = "Client for Alibaba Cloud DataWorks manual business flows, in C++20, and its command line";
    license = lib.licenses.asl20;
    mainProgram = "dataworks";
    platforms = lib.platforms.linux;
  };
}
