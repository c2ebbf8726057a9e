// AWS CodeDeploy, as far as blue/green of ECS services goes.
import type { Service } from '../kernel.ts'
import { deploymentCommands } from './deployments.ts'
import { drive } from './drive.ts'
import { groupCommands } from './groups.ts'
import { releasing } from './records.ts'
import { shownCommands } from './shown.ts'

export const codedeploy: Service = kernel => {
  const state = releasing(kernel)
  const go = drive(kernel, state)
  const unfinished = () => state.deployments.all().filter(one => one.phase !== 'over')
  return {
    commands: {
      ...groupCommands(kernel, state),
      ...deploymentCommands(kernel, state, go),
      ...shownCommands(kernel, state),
      /** Not of AWS: there CodeDeploy looks at the service again and again. */
      async NoteService({ serviceArn }: { serviceArn: string }) {
        for (const one of unfinished()) if (one.serviceArn === serviceArn) go(one)
        return {}
      },
    },
    resume() {
      for (const one of unfinished()) go(one)
    },
  }
}
