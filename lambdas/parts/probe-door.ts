import { type Setting, sdkClients } from '../../aws/clients.ts'
import { ec2 } from '../../aws/makers/ec2.ts'
import { sts } from '../../aws/makers/sts.ts'
import { probeDoor } from '../../aws/probe-door.ts'

export const probeDoorPart = (platform: Setting) => probeDoor(sdkClients(platform, { ec2, sts }))
