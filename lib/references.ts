// How one part of a template names another.
export const ref = (id: string) => ({ Ref: id })
export const attribute = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] })
