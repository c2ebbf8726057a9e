export const openApi = (_routes: readonly unknown[], _url: string): object => ({})
