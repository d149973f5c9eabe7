export async function inbox() {}
