export const target: URL
export function schemaText(): Promise<string>
