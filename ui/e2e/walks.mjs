// What a person does, from the first tap to the end.
export const walks = {};
