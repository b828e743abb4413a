// The bytes of responses, in both dialects and both formats.
#include "responses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dataworks::emulator {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Pair;

SearchManualDagNodeInstanceResponse twoNodes() {
  NodeInsInfo done;
  done.nodeName = "a<b>&\"c\"";
  done.instanceId = 5'000'000'001;
  done.dagId = 4'000'000'001;
  done.dagType = 5;
  done.status = NodeStatus::kSuccess;
  done.paraValue = "k=v";
  done.bizdate.time = WallTime(1559318400s);
  done.createTime.time = WallTime(1559404800s);
  done.beginWaitTimeTime.time = WallTime(1559404800001ms);
  done.beginWaitResTime.time = WallTime(1559404801s);
  done.beginRunningTime.time = WallTime(1559404802s);
  done.finishTime.time = WallTime(1559404803s);
  done.modifyTime.time = WallTime(1559404803s);
  NodeInsInfo notRun;
  notRun.nodeName = "later";
  notRun.status = NodeStatus::kNotRun;

  SearchManualDagNodeInstanceResponse response;
  response.requestId = "R";
  response.errCode = "0";
  response.success = true;
  response.data = {done, notRun};
  return response;
}

std::string body(const ApiResponse& response, Format format, Dialect dialect) {
  return render(response, "SearchManualDagNodeInstance", format, dialect).body;
}

TEST(Responses, WireJsonHasPascalCaseNumbersAndNoFieldWithoutValue) {
  EXPECT_EQ(body(twoNodes(), Format::kJson, Dialect::kWire),
            R"({"RequestId":"R","Success":true,"ErrCode":"0","ErrMsg":"","Data":{"NodeInsInfo":[)"
            R"({"NodeName":"a<b>&\"c\"","InstanceId":5000000001,"DagId":4000000001,"DagType":5,"Status":6,)"
            R"("ParaValue":"k=v","Bizdate":1559318400000,"CreateTime":1559404800000,)"
            R"("BeginWaitTimeTime":1559404800001,"BeginWaitResTime":1559404801000,)"
            R"("BeginRunningTime":1559404802000,"FinishTime":1559404803000,"ModifyTime":1559404803000},)"
            R"({"NodeName":"later","InstanceId":0,"DagId":0,"DagType":0,"Status":1,"ParaValue":""}]}})");
}

TEST(Responses, ReferenceJsonHasCamelCaseTextsInShanghaiTimeAndNull) {
  EXPECT_EQ(body(twoNodes(), Format::kJson, Dialect::kReference),
            R"({"requestId":"R","success":true,"errCode":"0","errMsg":"","data":[)"
            R"({"nodeName":"a<b>&\"c\"","instanceId":5000000001,"dagId":4000000001,"dagType":5,"status":6,)"
            R"("paraValue":"k=v","bizdate":"2019-06-01 00:00:00","createTime":"2019-06-02 00:00:00",)"
            R"("beginWaitTimeTime":"2019-06-02 00:00:00","beginWaitResourcesTime":"2019-06-02 00:00:01",)"
            R"("beginRunningTime":"2019-06-02 00:00:02","finishTime":"2019-06-02 00:00:03",)"
            R"("modifyTime":"2019-06-02 00:00:03"},)"
            R"({"nodeName":"later","instanceId":0,"dagId":0,"dagType":0,"status":1,"paraValue":"","bizdate":null,)"
            R"("createTime":null,"beginWaitTimeTime":null,"beginWaitResourcesTime":null,"beginRunningTime":null,)"
            R"("finishTime":null,"modifyTime":null}]})");
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
            "<NodeName>later</NodeName><InstanceId>0</InstanceId><DagId>0</DagId><DagType>0</DagType>"
            "<Status>1</Status><ParaValue></ParaValue></NodeInsInfo></Data></SearchManualDagNodeInstanceResponse>");
}

TEST(Responses, ReferenceXmlRepeatsDataUnderAMetaResponse) {
  const std::string xml = body(twoNodes(), Format::kXml, Dialect::kReference);
  EXPECT_THAT(xml, HasSubstr("<SearchManualDagNodeInstanceMetaResponse><requestId>R</requestId>"));
  EXPECT_THAT(xml, HasSubstr("<data><nodeName>a&lt;b&gt;&amp;\"c\"</nodeName>"));
  EXPECT_THAT(xml, HasSubstr("</data><data><nodeName>later</nodeName>"));
  EXPECT_THAT(xml, HasSubstr("<finishTime></finishTime>"));
}

TEST(Responses, ATriggerReturnsTheIdOfTheRun) {
  CreateManualDagResponse created;
  created.requestId = "R";
  created.returnCode = "0";
  created.returnValue = 4'000'000'001;
  EXPECT_EQ(
      render(created, "CreateManualDag", Format::kJson, Dialect::kWire).body,
      R"({"RequestId":"R","ReturnCode":"0","ReturnMessage":"","ReturnErrorSolution":"","ReturnValue":4000000001})");
  EXPECT_EQ(render(created, "CreateManualDag", Format::kXml, Dialect::kReference).body,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><CreateManualDagMetaResponse><requestId>R</requestId>"
            "<returnCode>0</returnCode><returnMessage></returnMessage><returnErrorSolution></returnErrorSolution>"
            "<returnValue>4000000001</returnValue></CreateManualDagMetaResponse>");
}

TEST(Responses, WithoutAnIdThereIsNoReturnValue) {
  CreateManualDagResponse refused;
  refused.requestId = "R";
  refused.returnCode = "600011";
  EXPECT_EQ(render(refused, "CreateManualDag", Format::kJson, Dialect::kWire).body,
            R"({"RequestId":"R","ReturnCode":"600011","ReturnMessage":"","ReturnErrorSolution":""})");
}

TEST(Responses, ARejectionIsAnEnvelopeWithItsStatusAndHints) {
  const Rejection rejection{429, "Throttling.User", "Slowly & gently.", 1500ms, "R"};
  const RawResponse raw = render(rejection, "CreateManualDag", Format::kJson, Dialect::kWire);
  EXPECT_EQ(raw.status, 429);
  EXPECT_THAT(raw.headers,
              ::testing::UnorderedElementsAre(Pair("x-acs-request-id", "R"), Pair("x-acs-retry-after", "1500"),
                                              Pair("Retry-After", "2")));
  EXPECT_EQ(
      raw.body,
      R"({"RequestId":"R","HostId":"dataworks-emulator","Code":"Throttling.User","Message":"Slowly & gently.",)"
      R"("Recommend":"https://api.aliyun.com/troubleshoot?q=Throttling.User&product=dataworks-public&requestId=R"})");
  EXPECT_THAT(render(rejection, "CreateManualDag", Format::kXml, Dialect::kWire).body,
              HasSubstr("?><Error><RequestId>R</RequestId>"));
  EXPECT_THAT(render(rejection, "CreateManualDag", Format::kXml, Dialect::kReference).body,
              HasSubstr("<CreateManualDagResponse><requestId>R</requestId>"));
}

TEST(Responses, AnUnknownActionNeverBecomesAnElement) {
  const Rejection rejection{404, "InvalidApi.NotFound", "no <a>", {}, "R"};
  const std::string xml = render(rejection, "<a>", Format::kXml, Dialect::kReference).body;
  EXPECT_THAT(xml, HasSubstr("?><Error>"));
  EXPECT_THAT(xml, ::testing::Not(HasSubstr("<a>")));
}

TEST(Responses, BytesThatNeitherFormatAllowsAreReplaced) {
  CreateManualDagResponse response;
  response.returnMessage = "bell \a, half a letter \xe4\xb8";
  EXPECT_THAT(render(response, "CreateManualDag", Format::kJson, Dialect::kWire).body,
              HasSubstr("bell \\u0007, half a letter \xef\xbf\xbd"));
  EXPECT_THAT(render(response, "CreateManualDag", Format::kXml, Dialect::kWire).body,
              HasSubstr("bell ?, half a letter \xef\xbf\xbd<"));
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
