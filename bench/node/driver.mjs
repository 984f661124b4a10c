// Runs one case of the workload through one door of @cloud-copilot/iam-simulate and prints
// the answers and the time of one decision as JSON.
//
//   node driver.mjs CASE.json authorize|checked ROUNDS SECONDS
//
// "checked" is runSimulation, the documented door: it validates every policy and request.
// "authorize" is the inner function of it with policies loaded once. The package does not
// export that, so it is imported by the path of its file: the best that it could do.
// runUnsafeSimulation, which the package exports too, fails on every resource policy.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [file, door, rounds, seconds] = process.argv.slice(2)
const workload = JSON.parse(readFileSync(file, 'utf8'))
const { runSimulation } = await import('@cloud-copilot/iam-simulate')

const text = (value) => (Array.isArray(value) ? value.map(String) : String(value))
const named = (policy, index) => ({ name: `policy-${index + 1}`, policy })
const context = (request) =>
  Object.fromEntries(Object.entries(request.context).map(([key, value]) => [key, text(value)]))

const simulations = workload.requests.map((request) => ({
  request: {
    principal: request.principal,
    action: request.action,
    resource: { resource: request.resource, accountId: request.account },
    contextVariables: context(request)
  },
  identityPolicies: workload.identity.map(named),
  serviceControlPolicies: workload.serviceControl.map((level) => ({
    orgIdentifier: level.orgIdentifier,
    policies: level.policies.map(named)
  })),
  resourceControlPolicies: [],
  resourcePolicy: workload.resource,
  permissionBoundaryPolicies:
    workload.boundary.length > 0 ? workload.boundary.map(named) : undefined
}))

async function inner() {
  const root = dirname(createRequire(import.meta.url).resolve('@cloud-copilot/iam-simulate'))
  const load = (path) => import(pathToFileURL(join(root, '..', 'esm', path)))
  const { authorize } = await load('core_engine/CoreSimulatorEngine.js')
  const { AwsRequestImpl } = await load('request/request.js')
  const { RequestContextImpl } = await load('requestContext.js')
  const constraints = await load('context_keys/discoveryContextKeyConstraints.js')
  const policies = createRequire(join(root, 'index.js')).resolve('@cloud-copilot/iam-policy')
  const { loadPolicy } = await import(
    pathToFileURL(join(dirname(policies), '..', 'esm', 'index.js'))
  )
  const loaded = (policy, index) => loadPolicy(policy, { name: `policy-${index + 1}` })
  const shared = {
    sessionPolicy: undefined,
    identityPolicies: workload.identity.map(loaded),
    serviceControlPolicies: workload.serviceControl.map((level) => ({
      orgIdentifier: level.orgIdentifier,
      policies: level.policies.map(loaded)
    })),
    resourceControlPolicies: [],
    resourcePolicy: loaded(workload.resource, 0),
    permissionBoundaries:
      workload.boundary.length > 0 ? workload.boundary.map(loaded) : undefined,
    vpcEndpointPolicies: undefined,
    simulationParameters: {
      simulationMode: 'Strict',
      discoveryContextKeyConstraints: new constraints.DiscoveryContextKeyConstraints([])
    },
    serviceSettings: { s3: {} }
  }
  const requests = simulations.map(
    ({ request }) =>
      new AwsRequestImpl(
        request.principal,
        request.resource,
        request.action,
        new RequestContextImpl(request.contextVariables)
      )
  )
  return (index) => authorize({ request: requests[index], ...shared }).result
}

async function checked(index) {
  const result = await runSimulation(simulations[index], {})
  return result.resultType === 'error'
    ? `error: ${result.errors.message} ${JSON.stringify(result.errors)}`
    : result.overallResult
}

const doors = {
  authorize: inner,
  checked: async () => checked
}
const decide = await doors[door]()

// The first pass gives the answers, and warms up.
const answers = []
const begin = process.hrtime.bigint()
for (let index = 0; index < simulations.length; index += 1) {
  const answer = decide(index)
  answers.push(door === 'checked' ? await answer : answer)
}
const first = Number(process.hrtime.bigint() - begin)
const failed = answers.find((answer) => answer.startsWith('error'))
if (failed) console.error(failed.slice(0, 400))

// A round that would take too long stops early, at the same request each time.
const budget = (Number(seconds) * 1e9) / Number(rounds)
const share = Math.min(1, budget / first)
const count = Math.max(20, Math.floor(simulations.length * share))
const times = []
for (let round = 0; round < Number(rounds); round += 1) {
  const start = process.hrtime.bigint()
  for (let index = 0; index < count; index += 1) {
    // One await more or less would be a time of its own.
    if (door === 'checked') await decide(index)
    else decide(index)
  }
  times.push(Number(process.hrtime.bigint() - start) / count)
}
times.sort((one, other) => one - other)
const nanoseconds = times[Math.floor(times.length / 2)]
const peakKiB = process.resourceUsage().maxRSS
console.log(JSON.stringify({ nanoseconds, peakKiB, answers }))
