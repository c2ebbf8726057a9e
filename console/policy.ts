// What the page may load and reach: everything from where it came, nothing inline; the socket is the one thing elsewhere.
// On AWS CloudFront sends it, on one machine local/console.ts.

export const contentSecurityPolicy = (socketOrigin: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${socketOrigin}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
