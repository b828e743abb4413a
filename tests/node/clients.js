// SPDX-License-Identifier: Apache-2.0
// A failure is found, repaired and looked up, by each official client and each way it can sign and send.
'use strict';
const assert = require('assert');
const PopCore = require('@alicloud/pop-core').RPCClient;
const OpenApi = require('@alicloud/openapi-client');
const { RuntimeOptions } = require('@alicloud/tea-util');

const endpoint = process.env.ALIBABA_CLOUD_ENDPOINT;
const key = {
  accessKeyId: process.env.ALIBABA_CLOUD_ACCESS_KEY_ID,
  accessKeySecret: process.env.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
};
const bizdate = new Date(Date.now() + (8 - 24) * 3600e3).toISOString().slice(0, 10) + ' 00:00:00';

// Signature V1, in parameters.
function popCore(method, more = {}) {
  return (action, version, parameters) =>
    new PopCore({ endpoint, apiVersion: version, ...key, ...more }).request(action, parameters, { method });
}

// Signature V3, in headers.
function openApi(place, more = key) {
  return async (action, version, parameters, headers = {}, bodyType = 'json') => {
    const client = new OpenApi.default(new OpenApi.Config({ endpoint: endpoint.replace('http://', ''), ...more }));
    const operation = new OpenApi.Params({
      action, version, protocol: 'HTTP', pathname: '/', method: 'POST', authType: 'AK', style: 'RPC',
      reqBodyType: 'formData', bodyType,
    });
    const texts = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
    const request = new OpenApi.OpenApiRequest({ [place]: texts, headers });
    return (await client.callApi(operation, request, new RuntimeOptions({}))).body;
  };
}

const clients = {
  'pop-core, POST': popCore('POST'),
  'pop-core, GET': popCore('GET'),
  'pop-core, temporary credentials': popCore('POST', { securityToken: 'token' }),
  'openapi-client, form': openApi('body'),
  'openapi-client, query': openApi('query'),
  'openapi-client, temporary credentials': openApi('body', { ...key, securityToken: 'token' }),
  'openapi-client, bearer token': openApi('body', { bearerToken: 'token' }),
};

async function until(condition) {
  for (;;) {
    const found = await condition();
    if (found) return found;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

async function repairARun(call) {
  const old = (action, parameters) => call(action, '2018-06-01', { ProjectName: 'test_project', ...parameters });
  const call2020 = (action, parameters) => call(action, '2020-05-18', { ProjectEnv: 'PROD', ...parameters });
  const done = async (action, parameters) => {
    const response = await call2020(action, parameters);
    assert.strictEqual(response.Success, true, `${action}: ${JSON.stringify(response)}`);
    assert.strictEqual(response.Data, true, action);
  };

  const created = await old('CreateManualDag', { FlowName: 'failing_flow', Bizdate: bizdate });
  assert.strictEqual(created.ReturnCode, '0');
  const DagId = created.ReturnValue;
  const listed = async () => (await old('SearchManualDagNodeInstance', { DagId })).Data.NodeInsInfo;
  const nodes = await until(async () => {
    const list = await listed();
    return list.some(node => node.Status === 5) && list.every(node => node.Status !== 4) && list;
  });
  const InstanceId = nodes.find(node => node.NodeName === 'clean_orders').InstanceId;

  const log = await call2020('GetInstanceLog', { InstanceId });
  assert.match(log.Data, /ERROR job failed, exit code 1\n$/);
  const instance = await call2020('GetInstance', { InstanceId });
  assert.strictEqual(instance.Data.Status, 'FAILURE');
  assert.strictEqual((await call2020('GetDag', { DagId })).Data.Status, 'FAILURE');

  await done('RestartInstance', { InstanceId });
  await until(async () => (await listed()).every(node => node.Status === 6));
  const history = (await call2020('ListInstanceHistory', { InstanceId })).Instances;
  assert.deepStrictEqual(history.map(record => record.Status), ['FAILURE', 'SUCCESS']);
  const first = await call2020('GetInstanceLog', { InstanceId, InstanceHistoryId: history[0].InstanceHistoryId });
  assert.strictEqual(first.Data, log.Data);

  const { ProjectId } = (await call2020('GetProject', { ProjectIdentifier: 'test_project' })).Data;
  const page = await call2020('ListInstances', {
    ProjectId, BizName: 'failing_flow', BeginBizdate: bizdate, EndBizdate: bizdate, OrderBy: 'CREATE_TIME_DESC',
    PageNumber: 1, PageSize: 100,
  });
  assert(page.Data.Instances.some(row => row.DagId === DagId && row.Status === 'SUCCESS'));
}

async function stopAPartialRun(call) {
  const call2020 = (action, parameters) => call(action, '2020-05-18', { ProjectEnv: 'DEV', ...parameters });
  const run = async parameters => (await call2020('RunManualDagNodes', {
    ProjectName: 'sales', FlowName: 'endless', BizDate: bizdate, DagParameters: '{"k":"v"}', ...parameters,
  })).DagId;
  const listed = async DagId =>
    (await call2020('ListManualDagInstances', { ProjectName: 'sales', DagId })).Instances;
  const excluding = await listed(await run({ ExcludeNodeIds: '4' }));
  assert.deepStrictEqual(excluding.map(row => row.Status).slice(1), ['NOT_RUN', 'NOT_RUN', 'SUCCESS']);

  const dagId = await run({ IncludeNodeIds: '1,2' });
  const [load, publish, ...others] = await listed(dagId);
  assert.deepStrictEqual([load.NodeName, publish.NodeName, others], ['load', 'publish', []]);
  assert.strictEqual(load.ParamValues, 'k=v');

  const on = (action, { InstanceId }) => call2020(action, { InstanceId });
  assert.strictEqual((await on('SuspendInstance', publish)).Data, true);
  assert.strictEqual((await on('StopInstance', load)).Data, true);
  await until(async () => (await listed(dagId))[0].Status === 'FAILURE');
  assert.strictEqual((await on('SetSuccessInstance', load)).Data, true);
  assert.strictEqual((await listed(dagId))[1].Status, 'NOT_RUN');
  assert.strictEqual((await on('ResumeInstance', publish)).Data, true);
  await until(async () => (await listed(dagId))[1].Status === 'SUCCESS');
}

async function failAsTheServiceDoes(call) {
  const missing = await call('GetInstance', '2020-05-18', { InstanceId: 5, ProjectEnv: 'PROD' });
  assert.strictEqual(missing.Success, false);
  assert.match(missing.ErrorCode, /^[0-9]+$/);
  await assert.rejects(call('GetProject', '2020-05-18', { ProjectIdentifier: 'none' }), { code: /^10600111020399005/ });
  await assert.rejects(call('NoSuchAction', '2020-05-18', {}), { code: 'InvalidApi.NotFound' });
}

async function rejectAWrongKey() {
  const wrong = { ...key, accessKeySecret: 'wrong' };
  for (const call of [popCore('POST', wrong), openApi('body', wrong)]) {
    await assert.rejects(call('GetProject', '2020-05-18', {}), { code: 'SignatureDoesNotMatch' });
  }
}

async function readXml() {
  const xml = await openApi('body')('GetProject', '2020-05-18', { ProjectIdentifier: 'test_project' },
    { accept: 'application/xml' }, 'string');
  assert.match(xml, /^<\?xml .*<GetProjectResponse><RequestId>.*<ProjectIdentifier>test_project</);
}

async function main() {
  await Promise.all(Object.entries(clients).map(async ([name, call]) => {
    try {
      await Promise.all([repairARun(call), stopAPartialRun(call), failAsTheServiceDoes(call)]);
    } catch (error) {
      error.message = `${name}: ${error.message}`;
      throw error;
    }
  }));
  await rejectAWrongKey();
  await readXml();
  console.log(`${Object.keys(clients).join('; ')}: all operations work`);
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
