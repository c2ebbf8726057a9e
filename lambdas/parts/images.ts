import { type Setting, sdkClients } from '../../aws/clients.ts'
import { images } from '../../aws/images.ts'
import { ecr } from '../../aws/makers/ecr.ts'
import { sts } from '../../aws/makers/sts.ts'

export const imagesPart = (platform: Setting) => images(sdkClients(platform, { ecr, sts }))
