/** Names of controls beside those every form has: a file taken before, and whether it is to be left out. */
export const keptName = (key: string) => `k:${key}`;
export const removeName = (key: string) => `x:${key}`;
/** Which button of the last page is pressed. */
export const buttonName = 'button';
