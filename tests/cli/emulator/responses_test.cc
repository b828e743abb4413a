// SPDX-License-Identifier: Apache-2.0
// The bytes of responses, in both dialects and both formats.
#include "responses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dataworks::emulator {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Pair;

Tree twoNodes() {
  const Tree done = {{"NodeName", "a<b>&\"c\""},
                     {"InstanceId", 5'000'000'001},
                     {"DagId", 4'000'000'001},
                     {"DagType", 5},
                     {"Status", 6},
                     {"ParaValue", "k=v"},
                     {"Bizdate", 1559318400000},
                     {"CreateTime", 1559404800000},
                     {"BeginWaitTimeTime", 1559404800001},
                     {"BeginWaitResTime", 1559404801000},
                     {"BeginRunningTime", 1559404802000},
                     {"FinishTime", 1559404803000},
                     {"ModifyTime", 1559404803000}};
  const Tree notRun = {{"NodeName", "later"}, {"Status", 1}, {"BeginWaitResTime", nullptr}, {"FinishTime", nullptr}};
  return {{"Success", true}, {"ErrCode", "0"}, {"ErrMsg", ""}, {"Data", {{"NodeInsInfo", {done, notRun}}}}};
}

std::string body(const Content& content, Format format, Dialect dialect,
                 const std::string& action = "SearchManualDagNodeInstance") {
  return render(content, "R", action, format, dialect).body;
}

Tree created(const Tree& id) {
  return {{"ReturnCode", "0"}, {"ReturnMessage", ""}, {"ReturnErrorSolution", ""}, {"ReturnValue", id}};
}

TEST(Responses, WireJsonHasPascalCaseNumbersAndNoFieldWithoutValue) {
  EXPECT_EQ(body(twoNodes(), Format::kJson, Dialect::kWire),
            R"({"RequestId":"R","Success":true,"ErrCode":"0","ErrMsg":"","Data":{"NodeInsInfo":[)"
            R"({"NodeName":"a<b>&\"c\"","InstanceId":5000000001,"DagId":4000000001,"DagType":5,"Status":6,)"
            R"("ParaValue":"k=v","Bizdate":1559318400000,"CreateTime":1559404800000,)"
            R"("BeginWaitTimeTime":1559404800001,"BeginWaitResTime":1559404801000,)"
            R"("BeginRunningTime":1559404802000,"FinishTime":1559404803000,"ModifyTime":1559404803000},)"
            R"({"NodeName":"later","Status":1}]}})");
}

TEST(Responses, ReferenceJsonHasCamelCaseTextsInShanghaiTimeAndNull) {
  EXPECT_EQ(body(twoNodes(), Format::kJson, Dialect::kReference),
            R"({"requestId":"R","success":true,"errCode":"0","errMsg":"","data":[)"
            R"({"nodeName":"a<b>&\"c\"","instanceId":5000000001,"dagId":4000000001,"dagType":5,"status":6,)"
            R"("paraValue":"k=v","bizdate":"2019-06-01 00:00:00","createTime":"2019-06-02 00:00:00",)"
            R"("beginWaitTimeTime":"2019-06-02 00:00:00","beginWaitResourcesTime":"2019-06-02 00:00:01",)"
            R"("beginRunningTime":"2019-06-02 00:00:02","finishTime":"2019-06-02 00:00:03",)"
            R"("modifyTime":"2019-06-02 00:00:03"},)"
            R"({"nodeName":"later","status":1,"beginWaitResourcesTime":null,"finishTime":null}]})");
}

TEST(Responses, WireXmlHasAnElementPerNodeInData) {
  EXPECT_EQ(body(twoNodes(), Format::kXml, Dialect::kWire),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><SearchManualDagNodeInstanceResponse><RequestId>R</RequestId>"
            "<Success>true</Success><ErrCode>0</ErrCode><ErrMsg></ErrMsg><Data><NodeInsInfo>"
            "<NodeName>a&lt;b&gt;&amp;\"c\"</NodeName><InstanceId>5000000001</InstanceId><DagId>4000000001</DagId>"
            "<DagType>5</DagType><Status>6</Status><ParaValue>k=v</ParaValue><Bizdate>1559318400000</Bizdate>"
            "<CreateTime>1559404800000</CreateTime><BeginWaitTimeTime>1559404800001</BeginWaitTimeTime>"
            "<BeginWaitResTime>1559404801000</BeginWaitResTime><BeginRunningTime>1559404802000</BeginRunningTime>"
            "<FinishTime>1559404803000</FinishTime><ModifyTime>1559404803000</ModifyTime></NodeInsInfo><NodeInsInfo>"
            "<NodeName>later</NodeName><Status>1</Status></NodeInsInfo></Data></SearchManualDagNodeInstanceResponse>");
}

TEST(Responses, ReferenceXmlRepeatsDataUnderAMetaResponse) {
  const std::string xml = body(twoNodes(), Format::kXml, Dialect::kReference);
  EXPECT_THAT(xml, HasSubstr("<SearchManualDagNodeInstanceMetaResponse><requestId>R</requestId>"));
  EXPECT_THAT(xml, HasSubstr("<data><nodeName>a&lt;b&gt;&amp;\"c\"</nodeName>"));
  EXPECT_THAT(xml, HasSubstr("</data><data><nodeName>later</nodeName>"));
  EXPECT_THAT(xml, HasSubstr("<finishTime></finishTime>"));
}

TEST(Responses, ATriggerReturnsTheIdOfTheRun) {
  EXPECT_EQ(
      body(created(4'000'000'001), Format::kJson, Dialect::kWire, "CreateManualDag"),
      R"({"RequestId":"R","ReturnCode":"0","ReturnMessage":"","ReturnErrorSolution":"","ReturnValue":4000000001})");
  EXPECT_EQ(body(created(4'000'000'001), Format::kXml, Dialect::kReference, "CreateManualDag"),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><CreateManualDagMetaResponse><requestId>R</requestId>"
            "<returnCode>0</returnCode><returnMessage></returnMessage><returnErrorSolution></returnErrorSolution>"
            "<returnValue>4000000001</returnValue></CreateManualDagMetaResponse>");
}

TEST(Responses, WithoutAnIdThereIsNoReturnValue) {
  EXPECT_EQ(body(created(nullptr), Format::kJson, Dialect::kWire, "CreateManualDag"),
            R"({"RequestId":"R","ReturnCode":"0","ReturnMessage":"","ReturnErrorSolution":""})");
}

TEST(Responses, TheNewerVersionIsAlikeInBothDialectsButForTheErrorCodeOfItsSamples) {
  const Tree success = {{"Success", true},
                        {"ErrorCode", "0"},
                        {"ErrorMessage", ""},
                        {"Data", {{"Status", "SUCCESS"}, {"Bizdate", 1559318400000}, {"NodeId", nullptr}}}};
  EXPECT_EQ(body(success, Format::kJson, Dialect::kWire, "GetInstance"),
            R"({"RequestId":"R","Success":true,"ErrorCode":"0","ErrorMessage":"",)"
            R"("Data":{"Status":"SUCCESS","Bizdate":1559318400000}})");
  EXPECT_EQ(body(success, Format::kJson, Dialect::kReference, "GetInstance"),
            R"({"RequestId":"R","Success":true,"ErrorCode":"Invalid.Tenant.ConnectionNotExists",)"
            R"("ErrorMessage":"The connection does not exist.","Data":{"Status":"SUCCESS","Bizdate":1559318400000}})");
  EXPECT_THAT(body(success, Format::kXml, Dialect::kReference, "GetInstance"),
              HasSubstr("?><GetInstanceResponse><RequestId>R</RequestId><Success>true</Success>"));
  const Tree failure = {{"Success", false}, {"ErrorCode", "11020293070"}};
  EXPECT_EQ(body(failure, Format::kJson, Dialect::kReference, "GetInstance"),
            R"({"RequestId":"R","Success":false,"ErrorCode":"11020293070"})");
}

TEST(Responses, ARejectionIsAnEnvelopeWithItsStatusAndHints) {
  const Rejection rejection{429, "Throttling.User", "Slowly & gently.", 1500ms};
  const RawResponse raw = render(rejection, "R", "CreateManualDag", Format::kJson, Dialect::kWire);
  EXPECT_EQ(raw.status, 429);
  EXPECT_THAT(raw.headers,
              ::testing::UnorderedElementsAre(Pair("x-acs-request-id", "R"), Pair("x-acs-retry-after", "1500"),
                                              Pair("Retry-After", "2")));
  EXPECT_EQ(
      raw.body,
      R"({"RequestId":"R","HostId":"dataworks-emulator","Code":"Throttling.User","Message":"Slowly & gently.",)"
      R"("Recommend":"https://api.aliyun.com/troubleshoot?q=Throttling.User&product=dataworks-public&requestId=R"})");
  EXPECT_THAT(body(rejection, Format::kXml, Dialect::kWire), HasSubstr("?><Error><RequestId>R</RequestId>"));
  EXPECT_THAT(body(rejection, Format::kXml, Dialect::kReference, "CreateManualDag"),
              HasSubstr("<CreateManualDagResponse><requestId>R</requestId>"));
  EXPECT_THAT(body(rejection, Format::kXml, Dialect::kReference, "GetProject"),
              HasSubstr("<GetProjectResponse><RequestId>R</RequestId>"));
}

TEST(Responses, AnUnknownActionNeverBecomesAnElement) {
  const std::string xml =
      body(Rejection{404, "InvalidApi.NotFound", "no <a>"}, Format::kXml, Dialect::kReference, "<a>");
  EXPECT_THAT(xml, HasSubstr("?><Error>"));
  EXPECT_THAT(xml, ::testing::Not(HasSubstr("<a>")));
}

TEST(Responses, BytesThatNeitherFormatAllowsAreReplaced) {
  const Tree tree = {{"ReturnMessage", "bell \a, half a letter \xe4\xb8"}};
  EXPECT_THAT(body(tree, Format::kJson, Dialect::kWire), HasSubstr("bell \\u0007, half a letter \xef\xbf\xbd"));
  EXPECT_THAT(body(tree, Format::kXml, Dialect::kWire), HasSubstr("bell ?, half a letter \xef\xbf\xbd<"));
}

TEST(Responses, FormatIsXmlUnlessJsonIsAskedFor) {
  const auto format = [](const char* text) { return formatOf({"POST", {{"Format", text}}}); };
  EXPECT_EQ(format("JSON"), Format::kJson);
  EXPECT_EQ(format("json"), Format::kJson);
  EXPECT_EQ(format("XML"), Format::kXml);
  EXPECT_EQ(formatOf({}), Format::kXml);
}

}  // namespace
}  // namespace dataworks::emulator
