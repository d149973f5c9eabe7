export async function approve() {}
