import { containerName } from './register.ts'

/** What a release is: https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html
 *  JSON is taken as well as YAML, and quotes what it is given. */
export const appSpec = ({ taskDefinition, port }: { taskDefinition: string; port: number }) =>
  JSON.stringify({
    version: 0.0,
    Resources: [
      {
        TargetService: {
          Type: 'AWS::ECS::Service',
          Properties: {
            TaskDefinition: taskDefinition,
            LoadBalancerInfo: { ContainerName: containerName, ContainerPort: port },
          },
        },
      },
    ],
  })
