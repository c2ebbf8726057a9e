// What is sent once a page is first shown, and what such pages share: their names change with what they hold (bundle.ts).
export const chunkNames = '[name]-[hash]'

export const isChunk = (path: string) => /^\/(page|chunk)-[A-Z0-9]{8}\.js$/.test(path)
