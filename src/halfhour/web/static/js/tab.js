// What a tab keeps of what was typed in it, until it is closed.

// A browser may refuse to store anything, or have no room: then it is as if there was nothing to keep.
export function stored(act) {
  try {
    return act(sessionStorage);
  } catch {
    return null;
  }
}
