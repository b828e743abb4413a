// SPDX-License-Identifier: Apache-2.0
#include "rpc/regions.h"

#include <algorithm>
#include <array>

#include "text/suggest.h"

namespace dataworks::detail {

namespace {

// Source: the endpoint table of DataWorks 2018-06-01.
constexpr std::array<std::string_view, 9> kServedCentrally{"ap-south-1",   "ap-southeast-2",      "cn-qingdao",
                                                           "cn-huhehaote", "cn-hangzhou-finance", "cn-beijing-gov-1",
                                                           "cn-wuhan",     "cn-fujian",           "cn-zhangbei"};

// Source: the list of Alibaba Cloud's regions.
constexpr std::array<std::string_view, 35> kOthers{"cn-hangzhou",
                                                   "cn-shanghai",
                                                   "cn-beijing",
                                                   "cn-zhangjiakou",
                                                   "cn-wulanchabu",
                                                   "cn-shenzhen",
                                                   "cn-heyuan",
                                                   "cn-guangzhou",
                                                   "cn-chengdu",
                                                   "cn-nanjing",
                                                   "cn-fuzhou",
                                                   "cn-wuhan-lr",
                                                   "cn-zhengzhou-jva",
                                                   "cn-hongkong",
                                                   "ap-southeast-1",
                                                   "ap-southeast-3",
                                                   "ap-southeast-5",
                                                   "ap-southeast-6",
                                                   "ap-southeast-7",
                                                   "ap-northeast-1",
                                                   "ap-northeast-2",
                                                   "us-west-1",
                                                   "us-east-1",
                                                   "us-southeast-1",
                                                   "na-south-1",
                                                   "eu-central-1",
                                                   "eu-west-1",
                                                   "me-east-1",
                                                   "me-central-1",
                                                   "cn-shanghai-finance-1",
                                                   "cn-shenzhen-finance-1",
                                                   "cn-beijing-finance-1",
                                                   "cn-north-2-gov-1",
                                                   "cn-heyuan-acdr-1",
                                                   "cn-wulanchabu-acdr-1"};

template <class Regions>
bool contains(const Regions& regions, std::string_view regionId) noexcept {
  return std::find(regions.begin(), regions.end(), regionId) != regions.end();
}

}  // namespace

bool isKnownRegion(std::string_view regionId) noexcept {
  return contains(kOthers, regionId) || contains(kServedCentrally, regionId);
}

bool isServedCentrally(std::string_view regionId) noexcept { return contains(kServedCentrally, regionId); }

std::string_view regionLike(std::string_view regionId) {
  constexpr std::size_t kMistakes = 2;
  std::string_view best;
  if (regionId.size() > 40) return best;
  std::size_t least = kMistakes + 1;
  const auto compare = [&](std::string_view known) {
    const std::size_t distance = editDistance(regionId, known);
    if (distance >= least) return;
    least = distance;
    best = known;
  };
  std::for_each(kOthers.begin(), kOthers.end(), compare);
  std::for_each(kServedCentrally.begin(), kServedCentrally.end(), compare);
  return best;
}

}  // namespace dataworks::detail
