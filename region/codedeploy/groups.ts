import type {
  CreateApplicationCommandInput,
  CreateDeploymentGroupCommandInput,
  DeleteApplicationCommandInput,
  DeleteDeploymentGroupCommandInput,
  GetApplicationCommandInput,
  GetDeploymentGroupCommandInput,
} from '@aws-sdk/client-codedeploy'
import { AwsError } from '../aws-error.ts'
import type { Caller, Commands, Kernel } from '../kernel.ts'
import type { Releasing } from './records.ts'

export const groupCommands = (kernel: Kernel, state: Releasing): Commands => ({
  async CreateApplication(input: CreateApplicationCommandInput, caller: Caller) {
    const name = input.applicationName ?? ''
    if (state.applications.get(caller, name))
      throw new AwsError('ApplicationAlreadyExistsException', `Application already exists: ${name}`)
    const application = { id: uuid(kernel), name, createdAt: kernel.timeline.now() }
    state.applications.put(caller, name, application)
    return { applicationId: application.id }
  },

  async GetApplication(input: GetApplicationCommandInput, caller: Caller) {
    const { id, name, createdAt } = existingApplication(state, caller, input.applicationName)
    return {
      application: {
        applicationId: id,
        applicationName: name,
        createTime: new Date(createdAt),
        computePlatform: 'ECS' as const,
      },
    }
  },

  /** Its groups go with it; deleting what is not there succeeds. */
  async DeleteApplication(input: DeleteApplicationCommandInput, caller: Caller) {
    const name = input.applicationName ?? ''
    for (const { settings } of state.groups.of(caller, `${name}/`))
      state.groups.remove(caller, `${name}/${settings.deploymentGroupName}`)
    state.applications.remove(caller, name)
    return {}
  },

  async CreateDeploymentGroup(input: CreateDeploymentGroupCommandInput, caller: Caller) {
    existingApplication(state, caller, input.applicationName)
    const key = `${input.applicationName}/${input.deploymentGroupName}`
    if (state.groups.get(caller, key))
      throw new AwsError('DeploymentGroupAlreadyExistsException', `Deployment group already exists: ${key}`)
    const pairs = input.loadBalancerInfo?.targetGroupPairInfoList ?? []
    if (pairs.length !== 1 || pairs[0]?.targetGroups?.length !== 2 || !input.ecsServices?.length)
      throw new AwsError(
        'InvalidLoadBalancerInfoException',
        'An ECS deployment group names one service, one pair of target groups and its listeners',
      )
    const group = { id: uuid(kernel), settings: input }
    state.groups.put(caller, key, group)
    return { deploymentGroupId: group.id }
  },

  async GetDeploymentGroup(input: GetDeploymentGroupCommandInput, caller: Caller) {
    const group = existingGroup(state, caller, input.applicationName, input.deploymentGroupName)
    return { deploymentGroupInfo: { ...group.settings, deploymentGroupId: group.id, computePlatform: 'ECS' as const } }
  },

  async DeleteDeploymentGroup(input: DeleteDeploymentGroupCommandInput, caller: Caller) {
    state.groups.remove(caller, `${input.applicationName}/${input.deploymentGroupName}`)
    return { hooksNotCleanedUp: [] }
  },
})

export const existingApplication = (state: Releasing, caller: Caller, name = '') => {
  const application = state.applications.get(caller, name)
  if (!application) throw new AwsError('ApplicationDoesNotExistException', `No application found for name: ${name}`)
  return application
}

export const existingGroup = (state: Releasing, caller: Caller, application = '', name = '') => {
  existingApplication(state, caller, application)
  const group = state.groups.get(caller, `${application}/${name}`)
  if (!group) throw new AwsError('DeploymentGroupDoesNotExistException', `No Deployment Group found for name: ${name}`)
  return group
}

const uuid = (kernel: Kernel) => kernel.random.hex(16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
