// What a service stands on from its first release on. Load balancer and target groups cannot move, and CloudFormation must not
// touch a listener that releases move: another wish is told, and nothing is touched.
import type { Network } from '../../core/infra.ts'
import type { StackOutputs } from '../../core/ports.ts'
import { failed, type Outcome, type Run } from './step.ts'

/** Whether there is a wish that what stands may not fulfil. What nobody has set stays as it is, and a rollback asks for
 *  nothing: whoever goes back is in a hurry. */
export const mayDiffer = ({ state: { request } }: Run): boolean =>
  !request.rollback && (request.infra?.network !== undefined || request.infra?.certificateArn !== undefined)

/** Why it cannot be as its environment says, or nothing. */
export const standingFault = (run: Run, outputs: StackOutputs): Outcome | undefined => {
  if (!mayDiffer(run)) return undefined
  const words = networkWords(run, outputs) ?? certificateWords(run, outputs)
  return words === undefined
    ? undefined
    : failed(
        'SERVICE_CANNOT_MOVE',
        `${words}; or delete the stack ${run.names.stack}, which takes the service down until it is deployed again`,
      )
}

const networkWords = (run: Run, { network: has }: StackOutputs) => {
  const { infra, environment } = run.state.request
  const wish = infra?.network
  if (!wish || !has || wordsOf(wish) === wordsOf(has)) return undefined
  return `The service is in ${wordsOf(has)}, and ${environment} asks for ${wordsOf(wish)}: a load balancer cannot move. Set network to what it has (or to nothing: ${unset(run, 'network')})`
}

const certificateWords = (run: Run, { certificateArn: has, productionListenerArn }: StackOutputs) => {
  const { infra, environment } = run.state.request
  const wish = infra?.certificateArn
  if (!wish || wish === has) return undefined
  if (!has)
    return `The service was made with HTTP, and ${environment} asks for the certificate ${wish}: its listener cannot become another. Set it to nothing (${unset(run, 'certificateArn')}), or deploy to another environment, which is made with it`
  return `The service has the certificate ${has}, and ${environment} asks for ${wish}: Panda does not touch a listener that serves. Give it to the listener (aws elbv2 modify-listener --listener-arn ${productionListenerArn} --certificates CertificateArn=${wish}), and deploy again`
}

const unset = ({ state: { request } }: Run, setting: string) =>
  `panda env set ${request.owner}/${request.repo} ${request.environment} ${setting}=`

const wordsOf = ({ vpcId, subnets, privateSubnets = [] }: Network) =>
  [
    `${vpcId} (${subnets.toSorted().join(', ')})`,
    ...(privateSubnets.length > 0 ? [`tasks in ${privateSubnets.toSorted().join(', ')}`] : []),
  ].join(', ')
