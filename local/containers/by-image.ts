// Who built an image runs it: after a change of engine, what was released before still runs, and can be rolled back to.
import type { Machines } from '../../region/kernel.ts'
import type { ContainerImages } from './images.ts'
import type { Containers } from './machines.ts'

type Endable = Machines & { stopAll(graceMs: number): Promise<void> }

export const machinesByImage = (images: ContainerImages, processes: Endable, containers: Containers): Endable => ({
  start: async order => {
    const client = await images.find(order.digest)
    return client ? containers.start(order, client) : processes.start(order)
  },
  stop: async (taskId, graceMs) => {
    await Promise.all([processes.stop(taskId, graceMs), containers.stop(taskId, graceMs)])
  },
  stopAll: async graceMs => {
    await Promise.all([processes.stopAll(graceMs), containers.stopAll(graceMs)])
  },
})
