// What bench/chain/express.ts uses of it: its types would be one more package for one file.
declare module 'express' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  export interface Request extends IncomingMessage {
    query: Record<string, unknown>
  }
  export interface Response extends ServerResponse {
    set(headers: Record<string, string>): this
    status(code: number): this
    json(body: object): this
  }
  export interface Express {
    (request: Request, response: Response): void
    disable(setting: string): void
    use(middleware: (request: Request, response: Response, next: () => void) => void): void
    get(path: string, handler: (request: Request, response: Response) => Promise<void>): void
  }
  export default function express(): Express
}
