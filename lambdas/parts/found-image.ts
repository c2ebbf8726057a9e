import { type Setting, sdkClients } from '../../aws/clients.ts'
import { foundImage } from '../../aws/found-image.ts'
import { ecr } from '../../aws/makers/ecr.ts'
import { sts } from '../../aws/makers/sts.ts'

export const foundImagePart = (platform: Setting) => foundImage(sdkClients(platform, { ecr, sts }))
