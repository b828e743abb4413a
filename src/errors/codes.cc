// SPDX-License-Identifier: Apache-2.0
// Sources: the API reference's error tables of DataWorks (2018-06-01), the gateway's common errors, RAM and STS; the
// last group was seen by callers in production. Exact codes stand before the prefixes that would match them too.
#include "errors/codes.h"

#include <array>

namespace dataworks::detail {

namespace {

using enum ErrorKind;
using enum Execution;

constexpr std::array kCodes{
    // The request itself.
    KnownCode{"MissingParameter*", kRejected, kNotExecuted, Remedy::kNone, "A required parameter is missing.",
              "缺少必填参数。"},
    KnownCode{"MissingSecurityToken", kCredentials, kNotExecuted, Remedy::kNone,
              "A temporary access key was sent without its security token; set all three values.",
              "使用临时 AccessKey 时必须同时提供 SecurityToken。"},
    KnownCode{"MissingProjectName", kRejected, kNotExecuted, Remedy::kNone, "The project name is missing.",
              "缺少工作空间名称。"},
    KnownCode{"Missing*", kRejected, kNotExecuted, Remedy::kNone, "Something that the service requires is missing.",
              "缺少服务要求的参数或内容。"},
    KnownCode{"InvalidParameter*", kRejected, kNotExecuted, Remedy::kNone,
              "A parameter is not valid; the message names it.", "参数无效，详见错误消息。"},
    KnownCode{"InvalidVersion", kRejected, kNotExecuted, Remedy::kNone,
              "The API version does not exist at this endpoint.", "该接入点不存在此 API 版本。"},
    KnownCode{"InvalidApi.NotFound", kRejected, kNotExecuted, Remedy::kNone,
              "The action does not exist here: check action, version and endpoint.",
              "该接口不存在：请检查接口名、版本和接入点。"},
    KnownCode{"InvalidProduct*", kRejected, kNotExecuted, Remedy::kNone,
              "The endpoint does not serve this product: check region and endpoint.",
              "该接入点不提供此产品：请检查地域和接入点。"},

    // Who calls.
    KnownCode{"InvalidAccessKeyId.NotFound", kCredentials, kNotExecuted, Remedy::kRenewCredentials,
              "The access key does not exist: check the access key id, and that it was not deleted.",
              "AccessKey 不存在：请检查 AccessKey ID 是否正确、是否已删除。"},
    KnownCode{"InvalidAccessKeyId.Inactive", kCredentials, kNotExecuted, Remedy::kRenewCredentials,
              "The access key is disabled; enable it in the RAM console or use another.",
              "AccessKey 已被禁用，请在 RAM 控制台启用或更换。"},
    KnownCode{"InvalidAccessKeyId*", kCredentials, kNotExecuted, Remedy::kRenewCredentials,
              "The access key id was refused.", "AccessKey ID 被拒绝。"},
    KnownCode{"InvalidAccessKeySecret*", kCredentials, kNotExecuted, Remedy::kRenewCredentials,
              "The access key secret does not belong to the access key id.",
              "AccessKey Secret 与 AccessKey ID 不对应。"},
    KnownCode{"Forbidden.AccessKeyDisabled", kCredentials, kNotExecuted, Remedy::kRenewCredentials,
              "The access key is disabled; enable it in the RAM console or use another.",
              "AccessKey 已被禁用，请在 RAM 控制台启用或更换。"},
    KnownCode{"NoEnabledAccessKey*", kCredentials, kNotExecuted, Remedy::kRenewCredentials,
              "The user has no enabled access key: enable one in the RAM console.",
              "该用户没有已启用的 AccessKey，请在 RAM 控制台启用。"},
    KnownCode{"UserDisable*", kCredentials, kNotExecuted, Remedy::kRenewCredentials,
              "The account of this access key is disabled, or has no money left.",
              "该 AccessKey 所属的账号已被禁用或欠费停用。"},
    KnownCode{"SignatureDoesNotMatch", kCredentials, kNotExecuted, Remedy::kNone,
              "The signature is wrong: most often the access key secret does not belong to the access key id.",
              "签名不匹配：通常是 AccessKey Secret 与 AccessKey ID 不对应。"},
    KnownCode{"IncompleteSignature", kCredentials, kNotExecuted, Remedy::kNone,
              "A part of the signature did not arrive; something between here and the service changes requests.",
              "签名不完整：请求可能在传输途中被修改。"},
    KnownCode{"SignatureNonceUsed", kService, kMaybeExecuted, Remedy::kNone,
              "The service has seen this very request before: an earlier copy arrived and may have been acted on.",
              "服务端此前已收到过同一请求，该请求可能已被执行。"},
    KnownCode{"InvalidTimeStamp.Expired", kRejected, kNotExecuted, Remedy::kCorrectClock,
              "This machine's clock is off by more than 15 minutes; set it (NTP).",
              "本机时钟偏差超过 15 分钟，请校时（NTP）。"},
    KnownCode{"IllegalTimestamp", kRejected, kNotExecuted, Remedy::kCorrectClock,
              "This machine's clock is off by more than 15 minutes; set it (NTP).",
              "本机时钟偏差超过 15 分钟，请校时（NTP）。"},
    KnownCode{"InvalidTimeStamp.Format", kRejected, kNotExecuted, Remedy::kNone,
              "The timestamp is not in the expected form.", "时间戳格式不正确。"},
    KnownCode{"InvalidSecurityToken.Expired", kCredentials, kNotExecuted, Remedy::kRenewCredentials,
              "The temporary credentials have expired; get new ones.", "临时凭证已过期，请重新获取。"},
    KnownCode{"InvalidSecurityToken.Malformed", kCredentials, kNotExecuted, Remedy::kRenewCredentials,
              "The security token is damaged; copy it completely.", "SecurityToken 格式错误，请完整复制。"},
    KnownCode{"InvalidSecurityToken.MismatchWithAccessKey", kCredentials, kNotExecuted, Remedy::kRenewCredentials,
              "The security token belongs to another access key; take all three values from one response of STS.",
              "SecurityToken 与 AccessKey 不匹配，三个值须来自同一次 STS 响应。"},
    KnownCode{"InvalidSecurityToken*", kCredentials, kNotExecuted, Remedy::kRenewCredentials,
              "The security token was refused.", "SecurityToken 被拒绝。"},

    // What the caller may do.
    KnownCode{"Forbidden.Wkbench*", kRejected, kNotExecuted, Remedy::kNone,
              "No permission in this DataWorks workspace; ask its administrator for a role that may operate runs.",
              "在该 DataWorks 工作空间没有权限，请联系管理员授予运维角色。"},
    KnownCode{"Forbidden.Not.Server", kRejected, kNotExecuted, Remedy::kNone,
              "DataWorks is not activated for this account in this region, or the API is not part of its edition.",
              "该账号在此地域未开通 DataWorks，或所购版本不含此接口。"},
    KnownCode{"Forbidden.NotSupportRAM", kRejected, kNotExecuted, Remedy::kNone,
              "This API accepts no RAM user or role, and no grant changes that: use a key of the account itself.",
              "该接口不支持 RAM 用户或角色，授权无法解决：请使用阿里云账号本身的 AccessKey。"},
    KnownCode{"Forbidden*", kRejected, kNotExecuted, Remedy::kNone,
              "No permission: grant this identity the action (for example AliyunDataWorksFullAccess) in RAM.",
              "没有权限：请在 RAM 中授予该身份相应操作（例如 AliyunDataWorksFullAccess）。"},
    KnownCode{"NoPermission*", kRejected, kNotExecuted, Remedy::kNone,
              "No permission: grant this identity the action in RAM.", "没有权限：请在 RAM 中授予该身份相应操作。"},
    KnownCode{"ResourceNotAuthorized.Api", kRejected, kNotExecuted, Remedy::kNone,
              "This identity may not call this API: grant it in RAM.", "该身份无权调用此接口：请在 RAM 中授权。"},

    // How much the caller may do.
    KnownCode{"Throttling.Resource", kThrottled, kNotExecuted, Remedy::kDailyQuota,
              "The quota of the resource is used up; waiting a little will not help.",
              "资源配额已用尽，短时间内重试无效。"},
    KnownCode{"Throttling.Api.Risk", kThrottled, kNotExecuted, Remedy::kDailyQuota,
              "Today's quota of calls is used up; it resets tomorrow.", "今日调用配额已用尽，明日恢复。"},
    KnownCode{kDailyCallsUsedUp, kThrottled, kNotExecuted, Remedy::kDailyQuota,
              "The limit on the day's calls that was set here is reached; it resets at midnight in Shanghai.",
              "已达到本地设置的每日调用上限，北京时间零点后恢复。"},
    KnownCode{"Throttling*", kThrottled, kNotExecuted, Remedy::kNone, "Too many requests: slow down and try again.",
              "请求过于频繁，请降低频率后重试。"},

    // The service's own trouble.
    KnownCode{"InternalError*", kService, kMaybeExecuted, Remedy::kNone,
              "The service failed internally while it handled the request; it may have acted.",
              "服务发生内部错误，请求可能已被执行。"},
    KnownCode{"UnknownError*", kService, kMaybeExecuted, Remedy::kNone,
              "The service failed without saying why; it may have acted.", "服务发生未知错误，请求可能已被执行。"},
    KnownCode{"ServiceUnavailable*", kService, kMaybeExecuted, Remedy::kNone,
              "The service is not available at the moment; it may have acted.", "服务暂不可用，请求可能已被执行。"},

    // Said inside a 200.
    KnownCode{"600011", kRejected, kNotExecuted, Remedy::kNone,
              "The business date is not accepted: it must be `yyyy-MM-dd 00:00:00`, at most yesterday in Shanghai.",
              "业务日期无效：格式须为 yyyy-MM-dd 00:00:00，且服务只接受昨天（北京时间）及更早的业务日期。"},
    KnownCode{kNoSuchDag, kRejected, kNotExecuted, Remedy::kNone,
              "There is no run with this dag id in this project's production environment.",
              "该工作空间的生产环境中不存在此 DAG 实例 ID。"},

    // Met by callers, not in the reference.
    KnownCode{"10600111020399005", kRejected, kNotExecuted, Remedy::kNone,
              "There is no such workspace: check the project name, and that the region is its own.",
              "工作空间不存在：请检查工作空间名称和地域。"},
    KnownCode{"10600111020399006", kRejected, kNotExecuted, Remedy::kNone,
              "There is no such flow in the workspace: check its name, and that it is manual, committed and deployed.",
              "该工作空间中没有此业务流程：请检查流程名称，并确认流程为手动类型且已提交、发布。"},
    KnownCode{"1031203110005", kRejected, kNotExecuted, Remedy::kNone,
              "The service refused the request; check that the flow exists, is manual, and is deployed.",
              "服务拒绝了该请求，请确认业务流程存在、为手动类型且已发布。"},
    KnownCode{
        "业务流程不存在*", kRejected, kNotExecuted, Remedy::kNone,
        "There is no such flow: check project and flow name, and that the flow is manual, committed and deployed.",
        "业务流程不存在：请检查工作空间和流程名称，并确认流程为手动类型且已提交、发布。"},
};

constexpr bool matches(std::string_view pattern, std::string_view code) noexcept {
  if (pattern.back() != '*') return code == pattern;
  return code.starts_with(pattern.substr(0, pattern.size() - 1));
}

}  // namespace

const KnownCode* findCode(std::string_view code) noexcept {
  for (const KnownCode& known : kCodes) {
    if (matches(known.pattern, code)) return &known;
  }
  return nullptr;
}

std::span<const KnownCode> knownCodes() noexcept { return kCodes; }

Remedy remedyFor(std::string_view code) noexcept {
  const KnownCode* known = findCode(code);
  return known != nullptr ? known->remedy : Remedy::kNone;
}

}  // namespace dataworks::detail
