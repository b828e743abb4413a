# SPDX-License-Identifier: Apache-2.0
"""Conan 2, of the sources that this file lies in: `conan create packaging/conan`. The library alone."""
import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load, rmdir


class DataworksConan(ConanFile):
    name = "dataworks-cpp"
    license = "Apache-2.0"
    description = "Client for Alibaba Cloud DataWorks manual business flows, in C++20"
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"shared": [True, False], "fPIC": [True, False]}
    default_options = {"shared": False, "fPIC": True}
    implements = ["auto_shared_fpic"]

    def set_version(self):
        header = load(self, os.path.join(self._sources(), "include", "dataworks", "version.h"))
        self.version = re.search(r'define DATAWORKS_VERSION "(.*)"', header).group(1)

    def export_sources(self):
        for pattern in ("CMakeLists.txt", "LICENSE", "cmake/*", "include/*", "src/*"):
            copy(self, pattern, self._sources(), self.export_sources_folder)

    def _sources(self):
        return os.path.join(self.recipe_folder, "..", "..")

    def requirements(self):
        self.requires("libcurl/[>=7.78 <9]", options={"with_ssl": "openssl"})
        self.requires("openssl/[>=1.1.1 <4]")
        self.requires("pugixml/[>=1.11 <2]")
        self.requires("nlohmann_json/[>=3.10 <4]")

    def validate(self):
        check_min_cppstd(self, 20)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        toolchain = CMakeToolchain(self)
        for name in ("BUILD_TESTS", "BUILD_TOOLS", "BUILD_EXAMPLES", "STATIC_TWIN"):
            toolchain.cache_variables[f"DATAWORKS_{name}"] = False
        toolchain.generate()
        dependencies = CMakeDeps(self)
        for name in ("libcurl", "openssl", "nlohmann_json"):  # we ask for the oldest that will do
            dependencies.set_property(name, "cmake_config_version_compat", "AnyNewerVersion")
        dependencies.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        for made_by_conan in (("lib", "cmake"), ("lib", "pkgconfig"), ("share",)):
            rmdir(self, os.path.join(self.package_folder, *made_by_conan))

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "dataworks")
        client = self.cpp_info.components["dataworks"]
        client.set_property("cmake_target_name", "dataworks::dataworks")
        client.set_property("pkg_config_name", "dataworks")
        client.libs = ["dataworks"]
        client.requires = ["libcurl::libcurl", "openssl::openssl", "pugixml::pugixml", "nlohmann_json::nlohmann_json"]
        client.system_libs = ["pthread"]
        if not self.options.shared:
            client.defines = ["DATAWORKS_STATIC"]
        report = self.cpp_info.components["report"]
        report.set_property("cmake_target_name", "dataworks::report")
        report.libs = ["dataworks_report"]
        report.requires = ["dataworks"]
