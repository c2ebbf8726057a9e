/** Of `arn:aws:lambda:{region}:{account}:function:{name}`, with or without an alias. */
export const functionName = (arn: string) => /^arn:aws:lambda:[^:]+:\d{12}:function:([^:]+)/.exec(arn)?.[1]
