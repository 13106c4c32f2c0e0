// placeholder
export const searching = ''
