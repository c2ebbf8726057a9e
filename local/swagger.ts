// Swagger UI from its package, with nothing inline, so that a strict policy holds.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Page } from './http.ts'

const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Panda API</title>
    <link rel="stylesheet" href="/swagger-ui/swagger-ui.css">
    <link rel="icon" type="image/png" href="/swagger-ui/favicon-32x32.png">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/swagger-ui/swagger-ui-bundle.js"></script>
    <script src="/swagger-ui/start.js"></script>
  </body>
</html>
`

/** `validatorUrl`: else it would ask a server on the internet about this document. */
const start = "SwaggerUIBundle({ url: '/api-docs', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null })\n"

const assets: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const swaggerPage = (path: string): Page | undefined => {
  if (path === '/swagger-ui.html')
    return page('text/html; charset=utf-8', html, {
      'content-security-policy': policy,
      'referrer-policy': 'no-referrer',
    })
  if (path === '/swagger-ui/start.js') return page('text/javascript; charset=utf-8', start)
  const file = path.startsWith('/swagger-ui/') ? path.slice('/swagger-ui/'.length) : ''
  const type = Object.hasOwn(assets, file) ? assets[file] : undefined
  return type === undefined ? undefined : page(type, readFileSync(join(folder(), file)))
}

const folder = () => dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))

const page = (type: string, body: string | Buffer, more: Record<string, string> = {}): Page => ({
  headers: { 'content-type': type, 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache', ...more },
  body,
})
