// How one part of a template names another.
export const ref = (id: string) => ({ Ref: id })
export const attribute = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] })
export const split = (text: unknown) => ({ 'Fn::Split': [',', text] })
export const sub = (text: string) => ({ 'Fn::Sub': text })
/** Without an `otherwise` it is as if it was not written. */
export const when = (condition: string, then: unknown, otherwise: unknown = ref('AWS::NoValue')) => ({
  'Fn::If': [condition, then, otherwise],
})
