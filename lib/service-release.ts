// What moves traffic from one release to the next.
import { attribute, ref } from './references.ts'
import { takingBack } from './service-alarms.ts'

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-groups-create-ecs.html */
export const release = () => ({
  Application: {
    Type: 'AWS::CodeDeploy::Application',
    Properties: { ApplicationName: ref('Base'), ComputePlatform: 'ECS' },
  },
  ReleaseGroup: {
    Type: 'AWS::CodeDeploy::DeploymentGroup',
    Properties: {
      ApplicationName: ref('Application'),
      DeploymentGroupName: ref('Base'),
      ServiceRoleArn: attribute('ReleaseRole', 'Arn'),
      DeploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      BlueGreenDeploymentConfiguration: {
        DeploymentReadyOption: { ActionOnTimeout: 'STOP_DEPLOYMENT', WaitTimeInMinutes: ref('ReadyWaitMinutes') },
        TerminateBlueInstancesOnDeploymentSuccess: {
          Action: 'TERMINATE',
          TerminationWaitTimeInMinutes: ref('TerminationWaitMinutes'),
        },
      },
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
      AlarmConfiguration: {
        Enabled: true,
        Alarms: takingBack.map(id => ({ Name: ref(id) })),
      },
      ECSServices: [{ ClusterName: ref('EcsCluster'), ServiceName: attribute('EcsService', 'Name') }],
      LoadBalancerInfo: {
        TargetGroupPairInfoList: [
          {
            TargetGroups: ['TargetGroupA', 'TargetGroupB'].map(id => ({ Name: attribute(id, 'TargetGroupName') })),
            ProdTrafficRoute: { ListenerArns: [ref('ProductionListener')] },
            TestTrafficRoute: { ListenerArns: [ref('TestListener')] },
          },
        ],
      },
    },
  },
})
