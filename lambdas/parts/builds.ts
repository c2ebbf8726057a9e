import { builds } from '../../aws/builds.ts'
import { platformClients, type Setting } from '../../aws/clients.ts'
import { codebuild } from '../../aws/makers/codebuild.ts'

export const buildsPart = (platform: Setting, project: string) =>
  builds(platformClients(platform, { codebuild }), project)
