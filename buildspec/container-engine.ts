// A container engine to build and push with, by name.
import { dockerEngine } from './docker-engine.ts'
import type { Tool } from './engine-arguments.ts'
import type { EngineOptions } from './engine-run.ts'
import type { Engine } from './host.ts'
import { podmanEngine } from './podman-engine.ts'

export const containerEngine = (tool: Tool, options: EngineOptions): Engine =>
  tool === 'docker' ? dockerEngine(options) : podmanEngine(options)
