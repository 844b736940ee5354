// Two texts that came from one: what was changed in each, in different places, stands in both together.

// The one stretch in which a text differs from what it came from.
function changed(from, to) {
  const most = Math.min(from.length, to.length);
  let start = 0;
  while (start < most && from[start] === to[start]) start += 1;
  let same = 0;
  while (same < most - start && from.at(-1 - same) === to.at(-1 - same)) same += 1;
  return { start, end: from.length - same, words: to.slice(start, to.length - same) };
}

// Where both changed the same words, the one stands behind the other. Where theirs is gone, it was sent.
export function joined(theirs, mine, from) {
  if (!theirs || theirs === mine || theirs === from) return mine;
  if (mine === from) return theirs;
  const [first, second] = [changed(from, mine), changed(from, theirs)].sort((a, b) => a.start - b.start);
  if (!from || first.end > second.start) return mine ? `${theirs}\n\n${mine}` : theirs;
  return from.slice(0, first.start) + first.words + from.slice(first.end, second.start) + second.words + from.slice(second.end);
}
